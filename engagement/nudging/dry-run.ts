import {
  type NudgeFacts,
  type NudgeKind,
  type NudgeReason,
  decideNudge,
  nudgeKinds,
  nudgeReasons,
} from '../nudge.ts';
import type { NudgePolicy } from './policy.ts';

/** What another policy would have made of decisions that were made. */
export interface DryRun {
  days: number;
  decisions: number;
  /** Whether these were all decisions of those days, and not only the first of very many. */
  isAll: boolean;
  /** Decisions that would have come out otherwise: sent or not, or another kind, or another reason. */
  changed: number;
  reasons: { reason: NudgeReason; before: number; after: number }[];
  kinds: { kind: NudgeKind; before: number; after: number }[];
  /** Some of those concerned. */
  sample: DryRunChange[];
}

interface DryRunChange {
  learner: string;
  learnerName: string;
  askedAt: string;
  before: { reason: NudgeReason; kind: NudgeKind | null };
  after: { reason: NudgeReason; kind: NudgeKind | null };
}

/** A decision as it was made, with all that it went by. */
export interface MadeDecision {
  learner: string;
  learnerName: string;
  askedAt: string;
  facts: NudgeFacts;
}

const sampleMost = 20;

/**
 * Counts what would change, decision by decision. Each goes by what had been sent before it then: what follows from a
 * nudge more or less is not played on.
 */
export class DryRunCount {
  readonly #policy: NudgePolicy;
  readonly #days: number;
  readonly #most: number;
  readonly #sample = new Map<string, DryRunChange>();
  readonly #reasons = new Map(nudgeReasons.map((reason) => [reason, { before: 0, after: 0 }]));
  readonly #kinds = new Map(nudgeKinds.map((kind) => [kind, { before: 0, after: 0 }]));
  #decisions = 0;
  #changed = 0;

  /** At most so many are counted. */
  constructor(policy: NudgePolicy, days: number, most: number) {
    this.#most = most;
    this.#policy = policy;
    this.#days = days;
  }

  add({ facts, ...who }: MadeDecision): void {
    const before = decideNudge(facts);
    const after = decideNudge({ ...facts, policy: this.#policy });
    this.#decisions++;
    for (const [when, { reason, kind, isSent }] of [
      ['before', before],
      ['after', after],
    ] as const) {
      const reasons = this.#reasons.get(reason);
      if (reasons) reasons[when]++;
      const kinds = isSent ? this.#kinds.get(kind) : undefined;
      if (kinds) kinds[when]++;
    }
    if (before.reason === after.reason && before.kind === after.kind) return;
    this.#changed++;
    if (this.#sample.size >= sampleMost || this.#sample.has(who.learner)) return;
    const told = ({ reason, kind }: typeof before) => ({ reason, kind });
    this.#sample.set(who.learner, { ...who, before: told(before), after: told(after) });
  }

  result(): DryRun {
    return {
      days: this.#days,
      decisions: this.#decisions,
      isAll: this.#decisions < this.#most,
      changed: this.#changed,
      reasons: Array.from(this.#reasons, ([reason, counts]) => ({ reason, ...counts })).filter(isSome),
      kinds: Array.from(this.#kinds, ([kind, counts]) => ({ kind, ...counts })),
      sample: [...this.#sample.values()],
    };
  }
}

function isSome({ before, after }: { before: number; after: number }): boolean {
  return before + after > 0;
}
