import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { enrol } from '#db/postgres/enrolments.ts';
import { wallOfToken, wallsMost } from '#db/postgres/walls.ts';
import { wallTokenHash } from '#db/wall-token.ts';
import type { Wall, WallAnswer } from '#engagement/wall.ts';
import { wallRowsMost } from '#engagement/wall-counts.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

const dayMs = 86_400_000;
let product: Product;
let school: School;
let theirs: School;
let manager: string;
interface Made {
  wall: Wall;
  token: string;
}
/** As many as make groups, each of them of a size that may be told. */
const learners = Array.from({ length: 26 }, (_, place) => ({
  externalId: `learner-${place}`,
  name: `Ada Lovelace-${place}`,
  enrolledAt: new Date(Date.now() - 40 * dayMs),
}));

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'walled');
  theirs = await createSchool(db, accounts, 'others');
  manager = await product.signIn(school.people.manager);
  const { tenant, cohort } = school;
  await asTenant(db, tenant, (tx) => enrol(tx, tenant, cohort, learners));
  const at = (daysAgo: number): string => new Date(Date.now() - daysAgo * dayMs).toISOString();
  const sent = learners.flatMap(({ externalId: learner }, place) => [
    { id: `${learner}-a`, learner, type: 'login', at: at(6) },
    ...(place < 14 ? [{ id: `${learner}-b`, learner, type: 'login', at: at(0) }] : []),
  ]);
  await product.ask('/v1/events', { key: school.sourceKey }, { method: 'POST', body: JSON.stringify(sent) });
});
afterAll(() => product?.close());

describe('a link for a television', () => {
  test('is made and revoked by admin and manager alone, who is noted with it', async () => {
    const { wall, token } = await made({ name: ' Staff room ', cohorts: [school.cohort], mode: 'counts' });
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(wall).toMatchObject({
      name: 'Staff room',
      cohorts: [{ id: school.cohort, name: 'Cohort of walled' }],
      secondsPerCohort: 30,
      madeBy: 'manager of walled',
      revokedAt: null,
      lastShownAt: null,
    });
    await shown(token);
    const { body } = await product.ask<{ items: Wall[] }>('/v1/walls', { cookie: manager });
    expect(body.items.find(({ id }) => id === wall.id)?.lastShownAt).toMatch(/:00\.000Z$/);
    expect(JSON.stringify(body)).not.toContain(token);

    const roles = {
      mentor: { cookie: await product.signIn(school.people.mentor) },
      learner: { cookie: await product.signIn(school.people.learner) },
      program: { key: school.apiKey },
    };
    for (const as of Object.values(roles)) {
      expect((await product.ask('/v1/walls', as)).status).toBe(403);
      expect((await make(as, { name: 'x', cohorts: [school.cohort], mode: 'counts' })).status).toBe(403);
      expect((await product.ask(`/v1/walls/${wall.id}`, as, { method: 'DELETE' })).status).toBe(403);
    }
    const admin = { cookie: await product.signIn(school.people.admin) };
    const revoked = await product.ask<Wall>(`/v1/walls/${wall.id}`, admin, { method: 'DELETE' });
    expect(revoked.body).toMatchObject({ revokedBy: 'admin of walled' });
    const again = await product.ask<Wall>(`/v1/walls/${wall.id}`, { cookie: manager }, { method: 'DELETE' });
    expect(again.body).toEqual(revoked.body);
  });

  test('that was revoked shows nothing from the next question on, and is answered like one that never was', async () => {
    const { wall, token } = await made({ name: 'Short', cohorts: [school.cohort], mode: 'counts' });
    await shown(token);
    await product.ask(`/v1/walls/${wall.id}`, { cookie: manager }, { method: 'DELETE' });
    const revoked = await ask(token);
    const unknown = await ask('0'.repeat(43));
    const none = await product.ask('/v1/wall');
    expect(revoked.status).toBe(404);
    for (const other of [unknown, none]) {
      expect(other.status).toBe(404);
      expect(other.body).toEqual(revoked.body);
    }
  });

  test('is refused where it names what is not there, or what no wall can show', async () => {
    const as = { cookie: manager };
    const good = { name: 'x', cohorts: [school.cohort], mode: 'counts' };
    expect((await make(as, { ...good, cohorts: [theirs.cohort] })).status).toBe(404);
    const mentor = { cookie: await product.signIn(school.people.mentor) };
    expect((await make(mentor, { ...good, cohorts: [theirs.cohort] })).status).toBe(404);
    for (const wrong of [
      { name: ' ' },
      { cohorts: [] },
      { cohorts: [school.cohort, school.cohort] },
      { mode: 'names' },
      { secondsPerCohort: 3 },
    ]) {
      expect((await make(as, { ...good, ...wrong })).status).toBe(400);
    }
    const { wall } = (
      await make(
        { cookie: await product.signIn(theirs.people.admin) },
        {
          ...good,
          cohorts: [theirs.cohort],
        },
      )
    ).body;
    expect((await product.ask(`/v1/walls/${wall.id}`, as, { method: 'DELETE' })).status).toBe(404);
    expect((await product.ask(`/v1/walls/${wall.id}`, mentor, { method: 'DELETE' })).status).toBe(404);
  });

  test('of those there are fifty at most', async () => {
    const as = { cookie: await product.signIn(theirs.people.manager) };
    const wanted = { name: 'x', cohorts: [theirs.cohort], mode: 'counts' };
    const tries = await Promise.all(Array.from({ length: wallsMost + 3 }, () => make(as, wanted)));
    const { body } = await product.ask<{ items: Wall[] }>('/v1/walls?limit=200', as);
    expect(body.items).toHaveLength(wallsMost);
    expect(tries.filter(({ status }) => status === 409).length).toBeGreaterThanOrEqual(3);
  });

  test('is found by its hash alone, and by that nothing but itself', async () => {
    const { db } = product.stores;
    const { wall, token } = await made({ name: 'Found', cohorts: [school.cohort], mode: 'counts' });
    const hash = wallTokenHash(token);
    expect(await wallOfToken(db, hash)).toEqual({ tenant: school.tenant, id: wall.id });
    expect(await wallOfToken(db, token)).toBeNull();
    const seen = await db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.wall', ${hash}, true)`);
      const rows = await rowsOf<{ id: string }>(tx, sql`select id from walls`);
      const { count } = await tx.execute(sql`update walls set name = 'theirs'`);
      return { rows, count };
    });
    expect(seen).toEqual({ rows: [{ id: wall.id }], count: 0 });
    expect(await rowsOf(db, sql`select id from walls`)).toEqual([]);
  });
});

describe('a television', () => {
  test('gets counts of groups, and not a name or an id of anybody, in either mode', async () => {
    const { token } = await made({ name: 'Counts', cohorts: [school.cohort], mode: 'counts' });
    const named = await made({ name: 'Names', cohorts: [school.cohort], mode: 'pseudonyms' });
    const figures = await vi.waitFor(async () => {
      const { body } = await shown(token);
      expect(body.cohort?.figures?.bands).not.toBeNull();
      expect(body.cohort?.figures?.active.from).toBe(10);
      return body.cohort?.figures;
    }, 8_000);
    expect(figures).toMatchObject({ learners: 28, active: { from: 10, to: 14 }, rows: null });
    const other = await shown(named.token);
    const rows = other.body.cohort?.figures?.rows ?? [];
    expect(rows).toHaveLength(wallRowsMost);
    expect(rows[0]?.cells).toHaveLength(60);
    expect((await shown(named.token)).body.cohort?.figures?.rows).toEqual(rows);

    const secrets = await secretsOf();
    expect(secrets.length).toBeGreaterThan(80);
    for (const { text } of [await shown(token), other]) {
      expect(secrets.filter((one) => text.includes(one))).toEqual([]);
      expect(text).not.toMatch(/score|"risk|learner-\d/);
    }
  });

  test('calls the same learner by another name on another wall', async () => {
    const wanted = { name: 'Names', cohorts: [school.cohort], mode: 'pseudonyms' };
    const [one, other] = [await made(wanted), await made(wanted)];
    const namesOn = async (token: string): Promise<string[]> =>
      ((await shown(token)).body.cohort?.figures?.rows ?? []).map(({ pseudonym }) =>
        JSON.stringify(pseudonym),
      );
    const [first, second] = [await namesOn(one.token), await namesOn(other.token)];
    expect(first.length).toBe(wallRowsMost);
    expect(new Set(first).size).toBe(wallRowsMost);
    expect(first).not.toEqual(second);
  });

  test('shows nothing of a cohort of four, and leaves out one that has ended', async () => {
    const { db } = product.stores;
    const { tenant, programme } = school;
    const [few, over] = await asTenant(db, tenant, async (tx) => {
      const cohort = { programme, timeZone: 'UTC' };
      const small = await createCohort(tx, tenant, { ...cohort, name: 'Few' });
      await enrol(tx, tenant, small, learners.slice(0, 4));
      const ended = await createCohort(tx, tenant, { ...cohort, name: 'Over', endsAt: new Date(0) });
      return [small, ended];
    });
    const small = await made({ name: 'Few', cohorts: [few, over], mode: 'pseudonyms' });
    expect((await shown(small.token)).body).toMatchObject({
      turn: { place: 1, of: 1 },
      cohort: { name: 'Few', figures: null },
    });
    const ended = await made({ name: 'Over', cohorts: [over], mode: 'counts' });
    expect((await shown(ended.token)).body).toMatchObject({ turn: null, cohort: null });
  });

  test('sends no cookie and gets none; what it is told is kept nowhere, and leads nowhere', async () => {
    const { token } = await made({ name: 'Bare', cohorts: [school.cohort], mode: 'counts' });
    const { headers } = await shown(token);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    const page = await fetch(`${product.url}/wall/${token}`);
    for (const one of [headers, page.headers]) expect(one.get('referrer-policy')).toBe('no-referrer');
    expect((await product.ask('/v1/wall', { cookie: manager })).status).toBe(404);
  });

  test('and others of the same link share an answer for a second', async () => {
    const { token } = await made({ name: 'Shared', cohorts: [school.cohort], mode: 'counts' });
    const many = await Promise.all(Array.from({ length: 40 }, () => shown(token)));
    expect(new Set(many.map(({ body }) => body.at)).size).toBeLessThanOrEqual(2);
  });

  test('goes on while somebody at its address guesses, who is soon told to wait', async () => {
    const { token } = await made({ name: 'Steady', cohorts: [school.cohort], mode: 'counts' });
    await shown(token);
    const guesses = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(`guess-${index}`)));
    const refused = guesses.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    await shown(token);
  });
});

async function make(as: { cookie?: string; key?: string }, wanted: object) {
  return product.ask<Made>('/v1/walls', as, { method: 'POST', body: JSON.stringify(wanted) });
}

async function made(wanted: object): Promise<Made> {
  const { status, body } = await make({ cookie: manager }, wanted);
  expect(status).toBe(200);
  return body;
}

async function ask(token: string) {
  const response = await fetch(`${product.url}/v1/wall`, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as WallAnswer };
}

async function shown(token: string) {
  const answer = await ask(token);
  expect(answer.status).toBe(200);
  return answer;
}

/** Every id there is, and every name of a person. */
async function secretsOf(): Promise<string[]> {
  const rows = await asTenant(product.stores.db, school.tenant, (tx) =>
    rowsOf<{ secret: string }>(
      tx,
      sql`select unnest(array[id, external_id, name]) as secret from learners
          union select id from enrolments union select id from cohorts union select id from programmes
          union select id from walls union select id from sources union select ${school.tenant}`,
    ),
  );
  const people = Object.values(school.people).flatMap(({ id, email, name }) => [id, email, name]);
  return [...rows.map(({ secret }) => secret), ...people];
}
