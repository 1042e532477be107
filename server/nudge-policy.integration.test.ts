import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { placesOf } from '#db/postgres/enrolments.ts';
import { storeEvents } from '#db/postgres/events.ts';
import { askForNudges } from '#db/postgres/nudge-decisions.ts';
import { looks, nudgeDecisions, nudges } from '#db/postgres/schema.ts';
import { decideScoring } from '#db/postgres/scoring-decisions.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import { decideNudge } from '#engagement/nudge.ts';
import type { DecidedNow } from '#engagement/nudging/asking.ts';
import type { DecisionCounts, DecisionView } from '#engagement/nudging/decision.ts';
import type { DryRun } from '#engagement/nudging/dry-run.ts';
import { type NudgePolicy, usualPolicy } from '#engagement/nudging/policy.ts';
import type { PolicyDecision, PolicyInForce } from '#engagement/nudging/policy-change.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { deliverNudge } from '#workers/deliver.ts';

const dayMs = 86_400_000;
/** Within which something is to be done about a silence. */
const promisedMs = 60_000;
const policyPath = '/v1/nudges/policy';
let product: Product;
let school: School;
let other: School;
let manager: { cookie: string };
let enrolment: string;

beforeAll(async () => {
  product = await openProduct(await ownStores());
  const { db, accounts } = product.stores;
  school = await createSchool(db, accounts, 'nudged');
  other = await createSchool(db, accounts, 'beside');
  manager = { cookie: await product.signIn(school.people.manager) };
  const { tenant, cohort } = school;
  const places = await asTenant(db, tenant, (tx) => placesOf(tx, tenant, [cohort], ['maya']));
  enrolment = places.get('maya')?.[0]?.enrolment ?? '';
});
afterAll(() => product?.close());

describe('a learner who stops', () => {
  test('has a nudge or a case within a minute of the threshold, although no event comes', async () => {
    const { tenant, source } = school;
    const { db, redis } = product.stores;
    const now = Date.now();
    // Two days of silence are over four seconds from now.
    const crossesAt = now + 4_000;
    const past = [2, 3, 4, 5, 9, 10, 11, 16, 17].map((ago) => crossesAt - ago * dayMs);
    await storeEvents(
      db,
      past.map((at, index) => ({
        tenant,
        enrolment,
        source,
        receivedAt: at,
        event: { id: `e${index}`, learner: 'maya', type: 'content_view', at, durationS: 900 },
      })),
      now,
    );
    // Whose risk is low is let alone.
    const scoring = {
      ...usualScoring,
      risk: { ...usualScoring.risk, medium: 0.1, high: 99, critical: 99.5 },
    };
    await asTenant(db, tenant, (tx) =>
      decideScoring(
        tx,
        { tenant, programme: school.programme },
        { scoring, by: school.people.admin, note: null },
        new Date(now - 60_000),
      ),
    );
    await rebuildTenant(db, redis, tenant, now);
    const nudged = await vi.waitFor(
      async () => {
        const { body } = await decisions(`learner=${school.learner}&rule=quiet_days`);
        expect(body.items[0]?.decidedAt ?? null).not.toBeNull();
        return body.items;
      },
      { timeout: promisedMs, interval: 250 },
    );
    expect(Date.now() - crossesAt).toBeLessThan(promisedMs);
    expect(nudged).toHaveLength(1);
    expect(nudged[0]).toMatchObject({ rule: 'quiet_days', reason: 'due' });
    expect(nudged[0]?.told).toContainEqual({ fact: 'band', band: 'medium' });
  }, 70_000);
});

describe('why somebody is nudged, or is not', () => {
  test('is told for this moment: what was decided already, and what every other rule is missing', async () => {
    const { body } = await now(school.learner);
    const [place] = body.enrolments;
    expect(place?.asking.map(({ rule, decidedAt }) => [rule, decidedAt !== null])).toEqual([
      ['quiet_days', true],
    ]);
    expect(place?.silent).toContainEqual({ rule: 'high_risk', missing: 'risk_not_high' });
    expect(place?.silent).toHaveLength(6);
  });

  test('can be asked for by cohort, rule, kind, reason and answer', async () => {
    const found = async (query: string) => (await decisions(query)).body.items.length;
    const before = `learner=${school.learner}&cohort=${school.cohort}&rule=quiet_days`;
    expect(await found(`${before}&reason=due&kind=reminder&fate=sent`)).toBe(1);
    expect(await found('reason=held_out')).toBe(0);
    expect(await found('answer=accepted')).toBe(0);
    expect(await found('cohort=nowhere')).toBe(0);
    expect(await found('programme=nowhere')).toBe(0);
  });

  test('is counted, by the same questions', async () => {
    const all = await counts('');
    expect(all.fates).toMatchObject({ sent: 1, planned: 0, taken_back: 0, held_out: 0 });
    expect(all.answers).toEqual({ accepted: 0, later: 0, not_for_me: 0, none: 1 });
    expect(all.returned).toEqual({ known: 0, within72: 0 });
    const counted = all.reasons.not_sent.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(all.fates.not_sent);
    expect((await counts('cohort=nowhere')).fates.sent).toBe(0);
    expect((await counts('kind=reminder&rule=quiet_days&days=1')).fates.sent).toBe(1);
    expect((await product.ask('/v1/nudges/decisions/counts?days=0', manager)).status).toBe(400);
  });

  test('is decided the same again from what PostgreSQL has stored', async () => {
    const rows = await asTenant(product.stores.db, school.tenant, (tx) => tx.select().from(nudgeDecisions));
    expect(rows.length).toBeGreaterThan(0);
    for (const { facts, reason, kind, sendAt, candidates } of rows) {
      const again = facts && decideNudge(facts);
      expect(again).toMatchObject({ reason, kind, sendAt: sendAt?.getTime() ?? null });
      expect(again?.candidates).toEqual(candidates);
    }
  });

  test('is for staff of the same college, and each look is written down', async () => {
    const learner = { cookie: await product.signIn(school.people.learner) };
    const stranger = { cookie: await product.signIn(other.people.manager) };
    const path = `/v1/nudges/decisions?learner=${school.learner}`;
    expect((await product.ask(path, learner)).status).toBe(403);
    expect((await product.ask(path, stranger)).status).toBe(404);
    expect((await product.ask(`/v1/nudges/decisions/now?learner=${school.learner}`, stranger)).status).toBe(
      404,
    );
    expect((await product.ask('/v1/nudges/decisions?reason=whim', manager)).body).toMatchObject({
      error: { field: 'reason' },
    });
    const seen = await asTenant(product.stores.db, school.tenant, (tx) =>
      tx.select().from(looks).where(eq(looks.what, 'decisions')),
    );
    expect(seen.map(({ learnerId }) => learnerId)).toContain(school.learner);
  });
});

describe('a policy', () => {
  test('is changed with a note, told in the history, and given up again', async () => {
    const own = `${policyPath}?programme=${school.programme}`;
    const before = (await product.ask<PolicyInForce>(own, manager)).body;
    expect(before).toMatchObject({ from: 'tenant', isAllOff: false });
    const wanted = { ...before.policy, perWeek: 3 };
    const put = await change(own, { policy: wanted, note: ' fewer ', since: before.since });
    expect(put).toMatchObject({ status: 200, body: { from: 'programme', policy: { perWeek: 3 } } });
    const late = await change(own, { policy: wanted, since: before.since });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'changed_meanwhile' } } });
    expect(await change(own, { policy: null })).toMatchObject({ body: { from: 'tenant' } });
    const { body } = await product.ask<{ items: PolicyDecision[] }>(
      `${policyPath}/history?programme=${school.programme}`,
      manager,
    );
    expect(body.items.map(({ note, changes }) => [note, changes])).toEqual([
      [null, [{ field: 'perWeek', from: 3, to: 4 }]],
      ['fewer', [{ field: 'perWeek', from: 4, to: 3 }]],
    ]);
  });

  test.each([
    ['perDay', { perDay: 9 }],
    ['quietHours', { quietHours: { from: 60, to: 0 } }],
    [
      'kinds.reminder.coolDownDays',
      { kinds: { ...usualPolicy.kinds, reminder: { isOn: true, coolDownDays: 99 } } },
    ],
    ['policy.holdOutPercent', { holdOutPercent: 'few' }],
  ])('is refused for its field %s', async (field, wrong) => {
    const policy = { ...usualPolicy, ...wrong };
    for (const [method, path] of [
      ['PUT', policyPath],
      ['POST', `${policyPath}/dry-run`],
    ] as const)
      expect(await product.ask(path, manager, { method, body: JSON.stringify({ policy }) })).toMatchObject({
        status: 400,
        body: { error: { code: 'bad_request', field } },
      });
  });

  test('is changed by admins and managers, seen by mentors, and not found from elsewhere', async () => {
    const mentor = { cookie: await product.signIn(school.people.mentor) };
    const learner = { cookie: await product.signIn(school.people.learner) };
    const stranger = { cookie: await product.signIn(other.people.manager) };
    const body = JSON.stringify({ policy: null });
    expect((await product.ask(policyPath, mentor)).status).toBe(200);
    expect((await product.ask(policyPath, mentor, { method: 'PUT', body })).status).toBe(403);
    expect((await product.ask(policyPath, learner)).status).toBe(403);
    const own = `${policyPath}?programme=${school.programme}`;
    expect((await product.ask(own, stranger)).status).toBe(404);
    expect((await product.ask(own, stranger, { method: 'PUT', body })).status).toBe(404);
  });

  test('is tried on the decisions of the last days before it is saved', async () => {
    const { policy } = (await product.ask<PolicyInForce>(policyPath, manager)).body;
    const asked = { policy: { ...policy, rules: { ...policy.rules, quiet_days: false } } };
    const { status, body } = await product.ask<DryRun>(`${policyPath}/dry-run`, manager, {
      method: 'POST',
      body: JSON.stringify(asked),
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ days: 7, decisions: 1, isAll: true, changed: 1 });
    expect(body.reasons).toContainEqual({ reason: 'due', before: 1, after: 0 });
    expect(body.reasons).toContainEqual({ reason: 'rule_off', before: 0, after: 1 });
    expect(body.sample).toMatchObject([
      { learner: school.learner, before: { reason: 'due' }, after: { reason: 'rule_off', kind: null } },
    ]);
  });

  test('that switches all nudges off holds for every programme, and takes back what is planned', async () => {
    const { tenant, programme, cohort } = school;
    const { db, redis } = product.stores;
    const { policy } = (await product.ask<PolicyInForce>(policyPath, manager)).body;
    // A programme of its own mind: after the reminder of today the next is planned for tomorrow.
    await change(`${policyPath}?programme=${programme}`, { policy: { ...policy, perDay: 2 } });
    await asTenant(db, tenant, (tx) =>
      askForNudges(
        tx,
        tenant,
        [
          {
            learner: school.learner,
            enrolment,
            cohort,
            rule: 'quiet_days',
            period: '2026-W01',
            params: { days: 3 },
            until: Date.now() + 3 * dayMs,
          },
        ],
        new Date(),
      ),
    );
    const planned = await vi.waitFor(async () => {
      const [one] = (await decisions('rule=quiet_days&fate=planned')).body.items;
      expect(one?.nudge).toMatchObject({ deliveredAt: null });
      return one?.nudge?.id ?? '';
    }, 10_000);
    expect(await change(policyPath, { policy: { ...policy, isOn: false }, note: 'Stop' })).toMatchObject({
      status: 200,
      body: { isAllOff: true },
    });
    await deliverNudge(db, redis, { tenant, nudge: planned }, pino({ level: 'silent' }), false);
    const [row] = await asTenant(db, tenant, (tx) => tx.select().from(nudges).where(eq(nudges.id, planned)));
    expect(row).toMatchObject({ deliveredAt: null, withdrawnFor: 'all_off' });
    expect((await decisions('reason=all_off&fate=taken_back')).body.items).toHaveLength(1);
    // The switch of all is no decision of the programme.
    const { body } = await product.ask<{ items: PolicyDecision[] }>(
      `${policyPath}/history?programme=${programme}`,
      manager,
    );
    expect(body.items[0]?.changes).toEqual([{ field: 'perDay', from: 1, to: 2 }]);
  });
});

function now(learner: string) {
  return product.ask<{ enrolments: DecidedNow[] }>(`/v1/nudges/decisions/now?learner=${learner}`, manager);
}

function change(path: string, body: { policy: NudgePolicy | null; note?: string; since?: string | null }) {
  return product.ask(path, manager, { method: 'PUT', body: JSON.stringify(body) });
}

async function counts(query: string) {
  const path = `/v1/nudges/decisions/counts?${query}`;
  return (await product.ask<DecisionCounts>(path, manager)).body;
}

async function decisions(query: string) {
  return product.ask<{ items: DecisionView[]; next: string | null }>(
    `/v1/nudges/decisions?${query}`,
    manager,
  );
}
