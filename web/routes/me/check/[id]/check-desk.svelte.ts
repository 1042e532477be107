import type { AskedItem, Check } from '#engagement/nudging/check.ts';
import { type Failure, failureOf } from '#web/lib/api.ts';
import { getOrLast } from '#web/lib/last-known.ts';
import { type Sent, keepLetter, keepSending, lettersOf, sendLetters } from '#web/lib/outbox.ts';

/** Whoever opened it without a connection sees it soon after that is back. */
const againEveryMs = 5_000;

/** An answer to a question, which waits on this device. */
export interface KeptAnswer {
  item: string;
  choice: number;
  /** RFC 3339. */
  at: string;
}

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
    void this.load();
    const end = keepSending(this.who, (sent) => this.#hear(sent));
    this.#timer = setInterval(() => {
      if (this.check === null && this.failure?.status === 0) void this.load();
    }, againEveryMs);
    return () => {
      end();
      clearInterval(this.#timer);
    };
  }

  async load(): Promise<void> {
    this.#look();
    if (this.kept.length > 0) await this.send();
    try {
      this.check = await getOrLast<Check>(this.#path);
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
    const body: KeptAnswer = { item: item.id, choice, at: new Date().toISOString() };
    const path = `${this.#path}/answers`;
    keepLetter(this.who, { path, body, about: `${path} ${item.id}` });
    this.#look();
    await this.send();
  }

  async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      this.#hear(await sendLetters(this.who));
    } finally {
      this.isSending = false;
    }
  }

  next(): void {
    this.place++;
    this.refusal = null;
  }

  get #path(): string {
    return `/v1/checks/${encodeURIComponent(this.id)}`;
  }

  #hear({ taken, refused }: Sent): void {
    const isOwn = (path: string): boolean => path === `${this.#path}/answers`;
    const own = taken.findLast(({ letter }) => isOwn(letter.path));
    // The server answers with the check as it now stands.
    if (own) this.check = own.answer as Check;
    this.refusal = refused.find(({ letter }) => isOwn(letter.path))?.failure ?? this.refusal;
    this.#look();
  }

  #look(): void {
    this.kept = lettersOf(this.who)
      .filter(({ path }) => path === `${this.#path}/answers`)
      .map(({ body }) => body as KeptAnswer);
  }
}
