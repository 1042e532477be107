import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { tenantTables } from '#db/postgres/schema.ts';
import type { LearnerDetail } from '#engagement/learner.ts';
import { type Product, openProduct } from '#test/product.ts';
import { openScreen } from '#test/screen.ts';
import { type School, createSchool, password } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

// ASVS 8.4.1: what belongs to another tenant is not there, on every route and every live topic.

let product: Product;
let ours: School;
let theirs: School;
type List = { items: { id: string }[] };
type Claim = { claimedBy?: { id: string }; error?: { message: string } };

const foreign: Record<string, string[]> = {};

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  ours = await createSchool(db, accounts, 'ours');
  theirs = await createSchool(db, accounts, 'theirs');
  // Something of everything for the other tenant: a late event makes a nudge, an alert and a case.
  const at = new Date(Date.now() - 6 * 86_400_000).toISOString();
  await product.ask(
    '/v1/events',
    { key: theirs.sourceKey },
    { method: 'POST', body: JSON.stringify({ id: 'x', learner: 'maya', type: 'login', at }) },
  );
  await vi.waitFor(
    async () => {
      for (const list of ['nudges', 'alerts', 'cases'] as const) {
        const { body } = await product.ask<List>(`/v1/${list}`, { key: theirs.apiKey });
        foreign[list] = body.items.map((one) => one.id);
        if (body.items.length === 0) throw new Error(`no ${list} yet`);
      }
    },
    { timeout: 8_000, interval: 50 },
  );
  foreign['cohorts'] = [theirs.cohort];
  foreign['learners'] = [theirs.learner];
  foreign['sources'] = [theirs.source];
  foreign['programmes'] = [theirs.programme];
  const wanted = { name: 'Hall', cohorts: [theirs.cohort], mode: 'counts' };
  const { body } = await product.ask<{ wall: { id: string } }>(
    '/v1/walls',
    { cookie: await product.signIn(theirs.people.admin) },
    { method: 'POST', body: JSON.stringify(wanted) },
  );
  foreign['walls'] = [body.wall.id];
});
afterAll(() => product?.close());

describe('signed in to one tenant', () => {
  test('every route answers 404 for the ids of another, whoever asks', async () => {
    const { body: api } = await product.ask<{ paths: Record<string, object> }>('/openapi.json');
    const callers = {
      admin: { cookie: await product.signIn(ours.people.admin) },
      manager: { cookie: await product.signIn(ours.people.manager) },
      mentor: { cookie: await product.signIn(ours.people.mentor) },
      learner: { cookie: await product.signIn(ours.people.learner) },
      program: { key: ours.apiKey },
    };
    let tried = 0;
    const leaks: string[] = [];
    for (const [path, methods] of Object.entries(api.paths)) {
      const noun = path.split('/')[2] ?? '';
      for (const id of foreign[noun] ?? []) {
        for (const method of Object.keys(methods)) {
          for (const [role, as] of Object.entries(callers)) {
            const address = path.replace('{id}', id).replace('{move}', 'resolve');
            if (!path.includes('{id}')) continue;
            const body =
              method !== 'get'
                ? {
                    body: JSON.stringify({
                      answer: 'accepted',
                      to: theirs.people.mentor.id,
                      reason: 'other',
                    }),
                  }
                : {};
            const answer = await product.ask(address, as, { method: method.toUpperCase(), ...body });
            tried++;
            if (answer.status !== 404) leaks.push(`${role} ${method} ${address}: ${answer.status}`);
          }
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(tried).toBeGreaterThan(50);
  });

  test('every list and every filter shows nothing of another', async () => {
    const cookie = await product.signIn(ours.people.manager);
    const leaks: string[] = [];
    const lists = [
      'cohorts',
      'nudges',
      'alerts',
      'cases',
      'alerts/summary',
      `alerts?learner=${theirs.learner}`,
      `alerts?cohort=${theirs.cohort}`,
      'sources',
      'programmes',
      'walls',
      'scoring',
      'scoring/history',
      'model',
      `programmes/${ours.programme}/scoring`,
      `nudges?learner=${theirs.learner}`,
      `cohorts/${ours.cohort}/learners`,
      `cohorts/${ours.cohort}/heatmap`,
      `cohorts/${ours.cohort}/marks?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z`,
      `cohorts/${ours.cohort}/roster`,
      `cohorts/${ours.cohort}/plan`,
    ];
    for (const list of lists) {
      const { status, body } = await product.ask(`/v1/${list}`, { cookie });
      expect(status).toBe(200);
      const text = JSON.stringify(body);
      for (const id of [...Object.values(foreign).flat(), 'Maya of theirs'])
        if (text.includes(id)) leaks.push(`${list}: ${id}`);
    }
    expect(leaks).toEqual([]);
  });

  test('every live topic of another is refused, and none of its changes arrive', async () => {
    const staff = await product.watch(
      await product.signIn(ours.people.manager),
      `cohort/${theirs.cohort}`,
      'cases',
      'alerts',
    );
    const learner = await product.watch(
      await product.signIn(ours.people.learner),
      `cohort/${ours.cohort}`,
      'cases',
      'alerts',
      'sources',
      'me',
    );
    await staff.until('the refusal', ({ messages }) => messages.find((one) => one.kind === 'refused'));
    await learner.until(
      'every refusal',
      ({ messages }) => messages.filter((one) => one.kind === 'refused')[3],
    );
    await staff.until('our own queue', ({ views }) => views.get('cases') && views.get('alerts'));
    await learner.until('our own page', ({ views }) => views.get('me'));

    const [id] = foreign['cases'] ?? [];
    const cookie = await product.signIn(theirs.people.mentor);
    const witness = await product.watch(cookie, 'cases', 'alerts');
    await product.ask(`/v1/cases/${id}/claim`, { cookie }, { method: 'POST' });
    await witness.until('the claim, at home', ({ views }) => {
      const view = views.get('cases');
      return view?.of === 'cases' && view.cases[0]?.status === 'claimed';
    });
    const [alert] = foreign['alerts'] ?? [];
    await product.ask(`/v1/alerts/${alert}/acknowledge`, { cookie }, { method: 'POST' });
    await witness.until('the acknowledgement, at home', ({ views }) => {
      const view = views.get('alerts');
      return view?.of === 'alerts' && view.alerts[0]?.status === 'acknowledged';
    });
    for (const { messages } of [staff, learner]) {
      expect(JSON.stringify(messages)).not.toContain(theirs.learner);
    }
  });

  test('events of one source never land in another tenant, though both call the learner the same', async () => {
    const at = new Date().toISOString();
    const sent = { id: 'y', learner: 'maya', type: 'login', at };
    const before = await product.ask<LearnerDetail>(`/v1/learners/${theirs.learner}`, { key: theirs.apiKey });
    await product.ask('/v1/events', { key: ours.sourceKey }, { method: 'POST', body: JSON.stringify(sent) });
    await vi.waitFor(async () => {
      const own = await product.ask<LearnerDetail>(`/v1/learners/${ours.learner}`, { key: ours.apiKey });
      expect(own.body.enrolments[0]?.days.at(-1)).toBe(1);
    });
    const after = await product.ask<LearnerDetail>(`/v1/learners/${theirs.learner}`, { key: theirs.apiKey });
    expect(after.body.enrolments[0]?.days).toEqual(before.body.enrolments[0]?.days);
  });
});

describe('row-level security', () => {
  test.each(tenantTables)(
    '%s shows a transaction its own tenant only, and nothing without one',
    async (table) => {
      const { db } = product.stores;
      const tenants = (tx: Parameters<typeof rowsOf>[0]) =>
        rowsOf<{ tenant_id: string }>(tx, sql`select distinct tenant_id from ${sql.identifier(table)}`);
      expect(await tenants(db)).toEqual([]);
      const seen = await asTenant(db, ours.tenant, tenants);
      expect(seen.filter((row) => row.tenant_id !== ours.tenant)).toEqual([]);
    },
  );

  test('is forced on every table that carries a tenant, and on no fewer', async () => {
    const tables = await rowsOf<{ name: string; forced: boolean }>(
      product.stores.db,
      sql`select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
          where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    expect(tables.map((table) => table.name).toSorted()).toEqual([...tenantTables].toSorted());
    expect(tables.filter((table) => !table.forced)).toEqual([]);
  });

  test('refuses to write for another tenant', async () => {
    const written = asTenant(product.stores.db, ours.tenant, (tx) =>
      tx.execute(sql`insert into programmes (id, tenant_id, name) values ('z', ${theirs.tenant}, 'theirs')`),
    );
    await expect(written).rejects.toThrow(/Failed query/);
  });

  test('the runtime role can neither read a partition behind its parent nor switch the policy off', async () => {
    const { db } = product.stores;
    await expect(db.execute(sql`select * from events_older`)).rejects.toThrow(/Failed query/);
    await expect(db.execute(sql`alter table learners no force row level security`)).rejects.toThrow(
      /Failed query/,
    );
  });
});

describe('the door', () => {
  test('of the demo does not exist outside the demo', async () => {
    const answer = await product.ask('/v1/demo/continue', {}, { method: 'POST', body: '{"as":"manager"}' });
    expect(answer.status).toBe(404);
    expect((await product.ask('/v1/about')).body).toMatchObject({ demo: false });
  });

  test('stays shut for strangers: no session, no sign-up, no other site', async () => {
    for (const path of [
      '/v1/me',
      '/v1/cohorts',
      '/v1/cases',
      '/v1/nudges',
      '/v1/alerts',
      '/v1/sources',
      '/v1/programmes',
      '/v1/walls',
      '/v1/scoring',
      '/v1/model',
      `/v1/programmes/${ours.programme}/scoring`,
      `/v1/learners/${ours.learner}`,
    ]) {
      expect((await product.ask(path)).status).toBe(401);
    }
    const account = { email: 'new@ours.test', password, name: 'New' };
    const signUp = await product.ask(
      '/v1/auth/sign-up/email',
      {},
      { method: 'POST', body: JSON.stringify(account) },
    );
    expect(signUp.status).toBe(404);
    const cookie = await product.signIn(ours.people.mentor);
    const elsewhere = await product.ask(
      '/v1/live/tickets',
      { cookie },
      { method: 'POST', headers: { origin: 'https://elsewhere.test' } },
    );
    expect(elsewhere).toMatchObject({ status: 403, body: { error: { code: 'wrong_origin' } } });
  });

  test('of the live socket opens for a session from our own page or a ticket, once', async () => {
    const cookie = await product.signIn(ours.people.mentor);
    await expect(openScreen(product.url, { cookie, origin: 'https://elsewhere.test' }, [])).rejects.toThrow(
      '401',
    );
    await expect(openScreen(product.url, { cookie }, [])).rejects.toThrow('401');
    await expect(openScreen(product.url, { origin: product.url }, [])).rejects.toThrow('401');
    const { body } = await product.ask<{ ticket: string }>(
      '/v1/live/tickets',
      { cookie },
      { method: 'POST', headers: { origin: product.url } },
    );
    const protocols = ['holdfast', `ticket.${body.ticket}`];
    const screen = await openScreen(product.url, {}, ['cases'], { protocols });
    await screen.until('the queue', ({ views }) => views.get('cases'));
    screen.socket.terminate();
    await expect(openScreen(product.url, {}, ['cases'], { protocols })).rejects.toThrow('401');
  });
});

test('of many mentors who claim at once exactly one wins, and the others are told by whom', async () => {
  const at = new Date(Date.now() - 6 * 86_400_000).toISOString();
  const sent = { id: 'late', learner: 'jonas', type: 'login', at };
  await product.ask('/v1/events', { key: ours.sourceKey }, { method: 'POST', body: JSON.stringify(sent) });
  const cookies = await Promise.all(
    [ours.people.mentor, ours.people.manager, ours.people.admin].map((one) => product.signIn(one)),
  );
  const open = await vi.waitFor(
    async () => {
      const { body } = await product.ask<List>('/v1/cases?status=open', { cookie: cookies[0] ?? '' });
      // Whoever else needs somebody by now may stand there as well.
      expect(body.items).not.toHaveLength(0);
      return body.items[0]?.id;
    },
    { timeout: 8_000, interval: 50 },
  );
  const tries = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      product.ask<Claim>(`/v1/cases/${open}/claim`, { cookie: cookies[index % 3] ?? '' }, { method: 'POST' }),
    ),
  );
  const winners = new Set(tries.filter((one) => one.status === 200).map((one) => one.body.claimedBy?.id));
  const losers = tries.filter((one) => one.status !== 200);
  expect(winners.size).toBe(1);
  for (const loser of losers) {
    expect(loser).toMatchObject({ status: 409, body: { error: { code: 'already_claimed' } } });
    expect(loser.body.error?.message).toMatch(/^Claimed by \w+ of ours\.$/);
  }
  expect(losers.length).toBe(40);
});
