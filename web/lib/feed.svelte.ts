import {
  type Change,
  type Delta,
  type Snapshot,
  type Topic,
  type View,
  applyChange,
} from '#engagement/live.ts';
import { BadBytes } from '#engagement/screen/bytes.ts';
import { advanceTo } from '#engagement/screen/cohort-view.ts';
import { type Envelope, topicHash } from '#engagement/screen/envelope.ts';
import { RowPlaces, changeOfBytes } from '#engagement/screen/step-bytes.ts';
import { viewOfBytes } from '#engagement/screen/view-bytes.ts';

/**
 * Told after each step; `before` is null with the first view. `change` is what has just happened, and null when the
 * step brought what this page had missed: that is news, but not new.
 */
export type FeedListener = (after: View, before: View | null, change: Change | null) => void;

/** What became of a message: something before it was missed, or it cannot be understood without all of the rest. */
export type Taken = 'taken' | 'behind' | 'lost';

/** One topic as this page holds it: its view, and the place in the numbering from which to resume. */
export class Feed {
  view = $state.raw<View | null>(null);
  isRefused = $state(false);
  readonly topic: Topic;
  readonly hash: number;
  readonly listeners = new Set<FeedListener>();
  readonly #places = new RowPlaces();
  epoch: string | undefined;
  seq = 0;
  isAwaitingSnapshot = true;
  isCatchingUp = false;
  followers = 0;

  constructor(topic: Topic) {
    this.topic = topic;
    this.hash = topicHash(topic);
  }

  /** What an answer over HTTP has told us before the socket did. */
  apply(change: Change): void {
    if (this.view) this.view = applyChange(this.view, change);
  }

  takeSnapshot({ epoch, seq, body }: Pick<Snapshot, 'epoch' | 'seq' | 'body'>): void {
    this.epoch = epoch;
    this.seq = seq;
    this.isAwaitingSnapshot = false;
    this.isRefused = false;
    this.#advance(body, null);
  }

  /** It may begin before what is shown, since it states values; one that ends before says nothing new. */
  takeDelta({ epoch, base, seq, body }: Delta): Taken {
    if (this.isAwaitingSnapshot || !this.view) return 'taken';
    if (epoch === this.epoch && seq <= this.seq) return 'taken';
    if (!this.#isFollowedBy(epoch, base) && (epoch !== this.epoch || base > this.seq)) return 'lost';
    this.epoch = epoch;
    this.seq = seq;
    this.#step(applyChange(this.view, body), body);
    return 'taken';
  }

  takeBytes({ kind, epoch, base, seq, body }: Envelope): Taken {
    try {
      if (kind === 'snapshot') {
        this.takeSnapshot({ epoch, seq, body: viewOfBytes(body) });
        return 'taken';
      }
      if (this.isAwaitingSnapshot || this.view?.of !== 'cohort') return 'taken';
      // A step says nothing to whoever stands elsewhere than where it begins.
      if (!this.#isFollowedBy(epoch, base)) {
        if (epoch !== this.epoch) return 'lost';
        return seq <= this.seq ? 'taken' : 'behind';
      }
      const read = changeOfBytes(this.view, body, this.#places);
      if (read === null) return 'lost';
      this.epoch = epoch;
      this.seq = seq;
      this.#step(applyChange(advanceTo(this.view, read.minute), read.change), read.change);
      return 'taken';
    } catch (error) {
      if (error instanceof BadBytes) return 'lost';
      throw error;
    }
  }

  /** Whether what begins there goes on from what is shown; the very first change of a topic begins its numbering. */
  #isFollowedBy(epoch: string, base: number): boolean {
    return this.seq === base && (this.epoch === epoch || (this.epoch === '' && base === 0));
  }

  #step(after: View, change: Change): void {
    this.#advance(after, this.isCatchingUp ? null : change);
    this.isCatchingUp = false;
  }

  #advance(after: View, change: Change | null): void {
    const before = this.view;
    this.view = after;
    for (const listener of this.listeners) listener(after, before, change);
  }
}
