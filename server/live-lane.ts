import type { Position } from '#db/redis/feed.ts';
import { type Change, type Topic, type View, mergeChanges } from '#engagement/live.ts';
import { RowPlaces, type Touch, stepBytes } from '#engagement/screen/step-bytes.ts';
import { viewBytes } from '#engagement/screen/view-bytes.ts';
import { type Form, Frame } from './live-frame.ts';

/** Someone who is shown a topic. `isBehind` is true while what they miss is being made for them. */
export interface Viewer {
  form: Form;
  isBehind: boolean;
  /** Hands over one message; false when the viewer cannot take it now. */
  send: (frame: Frame) => boolean;
}

/**
 * Viewers of one topic who are told equally often. All of them stand at the same place in its numbering, `base`, and
 * are led from there to where the topic is by one frame.
 */
export class Lane {
  readonly viewers = new Set<Viewer>();
  readonly everyMs: number;
  readonly #topic: Topic;
  readonly #flushed: () => void;
  #base: Position = { epoch: '', seq: 0 };
  #baseView: View;
  #view: View;
  #at: Position = { epoch: '', seq: 0 };
  #change: Change | null = null;
  readonly #touched = new Map<string, Touch>();
  readonly #places = new RowPlaces();
  #snapshot: Frame | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sentAt = 0;

  constructor(topic: Topic, everyMs: number, view: View, flushed: () => void) {
    this.#topic = topic;
    this.everyMs = everyMs;
    this.#baseView = view;
    this.#view = view;
    this.#flushed = flushed;
  }

  get base(): Position {
    return this.#base;
  }

  /** Begins anew from a view: whoever is in it must be given a snapshot. */
  reset(at: Position, view: View): void {
    this.stop();
    this.#base = at;
    this.#at = at;
    this.#baseView = view;
    this.#view = view;
    this.#change = null;
    this.#touched.clear();
    this.#snapshot = null;
  }

  /** Takes a change and the view after it; frames leave when it is time. `unsure` are rows told of for the first time. */
  take(at: Position, view: View, change: Change, unsure: ReadonlySet<string>): void {
    this.#at = at;
    this.#view = view;
    if (this.viewers.size === 0) {
      // Nobody to tell: the next one begins here.
      this.reset(at, view);
      return;
    }
    this.#change = this.#change === null ? change : mergeChanges(this.#change, change);
    if (change.of === 'cohort') this.#touch(change, unsure);
    const waitMs = this.#sentAt + this.everyMs - Date.now();
    if (waitMs <= 0) this.#flushed();
    else this.#timer ??= setTimeout(this.#flushed, waitMs);
  }

  /** For how long nothing was sent. */
  quietMs(now: number): number {
    return now - this.#sentAt;
  }

  /** Takes what is pending as one frame; null when nothing is. */
  next(): Frame | null {
    this.stop();
    const change = this.#change;
    if (change === null) return null;
    const [base, at, before, after] = [this.#base, this.#at, this.#baseView, this.#view];
    const touched = new Map(this.#touched);
    const now = Date.now();
    this.#sentAt = now;
    this.#base = at;
    this.#baseView = after;
    this.#change = null;
    this.#touched.clear();
    this.#snapshot = null;
    const message = () =>
      ({
        kind: 'delta',
        topic: this.#topic,
        epoch: at.epoch,
        base: base.seq,
        seq: at.seq,
        body: change,
      }) as const;
    if (before.of !== 'cohort' || after.of !== 'cohort') return new Frame(message);
    return new Frame(message, () => stepBytes(before, after, touched, now, this.#places));
  }

  /** The view at `base`, encoded once however many ask. */
  snapshot(): Frame {
    const [{ epoch, seq }, body] = [this.#base, this.#baseView];
    this.#snapshot ??= new Frame(
      () => ({ kind: 'snapshot', topic: this.#topic, epoch, seq, body }),
      body.of === 'cohort' ? () => viewBytes(body) : null,
    );
    return this.#snapshot;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #touch(change: Extract<Change, { of: 'cohort' }>, unsure: ReadonlySet<string>): void {
    for (const enrolment of change.gone ?? []) {
      this.#touched.set(enrolment, { acceptedAt: null, isRenewed: true, isUnsure: false });
    }
    for (const { enrolment, acceptedAt } of [...(change.counted ?? []), ...change.rows]) {
      const before = this.#touched.get(enrolment);
      this.#touched.set(enrolment, {
        // Of several events the one that waited longest.
        acceptedAt: before?.acceptedAt ?? acceptedAt,
        isRenewed: before?.isRenewed ?? false,
        isUnsure: (before?.isUnsure ?? false) || unsure.has(enrolment),
      });
    }
  }
}
