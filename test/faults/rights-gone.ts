import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import { WebSocket } from 'ws';
import type { RedisClient } from '#db/redis/connect.ts';
import { ticketKey } from '#db/redis/keys.ts';
import { sessionCookieOf } from '#test/session-cookie.ts';
import { type School, createSchool } from '#test/school.ts';
import { openScreen } from '#test/screen.ts';
import { gather } from './crowd.ts';
import type { Fault } from './fault.ts';
import { keepSending } from './ledger.ts';
import { judge, withRedis } from './verdict.ts';
import type { World } from './world.ts';

const times = { short: 2, long: 50 };
const closedSignedOut = 4401;
/** A person who is told to go must not see what happens a moment later. */
const goneWithinMs = 1_000;
let schools = 0;

/** Nobody comes in by what was used, is over or is another site's; whoever was in is let go at once. */
export const rightsGone: Fault = {
  name: 'rights-gone',
  what: 'tickets are stolen, replayed and expired, origins wrong, rights taken away while connected',
  run: (world, size) =>
    withRedis(world, async (redis) => {
      const crowd = await gather(world, { learners: 40 });
      const ledger = keepSending({ ...world, crowd, eventsPerSecond: 200, batch: 20, senders: 1 });
      const worst = { signedOutMs: 0, roleMs: 0, memberMs: 0, keyMs: 0, refusedMs: 0 };
      let refused = 0;
      for (let time = 0; time < times[size]; time++) {
        const school = await createSchool(world.db, world.accounts, `rights-${schools++}`);
        const cookie = await sessionCookieOf(world.accounts, school.people.manager.id);
        const took = await refusals(world, redis, cookie);
        refused += took.length;
        const taken = await takenAway(world, school);
        worst.refusedMs = Math.max(worst.refusedMs, ...took);
        for (const what of ['signedOutMs', 'roleMs', 'memberMs', 'keyMs'] as const)
          worst[what] = Math.max(worst[what], taken[what]);
      }
      await ledger.until(100);
      await ledger.stop();
      for (const [what, ms] of Object.entries(worst)) assert.ok(ms < goneWithinMs, `${what}: ${ms}`);
      const figures = { refused, accepted: 0, ...worst };
      return { ...(await judge(world, crowd, ledger.acknowledged)), recoverS: null, figures };
    }),
};

/** What each refusal took, in ms; throws when one of them was let in. */
async function refusals(world: World, redis: RedisClient, cookie: string): Promise<number[]> {
  const { url } = world;
  // Who steals a ticket and comes first is in; the one it was made for is not, and nor is anybody after that.
  const stolen = await ticketOf(url, { cookie });
  const thief = await openScreen(url, {}, [], { protocols: ['holdfast', `ticket.${stolen}`] });
  const expired = await ticketOf(url, { cookie });
  const [tenant = '', secret = ''] = expired.split('.');
  await redis.pexpire(ticketKey(tenant, secret), 0);
  const took = [
    await refusedMs(url, { headers: { cookie, origin: url }, ticket: stolen }),
    await refusedMs(url, { headers: {}, ticket: stolen }),
    await refusedMs(url, { headers: {}, ticket: expired }),
    await refusedMs(url, { headers: {}, ticket: `${tenant}.${'A'.repeat(32)}` }),
    await refusedMs(url, { headers: { cookie, origin: 'https://elsewhere.test' } }),
    await refusedMs(url, { headers: { cookie, origin: 'null' } }),
    await refusedMs(url, { headers: { cookie, origin: `${url}.elsewhere.test` } }),
    await refusedMs(url, { headers: { cookie } }),
    await refusedMs(url, { headers: { origin: url } }),
    await refusedMs(url, { headers: { cookie: `${cookie}x`, origin: url } }),
  ];
  thief.socket.terminate();
  return took;
}

function refusedMs(
  url: string,
  { headers, ticket }: { headers: Record<string, string>; ticket?: string },
): Promise<number> {
  const from = performance.now();
  const protocols = ticket === undefined ? ['holdfast'] : ['holdfast', `ticket.${ticket}`];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, protocols, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      reject(
        new Error(
          `let in by ${JSON.stringify(Object.keys(headers))} and ${ticket === undefined ? 'no' : 'a'} ticket`,
        ),
      );
    });
    socket.on('error', () => {});
    socket.once('unexpected-response', (request, { statusCode }) => {
      request.destroy();
      if (statusCode === 401) resolve(performance.now() - from);
      else reject(new Error(`answered ${statusCode}`));
    });
  });
}

/** How long each was still connected after the rights were gone: in the table, by whatever process. */
async function takenAway(
  world: World,
  school: School,
): Promise<Record<'signedOutMs' | 'roleMs' | 'memberMs' | 'keyMs', number>> {
  const { url, db, accounts } = world;
  const { manager, mentor, admin } = school.people;
  const cookies = await Promise.all([manager, mentor, admin].map(({ id }) => sessionCookieOf(accounts, id)));
  const [ofManager = '', ofMentor = '', ofAdmin = ''] = cookies;
  const topics = [`cohort/${school.cohort}`];
  const open = (cookie: string) => openScreen(url, { cookie, origin: url }, topics);
  const byTicket = async (as: { cookie: string } | { key: string }) =>
    openScreen(url, {}, topics, { protocols: ['holdfast', `ticket.${await ticketOf(url, as)}`] });
  const gone = async (screens: Awaited<ReturnType<typeof openScreen>>[], take: () => Promise<unknown>) => {
    await Promise.all(screens.map((screen) => screen.until('the cohort', ({ views }) => views.size > 0)));
    const from = performance.now();
    await take();
    const codes = await Promise.all(screens.map(({ closed }) => closed));
    assert.deepEqual(
      codes,
      screens.map(() => closedSignedOut),
    );
    return performance.now() - from;
  };
  const signOut = () =>
    fetch(`${url}/v1/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: ofManager, origin: url, 'content-type': 'application/json' },
      body: '{}',
    });
  return {
    signedOutMs: await gone([await open(ofManager), await byTicket({ cookie: ofManager })], signOut),
    roleMs: await gone([await open(ofMentor), await byTicket({ cookie: ofMentor })], () =>
      db.execute(sql`update accounts.members set role = 'learner' where user_id = ${mentor.id}`),
    ),
    memberMs: await gone([await open(ofAdmin)], () =>
      db.execute(sql`delete from accounts.members where user_id = ${admin.id}`),
    ),
    keyMs: await gone([await byTicket({ key: school.apiKey })], () =>
      db.execute(sql`update accounts.keys set enabled = false where reference_id = ${school.tenant}`),
    ),
  };
}

async function ticketOf(url: string, as: { cookie: string } | { key: string }): Promise<string> {
  const headers: Record<string, string> =
    'cookie' in as ? { cookie: as.cookie, origin: url } : { authorization: `Bearer ${as.key}` };
  const response = await fetch(`${url}/v1/live/tickets`, { method: 'POST', headers });
  const { ticket } = (await response.json()) as { ticket: string };
  return ticket;
}
