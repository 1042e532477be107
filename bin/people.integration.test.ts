import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Product, openProduct } from '#test/product.ts';
import { type OwnStores, ownStores } from '#test/stores.ts';

// A tenant from nothing to its first event, as the README says.

const script = join(import.meta.dirname, 'people.ts');
let stores: OwnStores;
let product: Product;

beforeAll(async () => {
  stores = await ownStores();
  product = await openProduct(stores);
});
afterAll(() => product?.close());

describe('npm run people', () => {
  test('makes a tenant whose admin signs in and whose source sends', async () => {
    expect(await people('--add', 'tenant', '--tenant', 'acme', '--name', 'Acme College')).toContain('acme');
    const email = 'ada@acme.example';
    const said = await people(
      ...'--add person --tenant acme --role admin --name Ada --email'.split(' '),
      email,
    );
    const password = /password (\S+)/.exec(said)?.[1];
    const cohort = wordIn(
      await people(...'--add cohort --tenant acme --programme Maths --name Spring --course maths'.split(' ')),
      /cohort (\w+)/,
    );
    const key = wordIn(
      await people(...'--add source --tenant acme --name LMS --cohort'.split(' '), cohort),
      /: (\S+)/,
    );

    const signIn = await product.ask(
      '/v1/auth/sign-in/email',
      {},
      { method: 'POST', headers: { origin: product.url }, body: JSON.stringify({ email, password }) },
    );
    expect(signIn.status).toBe(200);
    const event = { id: randomUUID(), learner: 'lena', type: 'login', at: new Date().toISOString() };
    const sent = await product.ask('/v1/events', { key }, { method: 'POST', body: JSON.stringify(event) });
    expect(sent).toMatchObject({ status: 202, body: { accepted: 1 } });
  });

  test('says how long a tenant keeps its history, and keeps what was not said', async () => {
    await people('--add', 'tenant', '--tenant', 'archive', '--name', 'Archive');
    const set = ['--set', 'retention', '--tenant', 'archive'];
    expect(await people(...set, '--event-days', '60')).toContain(
      'events 60 days, their texts 90 days and what screens showed 30 days',
    );
    expect(await people(...set, '--text-days', '0')).toContain('events 60 days, no texts and');
    expect(await people(...set, '--recording-days', '7')).toContain(
      'no texts and what screens showed 7 days',
    );
  });

  test.each([
    [['--set', 'retention', '--tenant', 'acme', '--event-days', '29'], 'from 30 to 3650'],
    [['--set', 'retention', '--tenant', 'acme', '--text-days', '1.5'], 'expected whole days'],
    [['--set', 'retentoin', '--tenant', 'acme'], 'did you mean retention?'],
    [['--add', 'tennant', '--tenant', 'x'], 'did you mean tenant?'],
    [['--add', 'person', '--tenant', 'nobody', '--name', 'X'], 'there is no tenant nobody'],
    [['--add', 'tenant', '--tenant', 'Ac Me', '--name', 'X'], 'a short name of small letters'],
    [
      '--add cohort --tenant acme --programme Maths --name Late --ends tomorrow'.split(' '),
      'is not an RFC 3339 time',
    ],
    [['--rolle', 'admin'], 'did you mean --role?'],
    [[], '--add is missing'],
  ])('%j is refused in words, with the usage', async (args, words) => {
    const refused = await people(...args).catch((error: { code: number; stderr: string }) => error);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused).toHaveProperty('stderr', expect.stringContaining(words));
    expect(refused).toHaveProperty('stderr', expect.stringContaining('npm run people -- --add tenant'));
  });
});

async function people(...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env });
  return stdout;
}

function wordIn(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? '';
}
