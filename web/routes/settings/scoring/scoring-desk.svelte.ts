import type { Problem } from '#engagement/problem.ts';
import type { Scoring } from '#engagement/scoring.ts';
import { type ScoringDecision, type ScoringInForce, changesBetween } from '#engagement/scoring-change.ts';
import type { ScoringPreview } from '#engagement/scoring-preview.ts';
import { scoringProblem } from '#engagement/scoring-problem.ts';
import { type Threshold, withThreshold } from '#engagement/threshold.ts';
import { post } from '#web/lib/api.ts';
import { DecisionDesk } from '#web/lib/decision-desk.svelte.ts';

/** The scoring of a programme, or of all that follow the tenant, while somebody changes it. */
export class ScoringDesk extends DecisionDesk<Scoring, ScoringInForce, ScoringDecision, ScoringPreview> {
  get path(): string {
    return this.programme === null ? '/v1/scoring' : `/v1/programmes/${this.programme}/scoring`;
  }

  set(name: Threshold, value: number): void {
    if (this.draft) this.change(withThreshold(this.draft, name, value));
  }

  override pathOf(what: 'inForce' | 'history'): string {
    return what === 'inForce' ? this.path : `${this.path}/history`;
  }

  protected override basisOf({ scoring }: ScoringInForce): Scoring {
    return scoring;
  }

  protected override otherwiseOf({ otherwise }: ScoringInForce): Scoring {
    return otherwise;
  }

  protected override decidedBy({ scoring }: ScoringDecision): Scoring | null {
    return scoring;
  }

  protected override isOther(one: Scoring, other: Scoring): boolean {
    return changesBetween(one, other).length > 0;
  }

  protected override problemOf(scoring: Scoring): Problem | null {
    return scoringProblem(scoring);
  }

  protected override bodyOf(scoring: Scoring | null): object {
    return { scoring };
  }

  protected override askPreview(signal: AbortSignal): Promise<ScoringPreview> {
    return post<ScoringPreview>(
      `${this.path}/preview`,
      { scoring: this.follows ? null : this.draft },
      signal,
    );
  }
}
