import type { AskedItem, Check } from '#engagement/nudging/check.ts';
import { type Failure, failureOf, get } from '#web/lib/api.ts';
import { type KeptAnswer, keepAnswer, keptAnswers } from '#web/lib/kept-answers.ts';
import { sendKept } from '#web/lib/send-kept.ts';

/** A connection that is back is mostly told by the browser; a server that is back is not. */
const againEveryMs = 5_000;

/** The questions of a check while a learner answers them, with or without a connection. */
export class CheckDesk {
  readonly id: string;
  readonly who: string;
  check = $state.raw<Check | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Why an answer will never be taken. */
  refusal = $state.raw<Failure | null>(null);
  kept = $state.raw<KeptAnswer[]>([]);
  /** Which question is shown; beyond the last one how it went. */
  place = $state(0);
  isSending = $state(false);
  #timer: ReturnType<typeof setInterval> | undefined;

  item = $derived.by((): AskedItem | null => this.check?.items[this.place] ?? null);
  right = $derived.by(() => this.check?.items.filter(({ answer }) => answer?.isRight === true).length ?? 0);

  constructor(id: string, who: string) {
    this.id = id;
    this.who = who;
  }

  /** Opens where it was left; ends with what this returns, as an effect wants it. */
  open(): () => void {
    const send = (): void => void this.send();
    void this.load();
    addEventListener('online', send);
    this.#timer = setInterval(() => {
      if (this.check === null && this.failure?.status === 0) void this.load();
      else if (this.kept.length > 0) void this.send();
    }, againEveryMs);
    return () => {
      removeEventListener('online', send);
      clearInterval(this.#timer);
    };
  }

  async load(): Promise<void> {
    this.#look();
    if (this.kept.length > 0) await this.send();
    try {
      this.check = await get<Check>(`/v1/checks/${encodeURIComponent(this.id)}`);
      this.failure = null;
      const first = this.check.items.findIndex((item) => item.answer === null && this.keptFor(item) === null);
      this.place = first < 0 ? this.check.items.length : first;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** What was answered to a question and could not be sent yet. */
  keptFor({ id }: AskedItem): KeptAnswer | null {
    return this.kept.find(({ item }) => item === id) ?? null;
  }

  /** It is on this device before it is sent: whatever happens to the connection, it is not lost. */
  async answer(item: AskedItem, choice: number): Promise<void> {
    const answer = { check: this.id, item: item.id, choice, at: new Date().toISOString() };
    keepAnswer(this.who, answer);
    this.#look();
    await this.send();
  }

  async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      const { checks, refused } = await sendKept(this.who);
      const own = checks.findLast(({ id }) => id === this.id);
      if (own) this.check = own;
      this.refusal = refused.find(({ answer }) => answer.check === this.id)?.failure ?? this.refusal;
      this.#look();
    } finally {
      this.isSending = false;
    }
  }

  next(): void {
    this.place++;
    this.refusal = null;
  }

  #look(): void {
    this.kept = keptAnswers(this.who).filter(({ check }) => check === this.id);
  }
}
