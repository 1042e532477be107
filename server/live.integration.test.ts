import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCohort } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { mastersOf } from '#db/redis/connect.ts';
import { announce } from '#db/redis/feed.ts';
import { feedKey } from '#db/redis/keys.ts';
import type { Delta, Snapshot, View } from '#engagement/live.ts';
import { type CohortChange, type RowChange, noCells } from '#engagement/screen/cohort-change.ts';
import { viewHash } from '#engagement/screen/view-bytes.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type Screen, openScreen } from '#test/screen.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let lastCookie = '';
let lastSchool: School;
let product: Product;
let school: School;
let cookie: string;
let topic: `cohort/${string}`;
const screens: Screen[] = [];

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'live');
  cookie = await product.signIn(school.people.manager);
  topic = `cohort/${school.cohort}`;
});
afterAll(async () => {
  for (const { socket } of screens) socket.terminate();
  await product?.close();
});

describe('a page that reconnects', () => {
  test('is given what it missed, as one change, and no second snapshot', async () => {
    const first = await open(topic);
    const before = await first.until('the snapshot', snapshotIn);
    await say(1);
    await first.until('the change', ({ messages }) => deltasIn(messages).at(-1));
    const { epoch, seq } = deltasIn(first.messages).at(-1) ?? before;
    first.socket.terminate();
    for (const risk of [2, 3, 4]) await say(risk);

    const second = await open();
    second.socket.send(JSON.stringify({ op: 'subscribe', topic, epoch, seq }));
    const missed = await second.until('what was missed', ({ messages }) => deltasIn(messages)[0]);
    expect(missed).toMatchObject({ epoch, base: seq, seq: seq + 3 });
    expect(riskIn(missed)).toBe(4);
  });

  test('from another life of the numbering, or from too long ago, begins with a snapshot', async () => {
    for (const since of [
      { epoch: 'another', seq: 1 },
      { epoch: (await positionNow()).epoch, seq: 0 },
    ]) {
      for (let change = 0; change < 2_010; change += 30)
        await Promise.all(Array.from({ length: 30 }, () => say(0.1)));
      await say(0.9);
      const screen = await open();
      screen.socket.send(JSON.stringify({ op: 'subscribe', topic, ...since }));
      await screen.until('a snapshot', snapshotIn);
      await screen.until('the last change', ({ views }) => {
        const view = views.get(topic);
        return view?.of === 'cohort' && view.rows.find((row) => row.risk === 0.9);
      });
      expect(screen.messages.find((message) => message.kind !== 'beat')?.kind).toBe('snapshot');
    }
  });
});

describe('a topic', () => {
  test('opened just as its very first change is made shows it', async () => {
    const { db, accounts } = product.stores;
    for (let time = 0; time < 5; time++) {
      const other = await createSchool(db, accounts, `first-${time}`);
      const first = `cohort/${other.cohort}` as const;
      const viewer = await product.signIn(other.people.manager);
      const screen = await openScreen(product.url, { cookie: viewer, origin: product.url }, [first]);
      screens.push(screen);
      await Promise.all([say(0.1, other.tenant, first), say(0.2, other.tenant, first)]);
      await screen.until('the snapshot', snapshotIn);
      await say(0.9, other.tenant, first);
      await screen.until('the last change', ({ views }) => {
        const view = views.get(first);
        return view?.of === 'cohort' && view.rows.find((row) => row.risk === 0.9);
      });
      expect(screen.messages.filter((message) => message.kind === 'refused')).toEqual([]);
    }
  });

  test('that changes faster than frames are sent sends joined frames, in order and without a gap', async () => {
    const screen = await open(topic);
    const { seq: start } = await screen.until('the snapshot', snapshotIn);
    const changes = 200;
    await Promise.all(Array.from({ length: changes }, (_, risk) => say(risk)));
    await screen.until(
      'the last change',
      ({ messages }) => deltasIn(messages).at(-1)?.seq === start + changes,
    );
    const deltas = deltasIn(screen.messages);
    let at = start;
    for (const { base, seq } of deltas) {
      expect(base).toBeLessThanOrEqual(at);
      expect(seq).toBeGreaterThan(at);
      at = seq;
    }
    expect(deltas.length).toBeLessThan(changes / 4);
  });

  test('whose messages were lost on the way is caught up with', async () => {
    const screen = await open(topic);
    const { seq } = await screen.until('the snapshot', snapshotIn);
    // The line to Redis on which we listen is cut; what is said meanwhile nobody tells us.
    await Promise.all(
      mastersOf(product.stores.redis).map((one) => one.call('CLIENT', 'KILL', 'TYPE', 'pubsub')),
    );
    for (const risk of [0.1, 0.2, 0.3]) await say(risk);
    await screen.until('all of it', ({ messages }) => deltasIn(messages).at(-1)?.seq === seq + 3);
    expect(riskIn(deltasIn(screen.messages).at(-1))).toBe(0.3);
  });

  test('whose numbering is lost with Redis starts over for everybody', async () => {
    const screen = await open(topic);
    const { epoch } = await screen.until('the snapshot', snapshotIn);
    const key = feedKey(school.tenant, topic);
    await product.stores.redis.del(key, `${key}:n`);
    await say(0.5);
    const again = await screen.until('the second snapshot', ({ messages }) =>
      messages.find((message): message is Snapshot => message.kind === 'snapshot' && message.epoch !== epoch),
    );
    expect(again.seq).toBe(1);
  });

  test('comes to the same picture in bytes as in JSON, for an idle page as for one that is looked at', async () => {
    const of = (as: 'json' | 'bytes') =>
      openScreen(product.url, { cookie, origin: product.url }, [topic], { as });
    const all = await Promise.all([of('json'), of('bytes'), of('bytes')]);
    screens.push(...all);
    for (const screen of all) await screen.until('the snapshot', ({ views }) => views.get(topic));
    all[2]?.socket.send(JSON.stringify({ op: 'pace', pace: 'idle' }));
    for (let change = 1; change <= 60; change++) {
      await say(change / 100, school.tenant, topic, [[Math.floor(Date.now() / 60_000), change]]);
      if (change % 10 === 0)
        await all[1]?.until('the change', ({ views }) => shows(views.get(topic), change));
      // One comes in the middle of it, another looks again.
      if (change === 30) all.push(await of('bytes'));
      if (change === 40) all[2]?.socket.send(JSON.stringify({ op: 'pace', pace: 'view' }));
    }
    screens.push(...all.slice(3));
    for (const screen of all) {
      await screen.until('the last change', ({ views }) => shows(views.get(topic), 60));
    }
    const hashes = all.map(({ views }) => {
      const view = views.get(topic);
      return view?.of === 'cohort' ? viewHash(view) : null;
    });
    expect(new Set(hashes).size).toBe(1);
  });

  test('shows several pages the very same frames', async () => {
    const pages = await Promise.all([open(topic), open(topic), open(topic)]);
    for (const page of pages) await page.until('the snapshot', snapshotIn);
    await say(0.7);
    const frames = await Promise.all(
      pages.map((page) => page.until('the change', ({ messages }) => deltasIn(messages)[0])),
    );
    expect(new Set(frames.map((frame) => JSON.stringify(frame))).size).toBe(1);
  });
});

describe('a socket', () => {
  test('is told what it said wrong, and let go when it says too much', async () => {
    const screen = await open();
    screen.socket.send('no JSON');
    await screen.until('the answer', ({ messages }) =>
      messages.find((message) => message.kind === 'refused' && message.code === 'bad_request'),
    );
    const closed = new Promise((resolve) => screen.socket.once('close', resolve));
    for (let message = 0; message < 200; message++)
      screen.socket.send(JSON.stringify({ op: 'unsubscribe', topic }));
    expect(await closed).toBe(1008);
  });

  test('follows thirty topics, and is told that a thirty-first is too many', async () => {
    const { db, accounts } = product.stores;
    const own = await createSchool(db, accounts, `many-${randomUUID().slice(0, 8)}`);
    const cohorts = await asTenant(db, own.tenant, (tx) =>
      Promise.all(
        Array.from({ length: 31 }, (_, index) =>
          createCohort(tx, own.tenant, { programme: own.programme, name: `No ${index}`, timeZone: 'UTC' }),
        ),
      ),
    );
    const headers = { cookie: await product.signIn(own.people.admin), origin: product.url };
    const screen = await openScreen(product.url, headers, []);
    screens.push(screen);
    // All at once, before any of them is there.
    for (const one of cohorts)
      screen.socket.send(JSON.stringify({ op: 'subscribe', topic: `cohort/${one}` }));
    await screen.until('all answers', ({ messages }) => answersIn(messages).length === cohorts.length);
    const kinds = answersIn(screen.messages).map((message) =>
      message.kind === 'refused' ? message.code : message.kind,
    );
    expect(kinds.toSorted()).toEqual([...Array.from({ length: 30 }, () => 'snapshot'), 'too_many']);
  });

  test('is let go for a message that is too long, and so is what is no WebSocket', async () => {
    const screen = await open();
    screen.socket.send(JSON.stringify({ op: 'unsubscribe', topic: 'x'.repeat(5_000) }));
    expect(await screen.closed).toBe(1009);
    const answer = await fetch(`${product.url}/v1/live`, { headers: { cookie } });
    expect(answer.status).toBe(404);
  });

  test('may be opened twenty times by one person, and not more', async () => {
    const mentor = await product.signIn(school.people.mentor);
    const all = await Promise.all(
      Array.from({ length: 25 }, () => openScreen(product.url, { cookie: mentor, origin: product.url }, [])),
    );
    screens.push(...all);
    await vi.waitFor(() => {
      expect(all.filter(({ socket }) => socket.readyState === socket.OPEN)).toHaveLength(20);
    });
  });

  test('closes at once when its person signs out, wherever it came in', async () => {
    const { body } = await product.ask<{ ticket: string }>(
      '/v1/live/tickets',
      { cookie: await freshCookie() },
      { method: 'POST' },
    );
    const own = lastCookie;
    const protocols = ['holdfast', `ticket.${body.ticket}`];
    const [bySession, byTicket] = await Promise.all([
      openScreen(product.url, { cookie: own, origin: product.url }, [topic]),
      openScreen(product.url, {}, [topic], { protocols }),
    ]);
    screens.push(bySession, byTicket);
    await Promise.all([bySession, byTicket].map((screen) => screen.until('the snapshot', snapshotIn)));
    const out = await product.ask(
      '/v1/auth/sign-out',
      { cookie: own },
      { method: 'POST', headers: { origin: product.url }, body: '{}' },
    );
    expect(out.status).toBe(200);
    for (const screen of [bySession, byTicket]) expect(await screen.closed).toBe(4401);
  });

  test('closes at once when a role or a key is taken away, by whatever process', async () => {
    const own = await freshCookie();
    const person = await openScreen(product.url, { cookie: own, origin: product.url }, [topic]);
    const { body } = await product.ask<{ ticket: string }>(
      '/v1/live/tickets',
      { key: lastSchool.apiKey },
      { method: 'POST' },
    );
    const program = await openScreen(product.url, {}, [topic], {
      protocols: ['holdfast', `ticket.${body.ticket}`],
    });
    screens.push(person, program);
    await Promise.all([person, program].map((screen) => screen.until('the snapshot', snapshotIn)));
    const { db } = product.stores;
    await db.execute(
      sql`update accounts.members set role = 'mentor' where user_id = ${lastSchool.people.manager.id}`,
    );
    expect(await person.closed).toBe(4401);
    await db.execute(sql`update accounts.keys set enabled = false where reference_id = ${lastSchool.tenant}`);
    expect(await program.closed).toBe(4401);
  });
});

async function open(...topics: string[]): Promise<Screen> {
  const screen = await openScreen(product.url, { cookie, origin: product.url }, topics);
  screens.push(screen);
  return screen;
}

/** Announces a change of one row, as the workers do. */
function say(
  risk: number,
  tenant = school.tenant,
  about = topic,
  minutes: RowChange['minutes'] = [],
): Promise<void> {
  const row = {
    enrolment: 'e',
    learner: 'l',
    name: 'Maya',
    score: null,
    level: null,
    trend: null,
    risk,
    band: null,
    flags: [],
    lastSeenAt: null,
    case: null,
    ...noCells,
    minutes,
    acceptedAt: null,
  };
  return announce(product.stores.redis, tenant, about, { of: 'cohort', rows: [row] });
}

async function positionNow(): Promise<{ epoch: string; seq: number }> {
  const screen = await open(topic);
  const { epoch, seq } = await screen.until('the snapshot', snapshotIn);
  screen.socket.terminate();
  return { epoch, seq };
}

/** A session of its own, so that signing out ends no other test's. */
async function freshCookie(): Promise<string> {
  const { db, accounts } = product.stores;
  const other = await createSchool(db, accounts, `fresh-${randomUUID().slice(0, 8)}`);
  topic = `cohort/${other.cohort}`;
  lastSchool = other;
  lastCookie = await product.signIn(other.people.manager);
  return lastCookie;
}

function shows(view: View | undefined, events: number): boolean {
  return (
    view?.of === 'cohort' && view.rows.some((row) => row.risk === events / 100 && row.cells.includes(events))
  );
}

function snapshotIn({ messages }: Screen): Snapshot | undefined {
  return messages.find((message): message is Snapshot => message.kind === 'snapshot');
}

function answersIn(messages: Screen['messages']): Screen['messages'] {
  return messages.filter(({ kind }) => kind === 'snapshot' || kind === 'refused');
}

function deltasIn(messages: Screen['messages']): Delta[] {
  return messages.filter((message): message is Delta => message.kind === 'delta');
}

function riskIn(delta: Delta | undefined): number | null | undefined {
  return (delta?.body as CohortChange | undefined)?.rows[0]?.risk;
}
