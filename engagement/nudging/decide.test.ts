import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, dayOfDate, startOfDay } from '../day.ts';
import {
  type NudgeFacts,
  type NudgeReason,
  type PastNudge,
  decideNudge,
  nudgeKinds,
  nudgeReasons,
  nudgeRules,
  recheck,
} from '../nudge.ts';
import { type NudgePolicy, usualPolicy } from './policy.ts';
import { usualPreferences } from './preferences.ts';

const timeZone = 'Europe/Berlin';
const noon = startOfDay(dayOfDate('2026-11-17'), timeZone) + dayMs / 2;
const hourMs = dayMs / 24;

const plain: NudgeFacts = {
  now: noon,
  seed: 'maya quiet_days 2026-W47',
  learnerSeed: 'north maya',
  occasion: { rule: 'quiet_days', period: '2026-W47', params: { days: 3 }, until: noon + 4 * dayMs },
  band: 'medium',
  hasEnded: false,
  daysOff: { restDays: [], holidays: [] },
  timeZone,
  policy: { ...usualPolicy, waitsForHabit: false, holdOutPercent: 0 },
  preferences: usualPreferences,
  past: [],
  habit: Array.from({ length: 168 }, () => 0),
  offers: { reminder: {}, micro_assessment: {}, peer_challenge: {}, mentor_connection: {} },
  arms: {},
  evidence: {
    reminder: { returned: 0, of: 0 },
    micro_assessment: { returned: 0, of: 0 },
    peer_challenge: { returned: 0, of: 0 },
    mentor_connection: { returned: 0, of: 0 },
  },
  stopped: [],
  isDone: false,
  isContested: false,
};

function facts(more: Partial<NudgeFacts>): NudgeFacts {
  return { ...plain, ...more };
}

function policy(more: Partial<NudgePolicy>): Partial<NudgeFacts> {
  return { policy: { ...plain.policy, ...more } };
}

function sent(more: Partial<PastNudge> = {}): PastNudge {
  return {
    kind: 'reminder',
    at: noon - 10 * dayMs,
    isDelivered: true,
    answer: null,
    returned: false,
    ...more,
  };
}

const everyReason: Record<NudgeReason, Partial<NudgeFacts>> = {
  due: {},
  held_out: policy({ holdOutPercent: 50 }),
  all_off: policy({ isOn: false }),
  rule_off: policy({ rules: { ...plain.policy.rules, quiet_days: false } }),
  cohort_ended: { hasEnded: true },
  contested: { isContested: true },
  paused: { preferences: { ...usualPreferences, pausedUntil: noon + 9 * dayMs } },
  done_already: { isDone: true },
  unanswered: { past: [20, 15, 10].map((ago) => sent({ at: noon - ago * dayMs })) },
  kind_off: policy({
    kinds: {
      reminder: { isOn: false, coolDownDays: 1 },
      micro_assessment: { isOn: false, coolDownDays: 1 },
      peer_challenge: { isOn: false, coolDownDays: 1 },
      mentor_connection: { isOn: false, coolDownDays: 1 },
    },
  }),
  stopped_for_harm: { stopped: [...nudgeKinds] },
  declined: { preferences: { ...usualPreferences, declined: [...nudgeKinds] } },
  nothing_to_offer: { offers: {} },
  cooling_down: {
    past: nudgeKinds.map((kind) => sent({ kind, at: noon, returned: true })),
    occasion: { ...plain.occasion, until: noon + hourMs },
  },
  no_room: {
    past: [sent({ at: noon - hourMs, returned: true, kind: 'mentor_connection' })],
    occasion: { ...plain.occasion, until: noon + hourMs },
  },
};

describe('each reason of the closed list', () => {
  test.each(nudgeReasons)('%s is reached', (reason) => {
    // Who is held out is drawn: of a few learners one is.
    const learners = Array.from({ length: 40 }, (_, index) => `north ${index}`);
    const told = learners.map(
      (learnerSeed) => decideNudge(facts({ ...everyReason[reason], learnerSeed })).reason,
    );
    const others = reason === 'held_out' ? ['due'] : [];
    expect(told).toContain(reason);
    expect([reason, ...others]).toEqual(expect.arrayContaining([...new Set(told)]));
  });

  test.each(nudgeReasons)('%s names no kind unless something is sent or held out', (reason) => {
    const { isSent, kind, candidates } = decideNudge(facts(everyReason[reason]));
    const chosen = candidates.filter((one) => one.kind === kind && one.not === null);
    expect(chosen).toHaveLength(kind === null ? 0 : 1);
    expect(isSent && kind === null).toBe(false);
  });
});

describe('what was decided', () => {
  test('comes out the same again from the facts as PostgreSQL stores them', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        expect(decideNudge(asStored(given))).toEqual(decideNudge(given));
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  test('never sends earlier than now, a pause or a snooze allows, nor later than it is of use', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        const { sendAt } = decideNudge(given);
        if (sendAt === null) return;
        const { pausedUntil, snoozedUntil } = given.preferences;
        expect(sendAt).toBeGreaterThanOrEqual(Math.max(given.now, pausedUntil ?? 0, snoozedUntil ?? 0));
        expect(sendAt).toBeLessThanOrEqual(given.occasion.until);
      }),
      { numRuns: 400, seed: 8 },
    );
  });

  test('keeps a nudge as far as the cool-down from all others of its kind, sent or planned', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        const { sendAt, kind } = decideNudge(given);
        if (kind === null) return;
        const others = given.past.filter((one) => one.kind === kind);
        const nearest = Math.min(Infinity, ...others.map(({ at }) => Math.abs(sendAt - at)));
        expect(nearest).toBeGreaterThanOrEqual(given.policy.kinds[kind].coolDownDays * dayMs);
      }),
      { numRuns: 400, seed: 9 },
    );
  });

  test('has chances that sum to one over the kinds that might have been chosen', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        const { candidates } = decideNudge(given);
        const chances = candidates.flatMap(({ chance }) => (chance === null ? [] : [chance]));
        if (chances.length === 0) return;
        expect(chances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...chances)).toBeGreaterThanOrEqual(0.05);
      }),
      { numRuns: 400, seed: 10 },
    );
  });
});

describe('a learner who does not answer', () => {
  test.each([1, 2, 3, 5])('gets %i nudges and no more, and then a person', (unansweredMost) => {
    const busy = policy({ unansweredMost, perDay: 5, perWeek: 20 });
    const past: PastNudge[] = [];
    let handedOver = 0;
    for (let hour = 0; hour < 24 * 30; hour++) {
      const now = noon + hour * hourMs;
      const of = { ...plain.occasion, period: `${hour}`, until: now + 2 * dayMs };
      // None of the three days is waited for: what was sent a minute ago counts as unanswered.
      const given = facts({
        ...busy,
        now,
        occasion: of,
        past: past.map((one) => ({ ...one, returned: null })),
      });
      const decision = decideNudge(given);
      if (decision.reason === 'unanswered') handedOver++;
      if (decision.isSent && decision.sendAt <= now)
        past.push(sent({ kind: decision.kind, at: decision.sendAt, returned: null }));
    }
    expect(past).toHaveLength(unansweredMost);
    expect(handedOver).toBeGreaterThan(0);
  });

  test.each([
    ['an answer', { answer: 'later' }],
    ['being back', { returned: true }],
  ] as const)('is given up on no more after %s', (_, heard) => {
    const past = [20, 15].map((ago) => sent({ at: noon - ago * dayMs }));
    expect(decideNudge(facts({ past: [...past, sent(heard)] })).reason).toBe('due');
    expect(decideNudge(facts({ past: [...past, sent()] })).reason).toBe('unanswered');
  });

  test('is handed to a person even if the next nudge is planned already', () => {
    const given = facts({ past: [3, 2, 1].map((ago) => sent({ at: noon - ago * dayMs, returned: null })) });
    expect(recheck(given, 'reminder')).toEqual({ what: 'withdraw', reason: 'unanswered' });
  });
});

describe('at the moment of sending', () => {
  test.each(['all_off', 'rule_off', 'cohort_ended', 'contested', 'done_already', 'paused'] as const)(
    'a nudge is withdrawn for %s',
    (reason) => {
      expect(recheck(facts(everyReason[reason]), 'reminder')).toEqual({ what: 'withdraw', reason });
    },
  );

  test.each(['kind_off', 'stopped_for_harm', 'declined', 'cooling_down'] as const)(
    'a nudge of a kind is withdrawn for %s',
    (reason) => {
      expect(recheck(facts(everyReason[reason]), 'reminder')).toEqual({ what: 'withdraw', reason });
    },
  );

  test('a nudge waits while it snoozes, for quiet hours, for a full day and for a cool-down', () => {
    const night = startOfDay(dayOfDate('2026-11-17'), timeZone) + 22 * hourMs;
    const morning = night + 10 * hourMs;
    const midnight = startOfDay(dayOfDate('2026-11-18'), timeZone);
    const snoozed = { ...usualPreferences, snoozedUntil: noon + 2 * hourMs };
    const wait = (until: number) => ({ what: 'wait', until });
    expect(recheck(facts({ preferences: snoozed }), 'reminder')).toEqual(wait(noon + 2 * hourMs));
    expect(recheck(facts({ now: night }), 'reminder')).toEqual(wait(morning));
    const other = sent({ at: noon - hourMs, kind: 'peer_challenge', returned: true });
    expect(recheck(facts({ past: [other] }), 'reminder')).toEqual(wait(midnight + 8 * hourMs));
    const same = sent({ at: noon - hourMs, returned: true });
    expect(recheck(facts({ past: [same] }), 'reminder')).toEqual(wait(noon + 23 * hourMs));
  });

  test('one that is of use for less long goes before what is planned, if it is apart from it', () => {
    const later = sent({ at: noon + 3 * dayMs, isDelivered: false, returned: null });
    const short = { ...plain.occasion, rule: 'work_due' as const, until: noon + dayMs / 2 };
    expect(decideNudge(facts({ past: [later], occasion: short }))).toMatchObject({
      isSent: true,
      sendAt: noon,
    });
  });

  test('a nudge does not wait for one of its kind that is planned for later', () => {
    const later = sent({ at: noon + 2 * dayMs, isDelivered: false, returned: null });
    expect(recheck(facts({ past: [later] }), 'reminder')).toEqual({ what: 'send' });
  });
});

describe('who says "not for me"', () => {
  const only = { occasion: { ...plain.occasion, rule: 'work_due' as const } };
  const refused = (daysAgo: number, answer: PastNudge['answer'] = 'not_for_me') =>
    sent({ at: noon - daysAgo * dayMs, answer });

  test.each([
    ['once is asked again', [refused(9)], 'due'],
    ['twice in a row gets none of that kind', [refused(19), refused(9)], 'declined'],
    ['and then accepts one is asked again', [refused(19), refused(9, 'accepted')], 'due'],
    ['of another kind is asked', [refused(19), { ...refused(9), kind: 'peer_challenge' as const }], 'due'],
    ['twice, a month ago, is asked again', [refused(50), refused(31)], 'due'],
  ])('%s', (_, past, reason) => {
    expect(decideNudge(facts({ ...only, past })).reason).toBe(reason);
  });
});

/** PostgreSQL keeps JSON with its keys in an order of its own. */
function asStored(given: NudgeFacts): NudgeFacts {
  return JSON.parse(
    JSON.stringify(given, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value).toSorted(
              ([one], [other]) => one.length - other.length || (one < other ? -1 : 1),
            ),
          )
        : value,
    ),
  ) as NudgeFacts;
}

function anyFacts(): fc.Arbitrary<NudgeFacts> {
  const minute = fc.integer({ min: 0, max: 1_439 });
  const at = fc.integer({ min: noon - 60 * dayMs, max: noon + 3 * dayMs });
  const soon = fc.option(fc.integer({ min: noon - dayMs, max: noon + 3 * dayMs }));
  const kinds = fc.subarray([...nudgeKinds]);
  return fc
    .record({
      rule: fc.constantFrom(...nudgeRules),
      seed: fc.string(),
      until: fc.integer({ min: noon, max: noon + 6 * dayMs }),
      past: fc.array(
        fc.record({
          kind: fc.constantFrom(...nudgeKinds),
          at,
          isDelivered: fc.boolean(),
          answer: fc.constantFrom(null, null, 'accepted' as const, 'later' as const, 'not_for_me' as const),
          returned: fc.constantFrom(null, true, false),
        }),
        { maxLength: 8 },
      ),
      quietHours: fc.record({ from: minute, to: minute }),
      own: fc.option(fc.record({ from: minute, to: minute })),
      pausedUntil: soon,
      snoozedUntil: soon,
      declined: kinds,
      offered: kinds,
      perWeek: fc.integer({ min: 1, max: 10 }),
      waitsForHabit: fc.boolean(),
      habit: fc.array(fc.nat(9), { minLength: 168, maxLength: 168 }),
      evidence: fc.array(fc.nat(40), { minLength: 4, maxLength: 4 }),
      isDone: fc.constantFrom(false, false, false, true),
    })
    .map((drawn): NudgeFacts => ({
      ...plain,
      seed: drawn.seed,
      learnerSeed: drawn.seed,
      occasion: { ...plain.occasion, rule: drawn.rule, until: drawn.until },
      policy: {
        ...usualPolicy,
        quietHours: drawn.quietHours,
        perWeek: drawn.perWeek,
        waitsForHabit: drawn.waitsForHabit,
      },
      preferences: {
        ...usualPreferences,
        quietHours: drawn.own,
        pausedUntil: drawn.pausedUntil,
        snoozedUntil: drawn.snoozedUntil,
        declined: drawn.declined.slice(0, 1),
      },
      past: drawn.past,
      habit: drawn.habit,
      offers: Object.fromEntries(drawn.offered.map((kind) => [kind, { title: kind }])),
      evidence: Object.fromEntries(
        nudgeKinds.map((kind, index) => [kind, { returned: drawn.evidence[index] ?? 0, of: 40 }]),
      ) as NudgeFacts['evidence'],
      isDone: drawn.isDone,
    }));
}
