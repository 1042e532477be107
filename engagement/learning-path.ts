import type { PlannedSkill } from './course-plan.ts';
import { type Mastery, type Practice, masteryBefore, masteryOf } from './mastery.ts';

/** Where a learner stands in what is taught, and what is best next. */
export interface LearningPath {
  skills: PathSkill[];
  next: NextSkill | null;
}

/** Mastered, being learned, mastered once and fading, or not begun. */
export const skillStates = ['mastered', 'learning', 'forgotten', 'new'] as const;
export type SkillState = (typeof skillStates)[number];

export interface PathSkill {
  skill: string;
  module: string | null;
  state: SkillState;
  /** The chance that the next answer is right; null for a skill that was never practised. */
  mastery: number | null;
  answers: number;
}

/** Why a skill is next: others build on it, it is fading, or the course is there. */
export const pathWhys = ['prerequisite', 'forgotten', 'course'] as const;
export type PathWhy = (typeof pathWhys)[number];

export interface NextSkill {
  skill: string;
  module: string | null;
  why: PathWhy;
  /** For a prerequisite: a skill the course is at that builds on it. For the others: one that it builds on itself. */
  beside: string | null;
  /** Of the last answers, how many were right; null where there are none. */
  last: { right: number; of: number } | null;
}

/** Learners whose next answer is as likely right as this have it. */
export const masteredFrom = 0.75;
/** Fewer answers show nothing yet. */
const answersMin = 3;

/**
 * What to learn next, of what the plan has or, without one, of what was practised. First what the skills of the present
 * build on and the learner never had, where its own foundations hold; then what they had and are losing; then what the
 * course is at. `courseShare` is how much of the course is over, null where nobody knows. Null while too little was answered.
 */
export function learningPathOf(
  practice: readonly Practice[],
  plan: readonly PlannedSkill[],
  courseShare: number | null,
  now: number,
): LearningPath | null {
  if (practice.length < answersMin) return null;
  const known = new Map(masteryOf(practice, now).map((one) => [one.skill, one]));
  const order =
    plan.length > 0 ? plan : [...known.values()].map(({ skill, module }) => ({ skill, module, after: [] }));
  const before = masteryBefore(practice, now);
  const nodes = new Map(
    order.map((one): [string, Node] => [one.skill, nodeOf(one, known.get(one.skill) ?? null, before)]),
  );
  const present = presentOf(order, practice, plan.length > 0 ? courseShare : null);
  return {
    skills: order.map(({ skill, module }) => {
      const node = nodes.get(skill);
      const { state = 'new', own = null } = node ?? {};
      return {
        skill,
        module,
        state,
        mastery: own && Math.round(1_000 * own.value) / 1_000,
        answers: own?.answers ?? 0,
      };
    }),
    next: nextOf(nodes, present),
  };
}

interface Node {
  planned: PlannedSkill;
  own: Mastery | null;
  state: SkillState;
  /** Of what was never practised, as it would be. */
  value: number;
}

function nodeOf(planned: PlannedSkill, own: Mastery | null, before: number): Node {
  return { planned, own, state: stateOf(own), value: own?.value ?? before };
}

function stateOf(own: Mastery | null): SkillState {
  if (own === null) return 'new';
  if (own.value >= masteredFrom && own.answers >= answersMin) return 'mastered';
  return own.practised >= masteredFrom && own.answers >= answersMin ? 'forgotten' : 'learning';
}

/** The skills of the module that the course is at: by its dates, else that of the learner's newest answer. */
function presentOf(
  order: readonly PlannedSkill[],
  practice: readonly Practice[],
  courseShare: number | null,
): readonly PlannedSkill[] {
  const newest = practice.at(-1)?.skill;
  const at =
    courseShare === null
      ? order.find(({ skill }) => skill === newest)
      : order[Math.min(order.length - 1, Math.max(0, Math.floor(courseShare * order.length)))];
  if (at === undefined) return [];
  return at.module === null ? [at] : order.filter(({ module }) => module === at.module);
}

function nextOf(nodes: ReadonlyMap<string, Node>, present: readonly PlannedSkill[]): NextSkill | null {
  const needed = foundationsOf(nodes, present);
  const open = [...needed].filter(([skill]) => hasFoundations(nodes, skill));
  const isNeeded = (state: SkillState): boolean => state === 'new' || state === 'learning';
  const missing = weakestOf(
    nodes,
    open.filter(([skill]) => isNeeded(nodes.get(skill)?.state ?? 'mastered')),
  );
  if (missing !== null) return told(missing, 'prerequisite', needed.get(missing.planned.skill) ?? null);
  const names = [...nodes.keys()].map((skill): [string, null] => [skill, null]);
  const lost = weakestOf(
    nodes,
    names.filter(([skill]) => nodes.get(skill)?.state === 'forgotten' && hasFoundations(nodes, skill)),
  );
  if (lost !== null) return told(lost, 'forgotten', lost.planned.after[0] ?? null);
  const now = present.find(
    ({ skill }) => nodes.get(skill)?.state !== 'mastered' && hasFoundations(nodes, skill),
  );
  const node = now === undefined ? undefined : nodes.get(now.skill);
  return node === undefined ? null : told(node, 'course', node.planned.after[0] ?? null);
}

/** All that these skills build on, near or far, each with the one of them that leads to it. */
function foundationsOf(
  nodes: ReadonlyMap<string, Node>,
  present: readonly PlannedSkill[],
): Map<string, string> {
  const found = new Map<string, string>();
  const own = new Set(present.map(({ skill }) => skill));
  const ahead = present.map(({ skill }) => ({ skill, from: skill }));
  for (let at = 0; at < ahead.length; at++) {
    const { skill = '', from = '' } = ahead[at] ?? {};
    for (const before of nodes.get(skill)?.planned.after ?? []) {
      if (found.has(before) || own.has(before) || !nodes.has(before)) continue;
      found.set(before, from);
      ahead.push({ skill: before, from });
    }
  }
  return found;
}

function hasFoundations(nodes: ReadonlyMap<string, Node>, skill: string): boolean {
  return (nodes.get(skill)?.planned.after ?? []).every(
    (before) => (nodes.get(before)?.state ?? 'mastered') === 'mastered',
  );
}

/** The lowest; of equals the one that is taught first. */
function weakestOf(
  nodes: ReadonlyMap<string, Node>,
  names: readonly (readonly [string, unknown])[],
): Node | null {
  let weakest: Node | null = null;
  for (const [skill] of names) {
    const node = nodes.get(skill);
    if (node !== undefined && (weakest === null || node.value < weakest.value)) weakest = node;
  }
  return weakest;
}

function told({ planned, own }: Node, why: PathWhy, beside: string | null): NextSkill {
  const last = own === null ? null : { right: Math.round(own.lastRight), of: own.lastOf };
  return { skill: planned.skill, module: planned.module, why, beside, last };
}
