import { createServer } from 'node:net';
import type { Service } from './service.ts';

const attemptsMax = 5;
const portsTried = 50;
const portMax = 65_535;

/** Starts a service on a free port of this machine. */
export async function startOnFreePort(serviceAt: (port: number) => Promise<Service>): Promise<Service> {
  for (let attempt = 1; ; attempt += 1) {
    const service = await serviceAt(await freePort());
    try {
      await service.start();
      return service;
    } catch (error) {
      // Somebody took the port between our look and the start.
      const isTaken = String(error).includes('Address already in use');
      if (!isTaken || attempt === attemptsMax) throw error;
    }
  }
}

/** The first free port from this one on, for an address that people know. */
export async function firstFreePort(
  wanted: number,
  host: string,
  say: (line: string) => void,
): Promise<number> {
  const last = Math.min(wanted + portsTried, portMax);
  for (let port = wanted; port <= last; port += 1) {
    const free = await portIfFree(port, host);
    if (free !== null) return free;
    say(`port ${port} is taken by another program, taking the next`);
  }
  throw new Error(`PORT ${wanted}: that port and the next ${portsTried} are taken`);
}

export async function freePort(): Promise<number> {
  const port = await portIfFree(0, '127.0.0.1');
  if (port === null) throw new Error('there is no free port');
  return port;
}

/** The port, or any free one for 0; null when it is taken. */
function portIfFree(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
