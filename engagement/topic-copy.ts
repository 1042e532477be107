import { type Change, type Delta, type Snapshot, type Topic, type View, applyChange } from './live.ts';
import { BadBytes } from './screen/bytes.ts';
import { type Envelope, topicHash } from './screen/envelope.ts';
import { RowPlaces, stepOfBytes } from './screen/step-bytes.ts';
import { viewOfBytes } from './screen/view-bytes.ts';

/**
 * Told after each step; `before` is null with the first view. `change` is what has just happened, and null when the
 * step brought what this page had missed: that is news, but not new.
 */
export type StepListener = (after: View, before: View | null, change: Change | null) => void;

/** What became of a message: something before it was missed, or it cannot be understood without all of the rest. */
export type Taken = 'taken' | 'behind' | 'lost';

/** An answer takes no longer than this; what was asked for in vain is asked for again, and not more often. */
const askAgainMs = 2_000;

/** One topic as a page holds it: its view, and the place in the numbering from which to resume. */
export class TopicCopy {
  view: View | null = null;
  isRefused = false;
  readonly topic: Topic;
  readonly hash: number;
  readonly #places = new RowPlaces();
  readonly #onStep: StepListener;
  #epoch: string | undefined;
  #seq = 0;
  #isAwaitingSnapshot = true;
  #isCatchingUp = false;
  /** Something is known to be missing. */
  #isBehind = false;
  #askedAt = -Infinity;

  constructor(topic: Topic, onStep: StepListener = () => undefined) {
    this.topic = topic;
    this.hash = topicHash(topic);
    this.#onStep = onStep;
  }

  /** From where to go on; of no epoch when everything is wanted. */
  get position(): { epoch: string; seq: number } | Record<string, never> {
    return this.#epoch === undefined ? {} : { epoch: this.#epoch, seq: this.#seq };
  }

  /** It is asked for, from its position on. */
  asked(now: number): void {
    this.#isAwaitingSnapshot = this.#epoch === undefined;
    this.#isCatchingUp = this.#epoch !== undefined;
    this.#askedAt = now;
  }

  /**
   * Whether to ask for what is missed, after a message that could not be taken. What is on its way makes others behind as well:
   * asking for each of them would only be more to carry.
   */
  isToAsk(taken: Taken, now: number): boolean {
    if (taken === 'lost' && !this.#isAwaitingSnapshot) return true;
    return taken !== 'taken' && now - this.#askedAt >= askAgainMs;
  }

  /** Whether what was asked for did not come, or was not asked for yet: when nothing more happens, nothing else would tell. */
  isForgotten(now: number): boolean {
    const isWaiting = this.#isAwaitingSnapshot || this.#isBehind;
    return isWaiting && !this.isRefused && now - this.#askedAt >= askAgainMs;
  }

  /** What an answer over HTTP has told us before the socket did. */
  apply(change: Change): void {
    if (this.view) this.view = applyChange(this.view, change);
  }

  takeSnapshot({ epoch, seq, body }: Pick<Snapshot, 'epoch' | 'seq' | 'body'>): Taken {
    // One that was held up on its way would take back what has been shown since.
    if (!this.#isAwaitingSnapshot && epoch === this.#epoch && seq < this.#seq) return 'taken';
    this.#epoch = epoch;
    this.#seq = seq;
    this.#isAwaitingSnapshot = false;
    this.isRefused = false;
    this.#advance(body, null);
    return 'taken';
  }

  /** It may begin before what is shown, since it states values; one that ends before says nothing new. */
  takeDelta({ epoch, base, seq, body }: Omit<Delta, 'kind' | 'topic'>): Taken {
    if (this.#isAwaitingSnapshot || !this.view) return 'taken';
    if (epoch === this.#epoch && seq <= this.#seq) {
      // Nothing was missed: what comes next is new.
      if (base === this.#seq) this.#isCatchingUp = false;
      return 'taken';
    }
    if (!this.#isFollowedBy(epoch, base)) {
      if (epoch !== this.#epoch) return this.#lost();
      if (base > this.#seq) return this.#behind();
    }
    this.#epoch = epoch;
    this.#seq = seq;
    this.#step(applyChange(this.view, body), body);
    return 'taken';
  }

  takeBytes({ kind, epoch, base, seq, body }: Envelope): Taken {
    try {
      if (kind === 'snapshot') return this.takeSnapshot({ epoch, seq, body: viewOfBytes(body) });
      if (this.#isAwaitingSnapshot || this.view?.of !== 'cohort') return 'taken';
      // A step says nothing to whoever stands elsewhere than where it begins.
      if (!this.#isFollowedBy(epoch, base)) {
        if (epoch !== this.#epoch) return this.#lost();
        return seq <= this.#seq ? 'taken' : this.#behind();
      }
      const read = stepOfBytes(this.view, body, this.#places);
      if (read === null) return this.#lost();
      this.#epoch = epoch;
      this.#seq = seq;
      this.#step(read.after, read.change);
      return 'taken';
    } catch (error) {
      if (error instanceof BadBytes) return this.#lost();
      throw error;
    }
  }

  #behind(): Taken {
    this.#isBehind = true;
    return 'behind';
  }

  /** What is shown stays, and all of it is wanted anew. */
  #lost(): Taken {
    this.#isBehind = true;
    this.#epoch = undefined;
    return 'lost';
  }

  /** Whether what begins there goes on from what is shown; the very first change of a topic begins its numbering. */
  #isFollowedBy(epoch: string, base: number): boolean {
    return this.#seq === base && (this.#epoch === epoch || (this.#epoch === '' && base === 0));
  }

  #step(after: View, change: Change): void {
    this.#advance(after, this.#isCatchingUp ? null : change);
    this.#isCatchingUp = false;
  }

  #advance(after: View, change: Change | null): void {
    const before = this.view;
    this.#isBehind = false;
    this.view = after;
    this.#onStep(after, before, change);
  }
}
