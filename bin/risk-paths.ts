import type { PlannedSkill } from '#engagement/course-plan.ts';
import { dayMs } from '#engagement/day.ts';
import { learningPathOf, masteredFrom } from '#engagement/learning-path.ts';
import { type Practice, masteryBefore, masteryOf, practiceOf } from '#engagement/mastery.ts';
import { qualityOf } from '#engagement/training/metrics.ts';
import { cohortOf } from '#seed/cohort.ts';
import { coursePlan, moduleOf } from '#seed/course.ts';
import { simulateWithTruth } from '#seed/simulate.ts';
import { type Mind, chanceUntroubled, practise } from '#seed/sitting.ts';

/** How right mastery is about the next answer, and paths about what a learner lacks, beside what needs no model. */
export interface PathsMeasured {
  answers: number;
  /** Of chances told: the mean squared miss, log-loss, and how often a right answer was told a higher one than a wrong one. */
  told: { name: string; brier: number; logLoss: number; auc: number }[];
  paths: number;
  /** Of suggestions, how many are truly among the three weakest skills whose foundations hold. */
  hits: { name: string; share: number }[];
}

/** A Monday. */
const begins = Date.UTC(2026, 2, 9);
const weeks = 12;
const learners = 160;
/** Numbers of mastery.ts were chosen on those of the seed `tune`. */
const seed = 'measure';
/** One answer in so many is asked about: they are many, and alike. */
const askedEvery = 5;
const weakestOf = 3;

/** On simulated learners, of whom the truth is known. */
export function measurePaths(): PathsMeasured {
  const { events, truths } = simulateWithTruth({
    learners: cohortOf(learners, seed),
    seed,
    from: begins,
    to: begins + 7 * weeks * dayMs,
    timeZone: 'Europe/London',
  });
  const byLearner = Map.groupBy(events, ({ learner }) => learner);
  const { skills } = coursePlan(begins / dayMs);
  const asked: Asked[] = [];
  const suggested: Suggested[] = [];
  for (const { learner, ability } of truths) {
    const own = (byLearner.get(learner) ?? []).flatMap((event) => practiceOf(event) ?? []);
    asked.push(...askedOf(own, ability));
    suggested.push(...suggestedOf(own, ability, skills));
  }
  return { answers: asked.length, told: toldOf(asked), paths: suggested.length, hits: hitsOf(suggested) };
}

export function pathTable({ answers, told, paths, hits }: PathsMeasured): string {
  const named = (name: string, figures: string): string => `  ${name.padEnd(34)}${figures}`;
  return [
    `next answer right (${answers.toLocaleString('en')} answers of simulated learners: Brier, log-loss, AUC)`,
    ...told.map(({ name, brier, logLoss, auc }) =>
      named(name, [brier, logLoss, auc].map((figure) => figure.toFixed(4).padStart(8)).join('')),
    ),
    '',
    `skill suggested (${paths.toLocaleString('en')} weeks of simulated learners: truly among the three weakest whose foundations hold)`,
    ...hits.map(({ name, share }) => named(name, `${(100 * share).toFixed(1).padStart(6)} %`)),
  ].join('\n');
}

interface Asked {
  right: number;
  told: Record<'mastery' | 'own mean' | 'truth', number>;
}

function askedOf(practice: readonly Practice[], ability: number): Asked[] {
  const mind: Mind = new Map();
  const all: Asked[] = [];
  let [right, answers] = [0, 0];
  for (const [at, one] of practice.entries()) {
    if (one.counts !== 1) continue;
    if (answers % askedEvery === 0) {
      const past = practice.slice(0, at);
      const own = masteryOf(past, one.at).find(({ skill }) => skill === one.skill);
      const mastery = own?.value ?? masteryBefore(past, one.at);
      const truth = Math.max(
        0.05,
        Math.min(0.97, truthOf(ability, mind, one.skill, one.module ?? '', one.at)),
      );
      all.push({ right: one.right, told: { mastery, 'own mean': (right + 0.7) / (answers + 1), truth } });
    }
    practise(mind, one.skill, dayOf(one.at));
    right += one.right;
    answers++;
  }
  return all;
}

function toldOf(asked: readonly Asked[]): PathsMeasured['told'] {
  const answers = Float32Array.from(asked, ({ right }) => right);
  const mean = answers.reduce((sum, right) => sum + right, 0) / Math.max(1, answers.length);
  const groups = asked.map(() => '');
  const measured = (name: string, chances: Float64Array) => {
    const { brier, auc } = qualityOf(chances, answers, groups);
    const losses = Array.from(chances, (chance, at) => -Math.log(answers[at] === 1 ? chance : 1 - chance));
    return { name, brier, logLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, auc };
  };
  const of = (name: keyof Asked['told']): Float64Array =>
    Float64Array.from(asked, ({ told }) => Math.max(0.01, Math.min(0.99, told[name])));
  return [
    measured('ours', of('mastery')),
    measured(
      'the same for everybody',
      Float64Array.from(asked, () => mean),
    ),
    measured("the learner's own mean so far", of('own mean')),
    measured('the truth itself, troubles apart', of('truth')),
  ];
}

interface Suggested {
  weakest: Set<string>;
  said: Record<(typeof sayers)[number], string | null>;
}

const sayers = [
  'ours',
  'lowest share right, plan heeded',
  'lowest share right',
  'where the course is',
] as const;

/** At the end of each week, from the third on, of those who were there in it. */
function suggestedOf(
  practice: readonly Practice[],
  ability: number,
  skills: readonly PlannedSkill[],
): Suggested[] {
  const all: Suggested[] = [];
  for (let week = 3; week <= weeks; week++) {
    const now = begins + 7 * week * dayMs;
    const past = practice.filter(({ at }) => at < now);
    if ((past.at(-1)?.at ?? 0) < now - 7 * dayMs) continue;
    const share = (week - 0.5) / weeks;
    const weakest = weakestIn(past, ability, skills, week, now);
    if (weakest.size === 0) continue;
    const means = Map.groupBy(past, ({ skill }) => skill);
    const lowest = [...means].toSorted((one, other) => shareOf(one[1]) - shareOf(other[1]))[0]?.[0] ?? null;
    all.push({
      weakest,
      said: {
        ours: learningPathOf(past, skills, share, now)?.next?.skill ?? null,
        'lowest share right, plan heeded': lowestInPlan(means, skills, week),
        'lowest share right': lowest,
        'where the course is': moduleOf(week - 0.5).skills[0] ?? null,
      },
    });
  }
  return all;
}

/** Of what the course has reached by then: the least known whose foundations hold, in truth. */
function weakestIn(
  past: readonly Practice[],
  ability: number,
  skills: readonly PlannedSkill[],
  week: number,
  now: number,
): Set<string> {
  const mind: Mind = new Map();
  for (const { skill, at, counts } of past) if (counts === 1) practise(mind, skill, dayOf(at));
  const reached = reachedBy(skills, week);
  const truths = new Map(
    reached.map(({ skill, module }) => [skill, truthOf(ability, mind, skill, module ?? '', now)]),
  );
  const isMastered = (skill: string): boolean => (truths.get(skill) ?? 1) >= masteredFrom;
  return new Set(
    reached
      .filter(({ skill, after }) => !isMastered(skill) && after.every(isMastered))
      .map(({ skill }) => skill)
      .toSorted((one, other) => (truths.get(one) ?? 1) - (truths.get(other) ?? 1))
      .slice(0, weakestOf),
  );
}

/** As somebody would by hand: of what was reached, the lowest share right whose foundations had enough right; what nobody tried is lowest. */
function lowestInPlan(
  means: ReadonlyMap<string, readonly Practice[]>,
  skills: readonly PlannedSkill[],
  week: number,
): string | null {
  const shares = new Map(Array.from(means, ([skill, own]) => [skill, shareOf(own)]));
  const of = (skill: string): number => shares.get(skill) ?? 0;
  const open = reachedBy(skills, week).filter(
    ({ skill, after }) => of(skill) < masteredFrom && after.every((before) => of(before) >= masteredFrom),
  );
  return open.toSorted((one, other) => of(one.skill) - of(other.skill))[0]?.skill ?? null;
}

function reachedBy(skills: readonly PlannedSkill[], week: number): readonly PlannedSkill[] {
  const { name } = moduleOf(week - 0.5);
  return skills.slice(0, skills.findLastIndex(({ module }) => module === name) + 1);
}

function hitsOf(suggested: readonly Suggested[]): PathsMeasured['hits'] {
  return sayers.map((name) => ({
    name,
    share:
      suggested.filter(({ weakest, said }) => weakest.has(said[name] ?? '')).length /
      Math.max(1, suggested.length),
  }));
}

function shareOf(practice: readonly Practice[]): number {
  return practice.reduce((sum, { right }) => sum + right, 0) / practice.length;
}

function truthOf(ability: number, mind: Mind, skill: string, module: string, at: number): number {
  return chanceUntroubled(ability, mind, { day: dayOf(at), skill, module: moduleNamed(module) });
}

function moduleNamed(name: string): ReturnType<typeof moduleOf> {
  const week = Array.from({ length: weeks }, (_, at) => at).find((at) => moduleOf(at).name === name);
  return moduleOf(week ?? 0);
}

/** Since the term began, a fraction included. */
function dayOf(at: number): number {
  return (at - begins) / dayMs;
}
