import type { Announcement, Position } from '#db/redis/feed.ts';
import {
  type Change,
  type Delta,
  type Snapshot,
  type Topic,
  frameEveryMs,
  mergeChanges,
} from '#engagement/live.ts';

/** Someone who is shown a topic. `isBehind` is true while a snapshot is being made for them. */
export interface Viewer {
  isBehind: boolean;
  /** Hands over one encoded frame; false when the viewer cannot take it now. */
  send: (frame: Buffer) => boolean;
}

export interface TopicSource {
  topic: Topic;
  positionNow: () => Promise<Position>;
  /** Null when not all changes since then are kept. */
  changesSince: (since: Position) => Promise<Announcement[] | null>;
  /** What a page needs to begin with, or null when there is no such thing (any more). */
  snapshot: () => Promise<Snapshot['body'] | null>;
}

/**
 * One topic as this process shows it: hears numbered changes, joins those that come faster than
 * frames are sent, and hands every viewer the same encoded frame.
 */
export class LiveTopic {
  readonly viewers = new Set<Viewer>();
  readonly #source: TopicSource;
  readonly #onFrame: (kind: 'snapshot' | 'delta' | 'skipped') => void;
  #position: Position = { epoch: '', seq: 0 };
  /** What was heard and not sent yet, and the number it starts from. */
  #pending: { base: number; change: Change } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sentAt = 0;
  #isCatchingUp = false;
  #hasMissed = false;

  constructor(source: TopicSource, onFrame: (kind: 'snapshot' | 'delta' | 'skipped') => void) {
    this.#source = source;
    this.#onFrame = onFrame;
  }

  async start(): Promise<void> {
    const position = await this.#source.positionNow();
    // Something may have been heard while we asked: that is newer.
    if (this.#position.seq === 0) this.#position = position;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Shows the topic to a viewer, from where they left off if that is still known. False: there is nothing to show. */
  async show(viewer: Viewer, since: Position | null): Promise<boolean> {
    viewer.isBehind = true;
    this.viewers.add(viewer);
    const resumed = since !== null && (await this.#resume(viewer, since));
    const shown = resumed || (await this.#startOver(viewer));
    if (!shown) this.viewers.delete(viewer);
    return shown;
  }

  /** Takes a change; one that does not follow on the last means some were missed, and they are fetched. */
  heard({ epoch, seq, change }: Announcement): void {
    const { epoch: known, seq: last } = this.#position;
    if (epoch === known && seq <= last) return;
    // The first change ever of a topic begins its numbering.
    if ((epoch === known || last === 0) && seq === last + 1) this.#take(epoch, seq, change);
    else this.catchUp();
  }

  /** Fetches what was missed while nobody could tell us; without it, everybody starts over. */
  catchUp(): void {
    this.#hasMissed = true;
    if (!this.#isCatchingUp) void this.#catchUpNow();
  }

  /** What is heard while we fetch may be newer than what is fetched: then it is fetched once more. */
  async #catchUpNow(): Promise<void> {
    this.#isCatchingUp = true;
    while (this.#hasMissed) {
      this.#hasMissed = false;
      await this.#fetchMissed();
    }
    this.#isCatchingUp = false;
  }

  async #fetchMissed(): Promise<void> {
    const missed = await this.#source.changesSince(this.#position).catch(() => undefined);
    if (missed === undefined) return; // Redis is away: it will be tried again when it is back
    if (missed === null) {
      this.#pending = null;
      this.#position = await this.#source.positionNow();
      await Promise.all([...this.viewers].map((viewer) => this.#startOver(viewer)));
      return;
    }
    for (const { epoch, seq, change } of missed) {
      if (seq === this.#position.seq + 1) this.#take(epoch, seq, change);
    }
  }

  #take(epoch: string, seq: number, change: Change): void {
    this.#pending = this.#pending
      ? { base: this.#pending.base, change: mergeChanges(this.#pending.change, change) }
      : { base: seq - 1, change };
    this.#position = { epoch, seq };
    const waitMs = this.#sentAt + frameEveryMs - Date.now();
    if (waitMs <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), waitMs);
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#pending) return;
    const { epoch, seq } = this.#position;
    const { base, change } = this.#pending;
    this.#pending = null;
    this.#sentAt = Date.now();
    const frame = encode({ kind: 'delta', topic: this.#source.topic, epoch, base, seq, body: change });
    for (const viewer of this.viewers) {
      if (viewer.isBehind) continue;
      if (viewer.send(frame)) this.#onFrame('delta');
      else this.#skip(viewer);
    }
  }

  /** Too slow for the deltas: they get one snapshot when they can take it, instead of a growing backlog. */
  #skip(viewer: Viewer): void {
    viewer.isBehind = true;
    this.#onFrame('skipped');
    setTimeout(() => {
      if (this.viewers.has(viewer)) void this.#startOver(viewer);
    }, 1_000).unref();
  }

  async #resume(viewer: Viewer, since: Position): Promise<boolean> {
    const missed = await this.#source.changesSince(since);
    if (missed === null) return false;
    const [first, ...rest] = missed;
    if (first) {
      const change = rest.reduce((joined, next) => mergeChanges(joined, next.change), first.change);
      const seq = missed.at(-1)?.seq ?? first.seq;
      const { topic } = this.#source;
      if (
        !viewer.send(encode({ kind: 'delta', topic, epoch: since.epoch, base: since.seq, seq, body: change }))
      )
        return false;
      this.#onFrame('delta');
      return this.#join(viewer, { epoch: since.epoch, seq });
    }
    return this.#join(viewer, since);
  }

  async #startOver(viewer: Viewer): Promise<boolean> {
    viewer.isBehind = true;
    // The number before the state: a change in between is then shown twice, which changes nothing, and never missed.
    const position = await this.#source.positionNow();
    const body = await this.#source.snapshot();
    if (body === null) return false;
    const { topic } = this.#source;
    if (!viewer.send(encode({ kind: 'snapshot', topic, ...position, body }))) {
      this.#skip(viewer);
      return true;
    }
    this.#onFrame('snapshot');
    return this.#join(viewer, position);
  }

  /** Lets a viewer at `at` take part in the shared frames once nothing lies between the two. */
  async #join(viewer: Viewer, at: Position): Promise<boolean> {
    this.#flush();
    const { epoch, seq } = this.#position;
    if (at.seq >= seq || (at.epoch !== epoch && seq === 0)) {
      viewer.isBehind = false;
      return true;
    }
    // Not all that lies between may be kept, and a topic's very first change begins a numbering the snapshot knew nothing of.
    return (await this.#resume(viewer, at)) || this.#startOver(viewer);
  }
}

function encode(message: Snapshot | Delta): Buffer {
  return Buffer.from(JSON.stringify(message));
}
