import type { Problem } from '#engagement/problem.ts';
import { type Scoring } from '#engagement/scoring.ts';
import { type ScoringDecision, type ScoringInForce, changesBetween } from '#engagement/scoring-change.ts';
import type { ScoringPreview } from '#engagement/scoring-preview.ts';
import { scoringProblem } from '#engagement/scoring-problem.ts';
import { type Threshold, withThreshold } from '#engagement/threshold.ts';
import { type Failure, failureOf, get, post, put } from '#web/lib/api.ts';

/** A pause in typing: each preview looks at every learner of the programme. */
const previewAfterMs = 300;

/** The scoring of a programme, or of all that follow the tenant, while somebody changes it. */
export class ScoringDesk {
  readonly programme: string | null;
  readonly mayChange: boolean;
  inForce = $state.raw<ScoringInForce | null>(null);
  draft = $state.raw<Scoring | null>(null);
  /** Whether saving gives up the own scoring for what holds without it. */
  follows = $state(false);
  history = $state.raw<ScoringDecision[]>([]);
  preview = $state.raw<ScoringPreview | null>(null);
  failure = $state.raw<Failure | null>(null);
  previewFailure = $state.raw<Failure | null>(null);
  saveFailure = $state.raw<Failure | null>(null);
  /** Whether the preview is of another draft than the one on the page. */
  isLooking = $state(false);
  isSaving = $state(false);
  isSaved = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  problem = $derived.by((): Problem | null => (this.draft ? scoringProblem(this.draft) : null));
  isOwn = $derived.by(() => this.inForce?.from === (this.programme === null ? 'tenant' : 'programme'));
  isDirty = $derived.by(() => {
    if (!this.inForce || !this.draft) return false;
    if (this.follows) return this.isOwn;
    return changesBetween(this.inForce.scoring, this.draft).length > 0;
  });

  constructor(programme: string | null, mayChange: boolean) {
    this.programme = programme;
    this.mayChange = mayChange;
  }

  get path(): string {
    return this.programme === null ? '/v1/scoring' : `/v1/programmes/${this.programme}/scoring`;
  }

  async load(): Promise<void> {
    try {
      const [inForce, history] = await Promise.all([
        get<ScoringInForce>(this.path),
        get<{ items: ScoringDecision[] }>(`${this.path}/history`),
      ]);
      this.history = history.items;
      this.failure = null;
      this.#begin(inForce);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  set(name: Threshold, value: number): void {
    if (this.draft) this.change(withThreshold(this.draft, name, value));
  }

  change(draft: Scoring): void {
    this.draft = draft;
    this.follows = false;
    this.isSaved = false;
    this.#askSoon();
  }

  /** Gives up the own scoring, once it is saved. */
  follow(): void {
    if (!this.inForce) return;
    this.change(this.inForce.otherwise);
    this.follows = true;
  }

  /** Takes up what was decided once, to be looked at and saved anew. */
  goBackTo({ scoring }: ScoringDecision): void {
    if (scoring === null) this.follow();
    else this.change(scoring);
  }

  discard(): void {
    if (this.inForce) this.change(this.inForce.scoring);
    this.saveFailure = null;
  }

  async save(note: string): Promise<void> {
    this.isSaving = true;
    try {
      const scoring = this.follows ? null : this.draft;
      const since = this.inForce?.since ?? null;
      const inForce = await put<ScoringInForce>(this.path, { scoring, note, since });
      this.saveFailure = null;
      this.#begin(inForce);
      this.isSaved = true;
      const { items } = await get<{ items: ScoringDecision[] }>(`${this.path}/history`);
      this.history = items;
    } catch (error) {
      this.saveFailure = failureOf(error);
    } finally {
      this.isSaving = false;
    }
  }

  /** Nobody waits for what was asked any more. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  askNow(): void {
    this.leave();
    void this.#ask();
  }

  #begin(inForce: ScoringInForce): void {
    this.inForce = inForce;
    this.draft = inForce.scoring;
    this.follows = false;
    if (this.mayChange) this.askNow();
  }

  #askSoon(): void {
    this.leave();
    this.isLooking = true;
    this.#timer = setTimeout(() => void this.#ask(), previewAfterMs);
  }

  async #ask(): Promise<void> {
    if (this.problem !== null) return;
    const asking = new AbortController();
    this.#asking = asking;
    const scoring = this.follows ? null : this.draft;
    try {
      this.preview = await post<ScoringPreview>(`${this.path}/preview`, { scoring }, asking.signal);
      this.previewFailure = null;
      this.isLooking = false;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.previewFailure = failureOf(error);
      this.isLooking = false;
    }
  }
}
