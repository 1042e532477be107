import { expect, test } from 'vitest';
import { completionOf } from './completion.ts';
import { courseOn } from './course-plan.ts';
import { toldOf } from './risk.ts';
import type { RiskView } from './risk-features.ts';
import { shippedModel } from './shipped-model.ts';

const none = Array.from({ length: 84 }, () => 0);
const course = courseOn({ starts: null, ends: null, deadlines: [] }, 100);

function viewWith(events: number[], joinedDays = 60): RiskView {
  const own = {
    events,
    quizzes: none,
    handedIn: none,
    results: none,
    percents: none,
    present: none,
    late: none,
    absent: none,
    texts: none,
    moods: none,
  };
  return { own, cohort: null, course: [course, course], joinedDays };
}

const busy = viewWith(none.map((_, day) => (day % 2 === 0 ? 12 : 0)));
const gone = viewWith(none.map((_, day) => (day < 30 ? 4 : 0)));

test('is not told of somebody who has just joined', () => {
  expect(completionOf(viewWith(none, 2), shippedModel, false)).toBeNull();
});

test('is what the model says of not completing, from the other side, and its reasons add up to it', () => {
  for (const view of [busy, gone]) {
    const completion = completionOf(view, shippedModel, false);
    const told = toldOf('noncompletion', view, shippedModel);
    if (!completion || !told) throw new Error('both are known for long enough');
    expect(completion.chance + told.value).toBeCloseTo(1, 4);
    const sum = completion.reasons.reduce((all, { weight }) => all + weight, 0);
    expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(completion.chance, 3);
  }
});

test('is likelier for who comes every other day than for who has gone, and says what it was told without', () => {
  const [here, away] = [busy, gone].map((view) => completionOf(view, shippedModel, false));
  expect(here?.chance).toBeGreaterThan(away?.chance ?? 1);
  expect(here).toMatchObject({ lacks: ['cohort', 'deadlines', 'course'], confidence: 'low' });
});
