import { describe, expect, test } from 'vitest';
import type { PlannedSkill } from './course-plan.ts';
import { dayMs } from './day.ts';
import { learningPathOf } from './learning-path.ts';
import type { Practice } from './mastery.ts';

const begins = Date.UTC(2026, 2, 2);
const now = begins + 20 * dayMs;

const plan: PlannedSkill[] = [
  { skill: 'Adding', module: 'Fractions', after: [] },
  { skill: 'Dividing', module: 'Fractions', after: ['Adding'] },
  { skill: 'Ratio', module: 'Ratios', after: ['Dividing'] },
  { skill: 'Averages', module: 'Data', after: [] },
];

/** Thirty answers in a skill, of which so many of ten are right, so many days ago. */
function practised(skill: string, rightOfTen: number, daysAgo = 1): Practice[] {
  const module = plan.find((one) => one.skill === skill)?.module ?? null;
  return Array.from({ length: 30 }, (_, at) => ({
    skill,
    module,
    at: now - daysAgo * dayMs + at * 60_000,
    right: Number(at % 10 < rightOfTen),
    counts: 1,
  }));
}

function pathOf(practice: Practice[], share: number | null = 0.6) {
  return learningPathOf(
    practice.toSorted((one, other) => one.at - other.at),
    plan,
    share,
    now,
  );
}

describe('what to learn next', () => {
  test('is not said before anything was answered', () => {
    expect(pathOf([])).toBeNull();
    expect(pathOf(practised('Ratio', 5).slice(0, 2))).toBeNull();
  });

  test('is first what the course builds on and the learner does not have', () => {
    const path = pathOf([
      ...practised('Adding', 10, 3),
      ...practised('Dividing', 4, 2),
      ...practised('Ratio', 4),
    ]);
    expect(path?.next).toEqual({
      skill: 'Dividing',
      module: 'Fractions',
      why: 'prerequisite',
      beside: 'Ratio',
      last: { right: 0, of: 5 },
    });
  });

  test('is never a skill whose own foundations are missing', () => {
    const path = pathOf([...practised('Adding', 3, 3), ...practised('Dividing', 1, 2)]);
    expect(path?.next).toMatchObject({ skill: 'Adding', why: 'prerequisite', beside: 'Ratio' });
  });

  test('is then what was had and is fading', () => {
    const practice = [
      ...practised('Averages', 8, 300),
      ...practised('Adding', 8, 3),
      ...practised('Dividing', 8, 2),
    ];
    const path = pathOf([...practice, ...practised('Ratio', 8)]);
    expect(path?.skills.find(({ skill }) => skill === 'Averages')?.state).toBe('forgotten');
    expect(path?.next).toMatchObject({ skill: 'Averages', why: 'forgotten' });
  });

  test('is then what the course is at', () => {
    const path = pathOf([...practised('Adding', 10, 3), ...practised('Dividing', 10, 2)]);
    expect(path?.next).toMatchObject({ skill: 'Ratio', why: 'course', beside: 'Dividing', last: null });
  });

  test('is nothing where all of it is there', () => {
    const all = [...practised('Adding', 10, 4), ...practised('Dividing', 10, 3)];
    expect(pathOf([...all, ...practised('Ratio', 10, 2)])?.next).toBeNull();
  });

  test('goes by the newest answer where nobody planned when what is taught', () => {
    const path = pathOf([...practised('Adding', 9, 3), ...practised('Averages', 3, 1)], null);
    expect(path?.next).toMatchObject({ skill: 'Averages', why: 'course' });
    const unplanned = learningPathOf(practised('Knots', 3), [], null, now);
    expect(unplanned).toMatchObject({
      skills: [{ skill: 'Knots', state: 'learning' }],
      next: { skill: 'Knots' },
    });
  });

  test('ends where a plan goes in circles', () => {
    const circle = [
      { skill: 'Egg', module: 'Farm', after: ['Hen'] },
      { skill: 'Hen', module: 'Yard', after: ['Egg'] },
    ];
    expect(learningPathOf(practised('Egg', 3), circle, null, now)?.next).toBeNull();
  });
});
