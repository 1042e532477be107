import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { openAccounts } from '#db/postgres/accounts.ts';
import { openPostgres } from '#db/postgres/connect.ts';
import { freePort, run, stopped, untilReady } from './processes.ts';
import { type School, createSchool } from './school.ts';
import { ownStores } from './stores.ts';

// No container engine is needed here: the processes get what the file gives its containers, and nothing else.

interface Service {
  command: string[];
  environment: Record<string, string>;
  healthcheck?: { test: string[] };
  ports?: string[];
  restart?: string;
  container_name?: string;
}

const root = join(import.meta.dirname, '..');
const stores = await ownStores();

describe('docker-compose.yml', () => {
  test('every service comes back by itself, tells its health and can be scaled', () => {
    for (const service of Object.values(composeWith({}))) {
      expect(service.restart).toBe('unless-stopped');
      expect(service.healthcheck?.test[0]).toBe('CMD');
      expect(service.container_name).toBeUndefined();
    }
    expect(composeWith({})['workers']?.ports).toBeUndefined();
  });

  test('its own stores are the ones that server and workers are given', () => {
    const { server, workers } = composeWith({});
    for (const service of [server, workers]) {
      expect(service?.environment).toMatchObject({
        DATABASE_URL: 'postgres://holdfast:holdfast@postgres:5432/holdfast',
        REDIS_URL: 'redis://redis:6379',
      });
    }
    expect(composeWith({ POSTGRES_PASSWORD: 'secret' })['server']?.environment['DATABASE_URL']).toContain(
      ':secret@',
    );
  });

  test('server and workers start as it says, turn an event into an assessment, and stop when told', async () => {
    const [port, workersPort] = [await freePort(), await freePort()];
    const services = composeWith({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      LISTEN_ON: '127.0.0.1',
      PORT: String(port),
      WORKERS_PORT: String(workersPort),
    });
    const server = start(services, 'server');
    const workers = start(services, 'workers');
    await Promise.all([port, workersPort].map((one) => untilReady(`http://127.0.0.1:${one}`)));
    expect([await isHealthy(services, 'server'), await isHealthy(services, 'workers')]).toEqual([true, true]);

    const { sourceKey, apiKey, cohort } = await newSchool();
    const origin = `http://127.0.0.1:${port}`;
    const answer = await fetch(`${origin}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sourceKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'e1', learner: 'maya', type: 'login', at: new Date().toISOString() }),
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    await vi.waitFor(
      async () => {
        const headers = { authorization: `Bearer ${apiKey}` };
        const learners = await fetch(`${origin}/v1/cohorts/${cohort}/learners`, { headers });
        const { items } = (await learners.json()) as { items: { lastSeenAt: string | null }[] };
        expect(items[0]?.lastSeenAt).toEqual(expect.any(String));
      },
      { timeout: 20_000, interval: 100 },
    );

    expect(await stopped(server)).toBe(0);
    expect(await stopped(workers)).toBe(0);
    expect([await isHealthy(services, 'server'), await isHealthy(services, 'workers')]).toEqual([
      false,
      false,
    ]);
  });
});

/** The services as compose reads them: anchors merged, variables filled in. */
function composeWith(variables: Record<string, string>): Record<string, Service> {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
  return filled(services, variables) as Record<string, Service>;
}

function filled(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') return interpolated(value, variables);
  if (Array.isArray(value)) return value.map((one) => filled(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, variables)]));
}

/** `${NAME:-default}`, where the default may hold another; `$$` is a dollar. */
function interpolated(text: string, variables: Record<string, string>): string {
  const innermost = /(?<!\$)\$\{(\w+):-([^${}]*)\}/;
  let result = text;
  for (let match = innermost.exec(result); match; match = innermost.exec(result)) {
    const [whole, name = '', fallback = ''] = match;
    result = result.replace(whole, () => variables[name] || fallback);
  }
  return result.replaceAll('$$', '$');
}

function start(services: Record<string, Service>, name: string): ChildProcess {
  const { command = [], environment = {} } = services[name] ?? {};
  return run(command, environment);
}

async function isHealthy(services: Record<string, Service>, name: string): Promise<boolean> {
  const { healthcheck, environment = {} } = services[name] ?? {};
  const [, ...command] = healthcheck?.test ?? [];
  const [code] = (await once(run(command, environment), 'exit')) as [number | null];
  return code === 0;
}

async function newSchool(): Promise<School> {
  const { db, close } = await openPostgres(stores.databaseUrl);
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret: 'only for making keys here' });
  const school = await createSchool(db, accounts, 'compose');
  await close();
  return school;
}
