import { expect, test } from 'vitest';
import type { LearnerFacts, StretchOf } from './facts.ts';
import { numbersOf } from './measures.ts';

const learner: LearnerFacts = {
  enrolment: 'e',
  daysThere: 7,
  weeksIn: 4,
  did: {
    kinds: { content: 8, login: 0, quiz: 0, assignment: 0, discussion: 0, live: 0, contact: 0 },
    quarters: [0, 8, 0, 0],
    weekend: 2,
    minutes: 80,
    activeDays: 8,
    quietDays: 0,
    results: { count: 0, percent: 0 },
    sessions: { present: 0, late: 0, absent: 0, minutesLate: 0 },
    texts: { scored: 0, mood: 0, help: 0 },
    handedIn: [],
    alerts: 0,
    nudges: 0,
  },
  stood: { score: null, change: null, risk: null, flags: null, hasCase: false },
};

function daysOf(facts: LearnerFacts, stretch: StretchOf): number | null | undefined {
  return numbersOf([facts], stretch).find(({ of }) => of === 'active_days')?.values[0];
}

test('a week has seven days, although one from noon to noon touches eight', () => {
  expect(daysOf(learner, { days: 7, dueOn: [] })).toBe(7);
  expect(daysOf({ ...learner, did: { ...learner.did, activeDays: 3 } }, { days: 7, dueOn: [] })).toBe(3);
  // Of two weeks as much as in one; of a shorter stretch as many as it has.
  expect(daysOf({ ...learner, daysThere: 14 }, { days: 14, dueOn: [] })).toBe(4);
  expect(daysOf({ ...learner, daysThere: 2.5 }, { days: 2.5, dueOn: [] })).toBe(3);
});
