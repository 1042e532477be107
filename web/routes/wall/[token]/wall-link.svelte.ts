import type { WallAnswer } from '#engagement/wall.ts';
import { failureOf, getWith } from '#web/lib/api.ts';
import { retryDelayMs } from '#web/lib/backoff.ts';
import { clock } from '#web/lib/clock.svelte.ts';

/** Every two seconds, its own way included: a link that was revoked is off the screen within them. */
const everyMs = 1_800;
/** A server that has not answered by then will not. */
const patienceMs = 4_000;
/** What is older is no longer said to be live: one answer that was late and the next. */
const liveMs = 6_000;
/** Waits grow no longer than four seconds: a server that is back is seen within ten, whatever chance says. */
const longestAttempt = 3;
const shortestMs = 200;
/** A link that is off stays off. But a server that was set up wrongly for an hour must not end a wall for good. */
const overMs = 60_000;
/** A clock that differs by less is not corrected each time: answers are up to a second old. */
const clockAheadMs = 2_000;

/** What a television knows: what it was told last, when that was, and whether its link still holds. */
export class WallLink {
  answer = $state.raw<WallAnswer | null>(null);
  /** By this machine's own clock. */
  heardAt = $state<number | null>(null);
  isOver = $state(false);
  isLive = $derived(this.heardAt !== null && clock.now - this.heardAt < liveMs);
  #token: string;
  #onBack: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #asked = 0;

  /** `onBack` is called when a server answers that did not before: it may be a newer one. */
  constructor(token: string, onBack: () => void) {
    this.#token = token;
    this.#onBack = onBack;
  }

  /** Asks until what it returns is called. */
  start(): () => void {
    const now = (): void => void this.#ask();
    now();
    addEventListener('online', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      this.#asked++;
      clearTimeout(this.#timer);
      removeEventListener('online', now);
      document.removeEventListener('visibilitychange', now);
    };
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    clearTimeout(this.#timer);
    const began = performance.now();
    const waitMs = await this.#look(() => asked === this.#asked);
    if (asked !== this.#asked) return;
    this.#timer = setTimeout(
      () => void this.#ask(),
      Math.max(shortestMs, waitMs - (performance.now() - began)),
    );
  }

  /** Asks once, and says how long after that to ask again. */
  async #look(isStillAsked: () => boolean): Promise<number> {
    try {
      const answer = await getWith<WallAnswer>(this.#token, '/v1/wall', AbortSignal.timeout(patienceMs));
      if (isStillAsked()) this.#take(answer);
      // The next cohort is shown when its turn comes, not when it is next asked.
      const turnMs = answer.turn ? Date.parse(answer.turn.endsAt) - clock.read() : everyMs;
      return Math.min(everyMs, Math.max(0, turnMs));
    } catch (error) {
      if (failureOf(error).status === 404) {
        if (isStillAsked()) this.#end();
        return overMs;
      }
      return retryDelayMs(Math.min(this.#attempts++, longestAttempt), Math.random());
    }
  }

  #take(answer: WallAnswer): void {
    const aheadMs = Date.now() - Date.parse(answer.at);
    if (Math.abs(clock.read() - Date.parse(answer.at)) > clockAheadMs) clock.correct(aheadMs);
    if (this.#attempts > 0) this.#onBack();
    this.#attempts = 0;
    this.isOver = false;
    this.answer = answer;
    this.heardAt = clock.read();
  }

  #end(): void {
    this.isOver = true;
    this.answer = null;
    this.heardAt = null;
  }
}
