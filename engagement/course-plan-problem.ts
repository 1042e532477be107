import type { CoursePlan, PlannedDeadline, PlannedSkill } from './course-plan.ts';
import { isDate } from './day.ts';
import { type Problem, firstProblem } from './problem.ts';

export const deadlinesMax = 200;
export const skillsMax = 500;
/** Of a deadline, a skill or a module. */
export const titleMaxChars = 120;
/** What a skill builds on directly; what those build on need not be named again. */
const afterMax = 50;
/** Thirds of a hundred do not add up to it exactly. */
const roundingPoints = 0.05;
const notReal = 'This must be a day of the calendar, such as 2026-12-24.';

/** The first thing that is wrong with a plan, in words for whoever wrote it; null when it may be used. */
export function coursePlanProblem(plan: CoursePlan): Problem | null {
  return datesProblem(plan) ?? deadlinesProblem(plan) ?? skillsProblem(plan.skills);
}

function datesProblem({ startsOn, endsOn }: CoursePlan): Problem | null {
  if (startsOn !== null && !isDate(startsOn)) return { field: 'startsOn', message: notReal };
  if (endsOn !== null && !isDate(endsOn)) return { field: 'endsOn', message: notReal };
  if (startsOn !== null && endsOn !== null && endsOn <= startsOn) {
    return { field: 'endsOn', message: 'The course must end after it starts.' };
  }
  return null;
}

function deadlinesProblem({ deadlines }: CoursePlan): Problem | null {
  if (deadlines.length > deadlinesMax) {
    return { field: 'deadlines', message: `There can be at most ${deadlinesMax} deadlines.` };
  }
  const problem = firstProblem(deadlines.entries(), ([index, one]) => deadlineProblem(index, one));
  if (problem !== null) return problem;
  const sum = deadlines.reduce((all, { weight }) => all + weight, 0);
  if (sum <= 100 + roundingPoints) return null;
  const said = Math.round(sum * 100) / 100;
  return { field: 'deadlines', message: `All weights can be at most 100 together; they are ${said}.` };
}

function deadlineProblem(index: number, { title, dueOn, weight }: PlannedDeadline): Problem | null {
  const at = `deadlines.${index}`;
  const unnamed = titleProblem(`${at}.title`, title, 'The deadline needs a title.');
  if (unnamed !== null) return unnamed;
  if (!isDate(dueOn)) return { field: `${at}.dueOn`, message: notReal };
  if (weight >= 0 && weight <= 100) return null;
  return { field: `${at}.weight`, message: 'This must be a number from 0 to 100.' };
}

function skillsProblem(skills: readonly PlannedSkill[]): Problem | null {
  if (skills.length > skillsMax) {
    return { field: 'skills', message: `There can be at most ${skillsMax} skills.` };
  }
  const places = new Map<string, number>();
  for (const [index, { skill }] of skills.entries()) {
    const field = `skills.${index}.skill`;
    const unnamed = titleProblem(field, skill, 'The skill needs a name.');
    if (unnamed !== null) return unnamed;
    if (places.has(skill)) return { field, message: `${skill} is there already: name each skill once.` };
    places.set(skill, index);
  }
  return (
    firstProblem(skills.entries(), ([index, one]) => skillProblem(index, one, places)) ??
    circleProblem(skills, places)
  );
}

function skillProblem(
  index: number,
  { skill, module, after }: PlannedSkill,
  places: ReadonlyMap<string, number>,
): Problem | null {
  const at = `skills.${index}`;
  const unnamed =
    module === null ? null : titleProblem(`${at}.module`, module, 'Leave the module out, or name it.');
  if (unnamed !== null) return unnamed;
  const field = `${at}.after`;
  if (after.length > afterMax) {
    return { field, message: `A skill can build on at most ${afterMax} others.` };
  }
  return firstProblem(after.entries(), ([place, other]) => {
    if (other === skill) return { field, message: 'A skill cannot build on itself.' };
    if (!places.has(other)) return { field, message: `There is no skill ${other} in this plan.` };
    return after.indexOf(other) < place ? { field, message: `${other} is named twice.` } : null;
  });
}

/** Skills are taken away once all they build on are gone: those that stay build on each other in a circle, or on one. */
function circleProblem(skills: readonly PlannedSkill[], places: ReadonlyMap<string, number>): Problem | null {
  const waiting = skills.map(({ after }) => after.length);
  const builders = skills.map((): number[] => []);
  for (const [index, { after }] of skills.entries()) {
    for (const other of after) builders[places.get(other) ?? index]?.push(index);
  }
  const free = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let one = free.pop(); one !== undefined; one = free.pop()) {
    for (const builder of builders[one] ?? []) {
      const left = (waiting[builder] ?? 0) - 1;
      waiting[builder] = left;
      if (left === 0) free.push(builder);
    }
  }
  const stuck = waiting.findIndex((count) => count > 0);
  if (stuck < 0) return null;
  const circle = circleFrom(stuck, skills, places, waiting);
  const [first = stuck] = circle;
  const names = [...circle, first].map((place) => skills[place]?.skill ?? '');
  return {
    field: `skills.${first}.after`,
    message: `These build on each other in a circle: ${names.join(', ')}.`,
  };
}

/** Whoever follows what is stuck to what it waits for comes round again. */
function circleFrom(
  start: number,
  skills: readonly PlannedSkill[],
  places: ReadonlyMap<string, number>,
  waiting: readonly number[],
): number[] {
  const path: number[] = [];
  let at = start;
  while (!path.includes(at)) {
    path.push(at);
    const stuck = (skills[at]?.after ?? []).map((other) => places.get(other) ?? at);
    at = stuck.find((place) => (waiting[place] ?? 0) > 0) ?? at;
  }
  return path.slice(path.indexOf(at));
}

function titleProblem(field: string, title: string, missing: string): Problem | null {
  if (title.trim() === '') return { field, message: missing };
  if (title.length <= titleMaxChars) return null;
  return { field, message: `This can have at most ${titleMaxChars} characters.` };
}
