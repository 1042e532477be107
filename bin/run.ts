import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { type Server, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { type ProcessMark, endProcess, isAlive, markOf } from './processes.ts';
import type { Service } from './service.ts';
import type { Stores } from './stores.ts';

// Of each folder one `npm start` runs at a time. Who runs is said by a socket that has a name but no file: the kernel
// takes it away with its process, however that ends. What runs is written to run.json, for the next start to clear away
// after a kill -9 and for other commands to find the stores.

const markSchema = z.object({ pid: z.int().positive(), startedAt: z.string() });
const recordSchema = z.object({
  start: markSchema,
  databaseUrl: z.string(),
  redisUrl: z.string(),
  stores: z.record(z.string(), markSchema),
  processes: z.record(z.string(), markSchema),
});

type RunRecord = z.infer<typeof recordSchema>;

/** What the run tells another one that asks. */
interface Answer {
  url: string | null;
  isStopping: boolean;
}

export interface Run {
  /** Changed as the run goes on. */
  answer: Answer;
  record: (stores: Stores, processes: Service[]) => void;
  end: () => Promise<void>;
}

/** What a process of a run that was killed has to stop; it has seen its channel close before. */
const leftoverWaitMs = 2_000;
const attemptsMax = 10;
const answerWithinMs = 2_000;

/** Makes us the run of this folder; or gives the answer of the one that is. One that is just stopping is waited for. */
export async function claimRun(folder: string, say: (line: string) => void): Promise<Run | Answer> {
  const answer: Answer = { url: null, isStopping: false };
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const server = await listen(nameOf(folder), answer);
    if (server !== null) return runOf(folder, server, answer);
    const other = await ask(nameOf(folder));
    if (other && !other.answer.isStopping) return other.answer;
    if (other) say('waiting for the former run, which is stopping');
    await other?.ended;
  }
  throw new Error(`another npm start of this folder comes and goes; try again`);
}

/** The stores of the run of this folder that is up now, or null. */
export async function runningStores(
  folder: string,
): Promise<Pick<RunRecord, 'databaseUrl' | 'redisUrl'> | null> {
  const record = await readRecord(folder);
  return record !== null && isAlive(record.start) ? record : null;
}

async function runOf(folder: string, server: Server, answer: Answer): Promise<Run> {
  await endLeftovers(folder);
  const file = join(folder, 'run.json');
  return {
    answer,
    record({ databaseUrl, redisUrl, postgres, redis }, processes) {
      const record: RunRecord = {
        start: markOf(process.pid),
        databaseUrl,
        redisUrl,
        stores: marksOf([postgres, redis]),
        processes: marksOf(processes),
      };
      // Two that start at the same time must not write it through each other.
      writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    async end() {
      await rm(file, { force: true });
      server.close();
    },
  };
}

function marksOf(services: (Service | null)[]): Record<string, ProcessMark> {
  return Object.fromEntries(
    services.flatMap((service) => (service?.child ? [[service.name, service.child.mark]] : [])),
  );
}

/**
 * A number alone may be another program's by now; only the very processes of that run are ended. Stores are not among
 * them: who starts one again on the same data ends it first, in the way it needs.
 */
async function endLeftovers(folder: string): Promise<void> {
  const record = await readRecord(folder);
  const ending = [{ signal: 'SIGTERM', waitMs: leftoverWaitMs }] as const;
  await Promise.all(Object.values(record?.processes ?? {}).map((mark) => endProcess(mark, ending)));
}

async function readRecord(folder: string): Promise<RunRecord | null> {
  const text = await readFile(join(folder, 'run.json'), 'utf8').catch(() => '');
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return null; // there is none, or it is from another version of ours
  }
}

function nameOf(folder: string): string {
  return `\0holdfast-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
}

/** Null when another process has the name. */
function listen(name: string, answer: Answer): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    // The connection stays open: that it closes tells the other one that we are gone.
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(JSON.stringify(answer));
    });
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(name, () => resolve(server));
  });
}

/** Null when there was nobody to ask after all. */
async function ask(name: string): Promise<{ answer: Answer; ended: Promise<unknown> } | null> {
  const socket = connect(name);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.setTimeout(answerWithinMs);
  const said = await Promise.race([
    once(socket, 'data').then(
      ([chunk]) => String(chunk),
      () => null,
    ),
    once(socket, 'timeout').then(
      () => '{"url":null,"isStopping":false}',
      () => null,
    ),
    ended.then(() => null),
  ]);
  socket.setTimeout(0);
  if (said === null) return null;
  const answer = z.object({ url: z.string().nullable(), isStopping: z.boolean() }).parse(JSON.parse(said));
  if (!answer.isStopping) socket.destroy();
  return { answer, ended };
}
