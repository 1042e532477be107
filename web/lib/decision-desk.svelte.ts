import type { Problem } from '#engagement/problem.ts';
import { type Failure, failureOf, get, put } from './api.ts';

/** A pause in typing: what a change would do is asked of the server. */
const previewAfterMs = 300;

/** What holds for a programme, or for all that follow the tenant, and by whose decision. */
export interface InForce {
  from: 'programme' | 'tenant' | 'usual';
  since: string | null;
  by: { name: string } | null;
}

/** Who decided it, when and why. Times are RFC 3339. */
export interface Decision {
  id: string;
  at: string;
  by: { name: string };
  note: string | null;
}

/** Something that is decided for a programme or for all of them, while somebody changes it. */
export abstract class DecisionDesk<Value, Held extends InForce, Made extends Decision, Preview> {
  readonly programme: string | null;
  readonly mayChange: boolean;
  inForce = $state.raw<Held | null>(null);
  draft = $state.raw<Value | null>(null);
  /** Whether saving gives up what was decided here for what holds without it. */
  follows = $state(false);
  history = $state.raw<Made[]>([]);
  preview = $state.raw<Preview | null>(null);
  failure = $state.raw<Failure | null>(null);
  previewFailure = $state.raw<Failure | null>(null);
  saveFailure = $state.raw<Failure | null>(null);
  /** Whether the preview is of another draft than the one on the page. */
  isLooking = $state(false);
  isSaving = $state(false);
  isSaved = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  problem = $derived.by((): Problem | null => (this.draft ? this.problemOf(this.draft) : null));
  isOwn = $derived.by(() => this.inForce?.from === (this.programme === null ? 'tenant' : 'programme'));
  isDirty = $derived.by(() => {
    if (!this.inForce || !this.draft) return false;
    if (this.follows) return this.isOwn;
    return this.isOther(this.basisOf(this.inForce), this.draft);
  });

  constructor(programme: string | null, mayChange: boolean) {
    this.programme = programme;
    this.mayChange = mayChange;
  }

  /** Of what holds, or of its history. */
  abstract pathOf(what: 'inForce' | 'history'): string;
  /** What a draft begins as. */
  protected abstract basisOf(inForce: Held): Value;
  /** What holds once nothing is decided here. */
  protected abstract otherwiseOf(inForce: Held): Value;
  /** Null where a decision gave up what was decided here. */
  protected abstract decidedBy(decision: Made): Value | null;
  protected abstract isOther(one: Value, other: Value): boolean;
  protected abstract problemOf(value: Value): Problem | null;
  /** What is sent to have it decided. */
  protected abstract bodyOf(value: Value | null): object;
  /** What the draft would do; null where there is nothing to ask. */
  protected abstract askPreview(signal: AbortSignal): Promise<Preview> | null;

  async load(): Promise<void> {
    try {
      const [inForce, history] = await Promise.all([
        get<Held>(this.pathOf('inForce')),
        get<{ items: Made[] }>(this.pathOf('history')),
      ]);
      this.history = history.items;
      this.failure = null;
      this.begin(inForce);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** After somebody else was faster. */
  async loadNew(): Promise<void> {
    this.saveFailure = null;
    await this.load();
  }

  change(draft: Value): void {
    this.draft = draft;
    this.follows = false;
    this.isSaved = false;
    this.#askSoon();
  }

  /** Gives up what was decided here, once it is saved. */
  follow(): void {
    if (!this.inForce) return;
    this.change(this.otherwiseOf(this.inForce));
    this.follows = true;
  }

  /** Takes up what was decided once, to be looked at and saved anew. */
  goBackTo(decision: Made): void {
    const value = this.decidedBy(decision);
    if (value === null) this.follow();
    else this.change(value);
  }

  discard(): void {
    if (this.inForce) this.change(this.basisOf(this.inForce));
    this.saveFailure = null;
  }

  async save(note: string): Promise<void> {
    this.isSaving = true;
    try {
      const since = this.inForce?.since ?? null;
      const body = { ...this.bodyOf(this.follows ? null : this.draft), note, since };
      const inForce = await put<Held>(this.pathOf('inForce'), body);
      this.saveFailure = null;
      this.begin(inForce);
      this.isSaved = true;
      await this.loadHistory();
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

  protected begin(inForce: Held): void {
    this.inForce = inForce;
    this.draft = this.basisOf(inForce);
    this.follows = false;
    if (this.mayChange) this.askNow();
  }

  protected async loadHistory(): Promise<void> {
    const { items } = await get<{ items: Made[] }>(this.pathOf('history'));
    this.history = items;
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
    try {
      this.preview = await this.askPreview(asking.signal);
      this.previewFailure = null;
      this.isLooking = false;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.previewFailure = failureOf(error);
      this.isLooking = false;
    }
  }
}
