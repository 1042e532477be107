import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CoursePlan, noPlan } from './course-plan.ts';
import { coursePlanProblem, deadlinesMax, skillsMax, titleMaxChars } from './course-plan-problem.ts';

const due = { title: 'Essay', dueOn: '2026-03-20', weight: 40 };
const plan: CoursePlan = {
  startsOn: '2026-02-02',
  endsOn: '2026-06-26',
  deadlines: [due, { ...due, title: 'Exam paper', weight: 60 }],
  skills: [skill('Counting'), skill('Adding', 'Counting'), skill('Multiplying', 'Adding', 'Counting')],
};

describe('a course plan', () => {
  test('may be whole, or say nothing at all', () => {
    expect(coursePlanProblem(plan)).toBeNull();
    expect(coursePlanProblem(noPlan)).toBeNull();
  });

  test.each<[string, Partial<CoursePlan>, string, RegExp]>([
    ['a start that is no day', { startsOn: '2026-02-30' }, 'startsOn', /day of the calendar/],
    ['an end that is no date', { endsOn: 'soon' }, 'endsOn', /day of the calendar/],
    ['an end on the day of its start', { endsOn: '2026-02-02' }, 'endsOn', /after it starts/],
    ['a deadline without a title', { deadlines: [{ ...due, title: ' ' }] }, 'deadlines.0.title', /title/],
    [
      'a deadline with an endless title',
      { deadlines: [due, { ...due, title: 'x'.repeat(titleMaxChars + 1) }] },
      'deadlines.1.title',
      /at most 120/,
    ],
    ['a deadline on no day', { deadlines: [{ ...due, dueOn: '20.3.' }] }, 'deadlines.0.dueOn', /calendar/],
    ['a weight below 0', { deadlines: [{ ...due, weight: -1 }] }, 'deadlines.0.weight', /0 to 100/],
    ['a weight that is none', { deadlines: [{ ...due, weight: Number.NaN }] }, 'deadlines.0.weight', /0 to/],
    [
      'weights of more than 100',
      { deadlines: [due, { ...due, weight: 60.1 }] },
      'deadlines',
      /at most 100 together; they are 100\.1\./,
    ],
    [
      'too many deadlines',
      { deadlines: Array.from({ length: deadlinesMax + 1 }, () => ({ ...due, weight: 0 })) },
      'deadlines',
      /at most 200/,
    ],
    [
      'too many skills',
      { skills: Array.from({ length: skillsMax + 1 }, (_, index) => skill(`s${index}`)) },
      'skills',
      /at most 500/,
    ],
    ['a skill named twice', { skills: [skill('a'), skill('b'), skill('a')] }, 'skills.2.skill', /once/],
    ['a skill without a name', { skills: [skill('')] }, 'skills.0.skill', /name/],
    ['a module without a name', { skills: [{ ...skill('a'), module: '' }] }, 'skills.0.module', /module/],
    ['a skill that builds on itself', { skills: [skill('a', 'a')] }, 'skills.0.after', /itself/],
    [
      'one that builds on another twice',
      { skills: [skill('a'), skill('b', 'a', 'a')] },
      'skills.1.after',
      /twice/,
    ],
    ['one that builds on what is not there', { skills: [skill('a', 'z')] }, 'skills.0.after', /no skill z/],
    [
      'skills that build on each other in a circle',
      { skills: [skill('a', 'd'), skill('b', 'c'), skill('c', 'd'), skill('d', 'b')] },
      'skills.3.after',
      /in a circle: d, b, c, d\./,
    ],
  ])('is refused for %s, by its path', (_, wrong, field, message) => {
    expect(coursePlanProblem({ ...plan, ...wrong })).toEqual({
      field,
      message: expect.stringMatching(message) as string,
    });
  });

  test('may have thirds of a hundred as weights, and weights of less than a hundred', () => {
    const third = { ...due, weight: 33.34 };
    expect(coursePlanProblem({ ...plan, deadlines: [third, third, third] })).toBeNull();
    expect(coursePlanProblem({ ...plan, deadlines: [third] })).toBeNull();
  });

  test('has a circle exactly if no order has each skill after those it builds on', () => {
    const edges = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 10 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const skills = Array.from({ length: 7 }, (_, index) => {
          const others = pairs.flatMap(([from, to]) => (from === index && to !== index ? [`s${to}`] : []));
          return skill(`s${index}`, ...new Set(others));
        });
        const problem = coursePlanProblem({ ...plan, skills });
        expect(problem === null).toBe(hasOrder(skills));
      }),
    );
  });
});

/** Asked the slow way: somebody is always next, until nobody is left. */
function hasOrder(skills: CoursePlan['skills']): boolean {
  const left = new Map(skills.map((one) => [one.skill, one.after]));
  for (;;) {
    const next = [...left].find(([, after]) => after.every((other) => !left.has(other)));
    if (next === undefined) return left.size === 0;
    left.delete(next[0]);
  }
}

function skill(name: string, ...after: string[]): CoursePlan['skills'][number] {
  return { skill: name, module: null, after };
}
