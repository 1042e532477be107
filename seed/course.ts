import type { CoursePlan } from '#engagement/course-plan.ts';
import { dateOf } from '#engagement/day.ts';

export interface Module {
  name: string;
  skills: readonly string[];
  /** Taken from a learner's chance of a right answer. */
  difficulty: number;
}

/** What "Foundation mathematics" teaches, in the order it is taught. */
const course: readonly Module[] = [
  {
    name: 'Number and place value',
    skills: ['Rounding', 'Negative numbers', 'Order of operations'],
    difficulty: 0,
  },
  {
    name: 'Fractions and decimals',
    skills: ['Adding fractions', 'Dividing fractions', 'Decimals'],
    difficulty: 0.08,
  },
  { name: 'Ratio and percentages', skills: ['Ratio', 'Percentage change', 'Unit rates'], difficulty: 0.1 },
  {
    name: 'First algebra',
    skills: ['Expressions', 'Linear equations', 'Inequalities', 'Substitution'],
    difficulty: 0.15,
  },
  {
    name: 'Shapes and measures',
    skills: ['Angles', 'Area and perimeter', 'Right triangles'],
    difficulty: 0.12,
  },
  { name: 'Data and chance', skills: ['Averages', 'Reading charts', 'Probability'], difficulty: 0.1 },
  { name: 'Powers and roots', skills: ['Powers', 'Square roots', 'Scientific notation'], difficulty: 0.12 },
  { name: 'Lines and graphs', skills: ['Coordinates', 'Slope', 'Reading graphs'], difficulty: 0.14 },
  {
    name: 'Second algebra',
    skills: ['Brackets', 'Factorising', 'Two equations'],
    difficulty: 0.18,
  },
  { name: 'Curves', skills: ['Parabolas', 'Quadratic equations', 'Growth and decay'], difficulty: 0.2 },
  { name: 'Triangles', skills: ['Similar triangles', 'Sine and cosine', 'Bearings'], difficulty: 0.18 },
  { name: 'Money and planning', skills: ['Interest', 'Budgets', 'Reading contracts'], difficulty: 0.1 },
];

/** The whole course as a programme would plan it: something to hand in at the end of each module, and each skill builds on the one before. */
export function coursePlan(startsOn: number): CoursePlan {
  const skills = course.flatMap(({ name, skills: own }) => own.map((skill) => ({ skill, module: name })));
  return {
    startsOn: dateOf(startsOn),
    endsOn: dateOf(startsOn + 7 * course.length - 1),
    deadlines: course.map(({ name }, week) => ({
      title: name,
      dueOn: dateOf(startsOn + 7 * (week + 1) - 1),
      weight: week === course.length - 1 ? 12 : 8,
    })),
    skills: skills.map((one, index) => {
      const before = skills[index - 1];
      return { ...one, after: before === undefined ? [] : [before.skill] };
    }),
  };
}

/** The module a cohort works on in a week of its term; the last one stays. */
export function moduleOf(week: number): Module {
  const module = course[Math.max(0, Math.min(course.length - 1, Math.floor(week)))];
  if (module === undefined) throw new Error('a course has modules');
  return module;
}

/** The live class of the cohort: Tuesdays and Thursdays (0 is Monday) at half past six in the evening. */
export const classes = { weekdays: [1, 3], startsAtHour: 18.5, minutes: 60 } as const;
