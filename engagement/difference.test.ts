import { describe, expect, test } from 'vitest';
import { differencesOf } from './difference.ts';
import type { LearnerFacts, StretchOf } from './differing/facts.ts';
import { falseFindsMost } from './differing/false-finds.ts';
import { kinds } from './mark.ts';
import { randomFrom } from './training/boost.ts';

const week: StretchOf = { days: 7, dueOn: [20_003, 20_010] };

/** Learners of one kind: some busy and some not, most with nothing rare, so that there are ties as in a real cohort. */
function cohortOf(size: number, random: () => number): LearnerFacts[] {
  const some = (mean: number): number => Math.floor(-mean * Math.log(1 - random()));
  const maybe = <Value>(chance: number, value: () => Value): Value | null =>
    random() < chance ? value() : null;
  return Array.from({ length: size }, (_, at) => {
    const busy = 3 * random() ** 2;
    const done = (mean: number): number => some(busy * mean);
    const [content, login, quiz, assignment] = [done(20), done(4), done(2), done(0.5)];
    const all = {
      content,
      login,
      quiz,
      assignment,
      discussion: done(0.2),
      live: done(0.1),
      contact: done(1),
    };
    const events = kinds.reduce((sum, kind) => sum + all[kind], 0);
    const evening = Math.floor(events * random());
    const scored = some(0.4);
    const flags = ['low_attendance', 'inactive_lms', 'negative_sentiment'] as const;
    return {
      enrolment: `e${at}`,
      daysThere: 7,
      weeksIn: Math.floor(20 * random()),
      did: {
        kinds: all,
        quarters: [
          0,
          Math.floor((events - evening) / 3),
          events - evening - Math.floor((events - evening) / 3),
          evening,
        ],
        weekend: Math.floor(events * random() * 0.4),
        minutes: events * 4 * random(),
        activeDays: Math.min(7, Math.ceil(busy * 3 * random())),
        quietDays: maybe(0.9, () => Math.floor(4 * random() ** 2)),
        results: { count: quiz, percent: quiz * Math.floor(100 * random()) },
        sessions: {
          present: random() < 0.9 ? 2 : 1,
          late: random() < 0.1 ? 1 : 0,
          absent: random() < 0.1 ? 1 : 0,
          minutesLate: some(2),
        },
        texts: { scored, mood: scored * (2 * random() - 1), help: random() < 0.03 ? 1 : 0 },
        handedIn: assignment > 0 ? [20_000 + Math.floor(12 * random())] : [],
        alerts: random() < 0.04 ? 1 : 0,
        nudges: random() < 0.15 ? 1 : 0,
      },
      stood: {
        score: maybe(0.95, () => 100 * random()),
        change: maybe(0.9, () => 20 * random() - 10),
        risk: maybe(0.95, () => random() ** 3),
        flags: maybe(0.95, () => flags.filter(() => random() < 0.07)),
        hasCase: random() < 0.05,
      },
    };
  });
}

function drawn(learners: readonly LearnerFacts[], size: number, random: () => number): Set<string> {
  const left = learners.map(({ enrolment }) => enrolment);
  return new Set(
    Array.from({ length: size }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? ''),
  );
}

/** Of how many are worse in this way, for tests that need something to be found. */
function changed(
  learners: readonly LearnerFacts[],
  who: ReadonlySet<string>,
  how: (facts: LearnerFacts) => LearnerFacts,
): LearnerFacts[] {
  return learners.map((facts) => (who.has(facts.enrolment) ? how(facts) : facts));
}

describe('learners drawn by lot', () => {
  // A share seen in so many trials may lie above the true one by chance: this much, one time in a thousand.
  const trials = 500;
  const most = falseFindsMost + 3.1 * Math.sqrt((falseFindsMost * (1 - falseFindsMost)) / trials);

  test.for([
    { all: 30, some: 5 },
    { all: 30, some: 15 },
    { all: 200, some: 6 },
    { all: 200, some: 40 },
    { all: 300, some: 150 },
  ])(
    '$some of $all are said to differ in anything in at most one trial of twenty',
    { timeout: 30_000 },
    async ({ all, some }, { annotate }) => {
      const random = randomFrom(all * 1_000 + some);
      let claimed = 0;
      for (let trial = 0; trial < trials; trial++) {
        const learners = cohortOf(all, random);
        const { findings, compared } = differencesOf(learners, drawn(learners, some, random), week);
        expect(compared).toBeGreaterThan(10);
        if (findings.some(({ isSure }) => isSure)) claimed++;
      }
      await annotate(
        `something was claimed in ${((100 * claimed) / trials).toFixed(1)} % of ${trials} trials`,
      );
      expect(claimed / trials).toBeLessThanOrEqual(most);
    },
  );
});

describe('a difference that is there', () => {
  const random = randomFrom(8);
  const learners = cohortOf(200, random);
  const who = drawn(learners, 24, random);

  test('is found and stands first, above all that is the same', () => {
    const worse = changed(learners, who, (facts) => ({
      ...facts,
      did: { ...facts.did, texts: { scored: 4, mood: -4 + random() / 5, help: 0 } },
    }));
    const { these, others, findings, isTooFew } = differencesOf(worse, who, week);
    expect({ these, others, isTooFew }).toEqual({ these: 24, others: 176, isTooFew: false });
    const [first] = findings;
    expect(first).toMatchObject({ of: 'mood', as: 'number', isSure: true, goesWith: null });
    expect(first?.apart.high).toBeLessThan(-0.3);
    expect(first?.as === 'number' && first.these.usual).toBeLessThan(-0.9);
    expect(findings.filter(({ isSure }) => isSure)).toHaveLength(1);
  });

  test('of something rare is told as how many have any', () => {
    const rare = changed(learners, who, (facts) => ({
      ...facts,
      did: { ...facts.did, alerts: random() < 0.5 ? 2 : 0 },
    }));
    const [first] = differencesOf(rare, who, week).findings;
    expect(first).toMatchObject({ of: 'alerts', as: 'share', isSure: true, than: { is: 'more', value: 0 } });
    expect(first?.as === 'share' && first.these.hits).toBeGreaterThan(6);
  });

  test('is said once where several numbers are one and the same', () => {
    const idle = changed(learners, who, (facts) => {
      const { kinds: done } = facts.did;
      const all = { ...done, content: Math.floor(done.content / 8), login: Math.floor(done.login / 8) };
      return { ...facts, did: { ...facts.did, kinds: all, minutes: all.content * 4 } };
    });
    const sure = differencesOf(idle, who, week).findings.filter(({ isSure }) => isSure);
    const [first, ...more] = sure;
    expect(first?.goesWith).toBeNull();
    expect(more.filter(({ goesWith }) => goesWith === first?.of).length).toBeGreaterThan(0);
  });

  test('depends on no order of the learners', () => {
    const worse = changed(learners, who, (facts) => ({ ...facts, stood: { ...facts.stood, risk: 0.9 } }));
    const told = differencesOf(worse, who, week);
    for (let again = 0; again < 5; again++) {
      const shuffled = worse
        .map((facts) => ({ facts, place: random() }))
        .toSorted((one, other) => one.place - other.place);
      const other = differencesOf(
        shuffled.map(({ facts }) => facts),
        new Set([...who].toReversed()),
        week,
      );
      expect(rounded(other)).toEqual(rounded(told));
    }
  });

  test('is not made by one learner, however wild', () => {
    const [one = ''] = who;
    const wild = changed(learners, new Set([one]), (facts) => ({
      ...facts,
      did: { ...facts.did, minutes: 1e9 },
    }));
    const minutes = differencesOf(wild, who, week).findings.find(({ of }) => of === 'minutes');
    expect(minutes?.isSure).toBe(false);
    expect(minutes?.as === 'number' && minutes.these.usual).toBeLessThan(10_000);
  });
});

describe('too few', () => {
  const random = randomFrom(3);
  const learners = cohortOf(100, random);

  test.each([0, 1, 4])('%i learners are told of and nothing is claimed', (size) => {
    const who = drawn(learners, size, random);
    const worse = changed(learners, who, (facts) => ({ ...facts, stood: { ...facts.stood, risk: 1 } }));
    const { isTooFew, findings, compared, these } = differencesOf(worse, who, week);
    expect({ isTooFew, compared, these }).toEqual({ isTooFew: true, compared: 0, these: size });
    expect(findings.filter(({ isSure }) => isSure)).toEqual([]);
    expect(findings.some(({ of }) => of === 'risk')).toBe(size > 0);
  });

  test('nor is anything claimed where the others are too few', () => {
    const who = drawn(learners, 97, random);
    expect(differencesOf(learners, who, week)).toMatchObject({ isTooFew: true, others: 3, compared: 0 });
  });

  test('of whom something is known make it told, but not claimed', () => {
    const who = drawn(learners, 20, random);
    const [one = '', other = ''] = who;
    const known = changed(learners, who, (facts) => ({
      ...facts,
      stood: { ...facts.stood, score: [one, other].includes(facts.enrolment) ? 0 : null },
    }));
    const { findings, compared } = differencesOf(known, who, week);
    const score = findings.find(({ of }) => of === 'score');
    expect(score).toMatchObject({ these: { of: 2, usual: 0 }, isSure: false, falseFinds: 1 });
    expect(compared).toBeLessThan(findings.length);
  });
});

describe('a stretch', () => {
  const random = randomFrom(5);
  const learners = cohortOf(60, random);
  const who = drawn(learners, 20, random);
  const namesIn = (stretch: StretchOf) => differencesOf(learners, who, stretch).findings.map(({ of }) => of);

  test('of an hour has no mornings, no weekends and no days of silence', () => {
    const hour = namesIn({ days: 1 / 24, dueOn: [] });
    expect(hour).toContain('events');
    for (const name of ['morning', 'weekend', 'quiet_days', 'active_days', 'work_late'])
      expect(hour).not.toContain(name);
    for (const name of ['morning', 'weekend', 'quiet_days', 'work_late'])
      expect(namesIn(week)).toContain(name);
  });

  test('of weeks is told as one week of it, and who joined in the middle is not idle for that', () => {
    const late = changed(learners, who, (facts) => {
      const half = Object.fromEntries(kinds.map((kind) => [kind, facts.did.kinds[kind] / 2]));
      const did = { ...facts.did, kinds: { ...facts.did.kinds, ...half } };
      return { ...facts, daysThere: 7, did };
    });
    const all = late.map((facts) => (who.has(facts.enrolment) ? facts : { ...facts, daysThere: 14 }));
    const { per, findings } = differencesOf(all, who, { days: 14, dueOn: [] });
    const events = findings.find(({ of }) => of === 'events');
    expect(per).toBe('week');
    expect(events?.isSure).toBe(false);
  });
});

/** Sums of fractions depend on their order in the last digits. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one)),
  );
}
