import { type AlertType, alertTypes } from './alert.ts';
import { type Before, assess } from './assessment.ts';
import { type Flag, flags } from './flag.ts';
import type { Circumstances } from './quiet.ts';
import type { RiskPreview } from './risk-preview.ts';
import { type Level, levels } from './score.ts';
import type { WindowRead } from './window.ts';

/** What a change of scoring would do to learners, before anybody decides for it. */
export interface ScoringPreview extends LooksPreview {
  risk: RiskPreview;
}

/** What is found by looking at each learner with both scorings. */
export interface LooksPreview {
  learners: number;
  /** How many would change level, and how many would gain or lose a flag. */
  levelChanges: number;
  flagChanges: number;
  /** Of these the first, whoever would stand worst on top. */
  changing: ChangingLearner[];
  counts: {
    levels: BeforeAfter<Record<Level | 'unknown', number>>;
    flags: BeforeAfter<Record<Flag, number>>;
    alerts: BeforeAfter<Record<AlertType, number>>;
    /** How many learners have each whole point of score, from 0 to 100. */
    scores: BeforeAfter<number[]>;
  };
}

interface BeforeAfter<T> {
  before: T;
  after: T;
}

export interface ChangingLearner extends Who {
  from: Standing;
  to: Standing;
}

export interface Who {
  learner: string;
  name: string;
  enrolment: string;
  cohort: string;
}

export interface Standing {
  score: number | null;
  level: Level | null;
  flags: Flag[];
}

/** A learner as a worker would look at them at this moment. */
export interface Looked {
  who: Who;
  window: WindowRead;
  at: number;
  /** Whether anything is to follow: not where the cohort has ended. */
  isExpected: boolean;
  before: Before | undefined;
  of: Circumstances;
  changed: Circumstances;
}

const changingMax = 500;

export function emptyPreview(): LooksPreview {
  const bothOf = <T>(empty: () => T): BeforeAfter<T> => ({ before: empty(), after: empty() });
  return {
    learners: 0,
    levelChanges: 0,
    flagChanges: 0,
    changing: [],
    counts: {
      levels: bothOf(() => zeroes([...levels, 'unknown'] as const)),
      flags: bothOf(() => zeroes(flags)),
      alerts: bothOf(() => zeroes(alertTypes)),
      scores: bothOf(() => Array.from({ length: 101 }, () => 0)),
    },
  };
}

/** Looks at learners with both scorings and adds what it finds to a preview. */
export function addToPreview(preview: LooksPreview, all: readonly Looked[]): void {
  for (const one of all) addOne(preview, one);
  preview.changing.sort(byStanding);
  preview.changing.splice(changingMax);
}

function addOne(preview: LooksPreview, { who, window, at, isExpected, before, ...looked }: Looked): void {
  const from = assess(window, looked.of, at, { before });
  const to = assess(window, looked.changed, at, { before });
  preview.learners++;
  for (const [side, look] of [
    ['before', from],
    ['after', to],
  ] as const) {
    const { level, flags: raised, score } = look.assessment;
    preview.counts.levels[side][level ?? 'unknown']++;
    for (const flag of raised) preview.counts.flags[side][flag]++;
    for (const { type } of isExpected ? look.alerts : []) preview.counts.alerts[side][type]++;
    const scores = preview.counts.scores[side];
    if (score !== null) scores[Math.floor(score)] = (scores[Math.floor(score)] ?? 0) + 1;
  }
  const isOtherLevel = from.assessment.level !== to.assessment.level;
  const isOtherFlags = from.assessment.flags.join() !== to.assessment.flags.join();
  preview.levelChanges += Number(isOtherLevel);
  preview.flagChanges += Number(isOtherFlags);
  if (!isOtherLevel && !isOtherFlags) return;
  preview.changing.push({ ...who, from: standingOf(from.assessment), to: standingOf(to.assessment) });
}

function standingOf({ score, level, flags }: Standing): Standing {
  return { score, level, flags };
}

function byStanding(one: ChangingLearner, other: ChangingLearner): number {
  return (
    rankOf(one.to.level) - rankOf(other.to.level) ||
    (one.to.score ?? 101) - (other.to.score ?? 101) ||
    (one.enrolment < other.enrolment ? -1 : 1)
  );
}

function rankOf(level: Level | null): number {
  return level === null ? levels.length : levels.indexOf(level);
}

function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
