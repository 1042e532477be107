import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { findRedis } from './redis-program.ts';
import { newPassword, startNode } from './redis-server.ts';
import type { Service } from './service.ts';

export interface RedisCluster {
  url: string;
  /** One for each node, in the order of the slots they serve; each can be killed and started again at the same address. */
  services: Service[];
  stop: () => Promise<void>;
}

/** The fewest of which a majority is left when one is away. */
const nodeCount = 3;
const slotCount = 16_384;
/** A node is writable 2 s after its start at the earliest: so long it waits to hear of the others. */
const togetherWithinMs = 30_000;
const lookEveryMs = 50;
/** A node that is silent for so long is taken for gone by the others. */
const nodeTimeoutMs = 2_000;

/** Starts a Redis Cluster of three masters that keeps its data in this folder. */
export async function startRedisCluster(
  folder: string,
  logs: string,
  say: (line: string) => void = () => {},
  signal?: AbortSignal,
): Promise<RedisCluster> {
  const program = await findRedis(say, signal);
  const password = newPassword();
  const starting = Array.from({ length: nodeCount }, (_, index) => {
    const name = `redis-${index + 1}`;
    const place = { data: join(folder, name), logFile: join(logs, `${name}.log`) };
    return startNode(program, { name, ...place, password, more: () => clusterConfiguration(password) });
  });
  const stop = async () => {
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') await started.value.service.stop();
    }
  };
  try {
    const nodes = await Promise.all(starting);
    const ports = nodes.map((node) => node.port);
    await unite(ports, password);
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
    return {
      url: `redis-cluster://:${password}@${hosts}/`,
      services: nodes.map((node) => node.service),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function clusterConfiguration(password: string): Promise<string> {
  // Redis would take the port 10000 above its own, which need not be free, nor be a port at all.
  const busPort = await freePort();
  return `masterauth ${password}
cluster-enabled yes
cluster-config-file nodes.conf
cluster-announce-ip 127.0.0.1
cluster-port ${busPort}
cluster-node-timeout ${nodeTimeoutMs}
# A node that is away takes its own slots along, not everybody's.
cluster-require-full-coverage no
`;
}

/** Gives each node its part of the slots and lets them know each other; resolves when all of them serve. */
async function unite(ports: number[], password: string): Promise<void> {
  const nodes = ports.map((port) => new Redis({ host: '127.0.0.1', port, password }));
  // Without a listener every failed attempt would be printed; what fails is said by the command.
  for (const node of nodes) node.on('error', () => {});
  try {
    for (const [index, node] of nodes.entries()) {
      const first = Math.floor((slotCount * index) / nodeCount);
      const last = Math.floor((slotCount * (index + 1)) / nodeCount) - 1;
      // A node that was here before has its slots, but knows the others by addresses they no longer have.
      if (isSaid(await node.cluster('INFO'), 'cluster_slots_assigned:0'))
        await node.cluster('ADDSLOTSRANGE', first, last);
      for (const other of nodes) {
        if (other !== node) await node.call('CLUSTER', 'MEET', ...(await addressOf(other)));
      }
    }
    const deadline = performance.now() + togetherWithinMs;
    while (!(await areTogether(nodes))) {
      if (performance.now() > deadline)
        throw new Error(
          `Redis Cluster: its nodes did not find each other within ${togetherWithinMs / 1000} s`,
        );
      await pause(lookEveryMs);
    }
  } finally {
    for (const node of nodes) node.disconnect();
  }
}

/** Host, port and port of the cluster bus, as a node knows them of itself. */
async function addressOf(node: Redis): Promise<string[]> {
  const lines = String(await node.cluster('NODES'));
  const [, ...address] = /(\S+):(\d+)@(\d+)\S* myself/.exec(lines) ?? [];
  return address;
}

async function areTogether(nodes: Redis[]): Promise<boolean> {
  const infos = await Promise.all(nodes.map((node) => node.cluster('INFO')));
  const wanted = ['cluster_state:ok', `cluster_slots_ok:${slotCount}`, `cluster_size:${nodeCount}`];
  return infos.every((info) => wanted.every((line) => isSaid(info, line)));
}

function isSaid(info: unknown, line: string): boolean {
  return String(info).split('\r\n').includes(line);
}
