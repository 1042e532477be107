import type { NudgeKind, NudgeRule } from '#engagement/nudge.ts';
import type { DryRun } from '#engagement/nudging/dry-run.ts';
import { type NudgePolicy, policyProblem } from '#engagement/nudging/policy.ts';
import {
  type PolicyDecision,
  type PolicyInForce,
  changedAlike,
  policyChanges,
} from '#engagement/nudging/policy-change.ts';
import type { Problem } from '#engagement/problem.ts';
import { failureOf, get, post } from '#web/lib/api.ts';
import { DecisionDesk } from '#web/lib/decision-desk.svelte.ts';
import { words } from '#web/lib/words.ts';

export const daySpans = [7, 28] as const;
export type DaySpan = (typeof daySpans)[number];

/**
 * The policy of nudges while somebody changes it. `isOn` of the tenant is the switch for all nudges and no part of a draft: it is
 * turned by itself, and whatever is saved or gone back to here leaves it as it stands.
 */
export class PolicyDesk extends DecisionDesk<NudgePolicy, PolicyInForce, PolicyDecision, DryRun> {
  days = $state<DaySpan>(7);
  /** Whose decision was taken in below what was changed here; null once that is saved. */
  mergedBy = $state<string | null>(null);

  /** What would hold if nothing had been decided here; null while nothing is loaded. */
  usual = $derived.by(() => (this.inForce ? this.otherwiseOf(this.inForce) : null));

  set(part: Partial<NudgePolicy>): void {
    if (this.draft) this.change({ ...this.draft, ...part });
  }

  setRule(rule: NudgeRule, isOn: boolean): void {
    if (this.draft) this.set({ rules: { ...this.draft.rules, [rule]: isOn } });
  }

  setKind(kind: NudgeKind, part: Partial<NudgePolicy['kinds'][NudgeKind]>): void {
    if (!this.draft) return;
    const { kinds } = this.draft;
    this.set({ kinds: { ...kinds, [kind]: { ...kinds[kind], ...part } } });
  }

  lookBack(days: DaySpan): void {
    this.days = days;
    this.isLooking = true;
    this.askNow();
  }

  /** What is wrong with one field, in words; null when nothing is. */
  wrongWith(field: string): string | null {
    return this.problem?.field === field ? this.problem.message : null;
  }

  /** Whether going back to it would change anything. */
  isOtherThan(decision: PolicyDecision): boolean {
    if (!this.inForce) return false;
    const wanted = this.decidedBy(decision);
    return wanted === null ? this.isOwn : this.isOther(this.basisOf(this.inForce), wanted);
  }

  override follow(): void {
    // Without a policy of its own a tenant nudges: who gives it up must not start by that what was stopped.
    if (this.programme === null && this.inForce?.isAllOff === true)
      this.change(this.otherwiseOf(this.inForce));
    else super.follow();
  }

  override discard(): void {
    super.discard();
    this.mergedBy = null;
  }

  override async save(note: string): Promise<void> {
    await super.save(note);
    if (this.saveFailure === null) this.mergedBy = null;
  }

  /** What was changed here stays changed, in what somebody else has decided meanwhile. */
  override async loadNew(): Promise<void> {
    const [before, draft, follows] = [this.inForce, this.draft, this.follows];
    if (!before || !draft) return this.load();
    try {
      const now = await get<PolicyInForce>(this.pathOf('inForce'));
      this.begin(now);
      if (follows) this.follow();
      else this.change(changedAlike(this.basisOf(before), draft, this.basisOf(now)));
      this.mergedBy = now.by?.name ?? null;
      this.saveFailure = null;
      await this.loadHistory();
    } catch (error) {
      this.saveFailure = failureOf(error);
    }
  }

  /** All nudges were switched off or on again: what is being changed here stays as it is. */
  async heedSwitch(): Promise<void> {
    try {
      const now = await get<PolicyInForce>(this.pathOf('inForce'));
      const [before, draft] = [this.inForce, this.draft];
      if (!this.isDirty || !before || !draft) this.begin(now);
      // Whoever decided more than the switch is not passed over: saving will say so.
      else if (isSameButSwitch(before, now)) {
        this.inForce = now;
        this.draft = this.programme === null ? { ...draft, isOn: now.policy.isOn } : draft;
      }
      await this.loadHistory();
    } catch (error) {
      this.saveFailure = failureOf(error);
    }
  }

  override pathOf(what: 'inForce' | 'history' | 'dryRun'): string {
    const path = { inForce: '', history: '/history', dryRun: '/dry-run' }[what];
    const query = this.programme === null ? '' : `?programme=${this.programme}`;
    return `/v1/nudges/policy${path}${query}`;
  }

  protected override basisOf({ policy, from }: PolicyInForce): NudgePolicy {
    // The switch of all is not that of the programme that takes up a policy of its own.
    return this.programme !== null && from !== 'programme' ? { ...policy, isOn: true } : policy;
  }

  protected override otherwiseOf({ otherwise, policy }: PolicyInForce): NudgePolicy {
    return { ...otherwise, isOn: this.programme === null ? policy.isOn : true };
  }

  protected override decidedBy({ policy }: PolicyDecision): NudgePolicy | null {
    if (policy === null || this.programme !== null || !this.inForce) return policy;
    return { ...policy, isOn: this.inForce.policy.isOn };
  }

  protected override isOther(one: NudgePolicy, other: NudgePolicy): boolean {
    return policyChanges(one, other).length > 0;
  }

  protected override problemOf(policy: NudgePolicy): Problem | null {
    const wrong = policyProblem(policy);
    return wrong && { field: wrong.field, message: words.policy.problem(wrong.problem) };
  }

  protected override bodyOf(policy: NudgePolicy | null): object {
    return { policy };
  }

  protected override askPreview(signal: AbortSignal): Promise<DryRun> | null {
    if (!this.isDirty || !this.draft) return null;
    const policy = this.programme === null ? { ...this.draft, isOn: true } : this.draft;
    return post<DryRun>(this.pathOf('dryRun'), { policy, days: this.days }, signal);
  }
}

function isSameButSwitch(before: PolicyInForce, now: PolicyInForce): boolean {
  const wasOwn = before.from === 'programme';
  const isOwn = now.from === 'programme';
  const changes = policyChanges(before.policy, now.policy);
  return wasOwn === isOwn && changes.every(({ field }) => field === 'isOn');
}
