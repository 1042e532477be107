import type { Announcement, Position } from '#db/redis/feed.ts';
import {
  type Change,
  type Pace,
  type Topic,
  type View,
  applyChange,
  beatMs,
  mergeChanges,
  noChange,
  paceEveryMs,
} from '#engagement/live.ts';
import { Frame } from './live-frame.ts';
import { Lane, type Viewer } from './live-lane.ts';

export interface TopicSource {
  topic: Topic;
  positionNow: () => Promise<Position>;
  /** Null when not all changes since then are kept. */
  changesSince: (since: Position) => Promise<Announcement[] | null>;
  /** What a page needs to begin with, or null when there is no such thing (any more). */
  snapshot: () => Promise<View | null>;
}

/** Somebody who could not keep up is given another chance after this. */
const tryAgainMs = 1_000;
/** With three beats in between, as often is said where a topic stands that has become quiet. */
const remindAfterMs = 1_000;
const remindForMs = remindAfterMs + 3 * beatMs;
/** What was missed by many who come back together is made once: so many beginnings are remembered. */
const missedKept = 16;

/**
 * One topic as this process shows it. It holds the view, hears numbered changes, joins those that come faster than
 * frames are sent, and hands every viewer of a lane the same encoded frame.
 */
export class LiveTopic {
  readonly #source: TopicSource;
  readonly #onFrame: (kind: 'snapshot' | 'delta' | 'skipped') => void;
  #view: View | null = null;
  #position: Position = { epoch: '', seq: 0 };
  #lanes: Record<Pace, Lane> | null = null;
  /** Rows that a change has told of since we hold the view: before that, ours may have been ahead of what was announced. */
  readonly #toldOf = new Set<string>();
  readonly #missed = new Map<string, Promise<Frame | null>>();
  #heard: Announcement[] = [];
  #isOpening = true;
  #isCatchingUp = false;
  #hasMissed = false;
  #isStopped = false;

  constructor(source: TopicSource, onFrame: (kind: 'snapshot' | 'delta' | 'skipped') => void) {
    this.#source = source;
    this.#onFrame = onFrame;
  }

  get viewers(): number {
    return this.#lanes === null ? 0 : this.#lanes.view.viewers.size + this.#lanes.idle.viewers.size;
  }

  /** Reads what is to be shown; false when there is no such thing. What is heard meanwhile is taken after it. */
  async open(): Promise<boolean> {
    // The number before the state: a change in between is then taken twice, which changes nothing, and never missed.
    const position = await this.#source.positionNow();
    const view = await this.#source.snapshot();
    if (view === null) return false;
    this.#begin(position, view);
    this.#isOpening = false;
    const heard = this.#heard.splice(0);
    for (const one of heard) this.heard(one);
    return true;
  }

  stop(): void {
    this.#isStopped = true;
    for (const lane of this.#allLanes()) lane.stop();
  }

  /** Shows the topic to a viewer, from where they left off if that is still known. */
  async show(viewer: Viewer, pace: Pace, since: Position | null): Promise<void> {
    viewer.isBehind = true;
    const lane = this.#lanes?.[pace];
    if (!lane) throw new Error('a topic is shown after it was opened');
    lane.viewers.add(viewer);
    if (since === null || !(await this.#resume(viewer, since))) this.#startOver(viewer);
  }

  leave(viewer: Viewer): void {
    for (const lane of this.#allLanes()) lane.viewers.delete(viewer);
  }

  /** From now on the viewer is told as often as that; both lanes are brought to where the topic is, so that they can step over. */
  move(viewer: Viewer, pace: Pace): void {
    if (this.#lanes === null || this.#lanes[pace].viewers.has(viewer)) return;
    for (const lane of this.#allLanes()) this.#flush(lane);
    this.leave(viewer);
    this.#lanes[pace].viewers.add(viewer);
  }

  /**
   * Says where the topic stands to those who were told something lately and nothing since: whoever lost the last frame on the way
   * would otherwise miss it until something else happens.
   */
  remind(now: number): void {
    for (const lane of this.#allLanes()) {
      const quietMs = lane.quietMs(now);
      if (quietMs < remindAfterMs || quietMs > remindForMs || lane.viewers.size === 0) continue;
      const frame = this.#nothing(lane.base);
      for (const viewer of lane.viewers) if (!viewer.isBehind) viewer.send(frame);
    }
  }

  /** Takes a change; one that does not follow on the last means some were missed, and they are fetched. */
  heard(announcement: Announcement): void {
    if (this.#isOpening) {
      if (this.#heard.push(announcement) > heardWhileOpening) this.#heard.shift();
      return;
    }
    const { epoch, seq, change } = announcement;
    const { epoch: known, seq: last } = this.#position;
    if (epoch === known && seq <= last) return;
    // The first change ever of a topic begins its numbering.
    if ((epoch === known || last === 0) && seq === last + 1) this.#take({ epoch, seq }, change);
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
    while (this.#hasMissed && !this.#isStopped) {
      this.#hasMissed = false;
      // A store is away: it will be tried again when it is back.
      await this.#fetchMissed().catch(() => {});
    }
    this.#isCatchingUp = false;
  }

  async #fetchMissed(): Promise<void> {
    if (this.#isOpening) return;
    const missed = await this.#source.changesSince(this.#position);
    for (const { epoch, seq, change } of missed ?? []) {
      if (seq === this.#position.seq + 1) this.#take({ epoch, seq }, change);
    }
    if (missed !== null) return;
    const position = await this.#source.positionNow();
    const view = await this.#source.snapshot();
    if (view === null || this.#isStopped) return;
    this.#begin(position, view);
    for (const lane of this.#allLanes()) for (const viewer of lane.viewers) this.#startOver(viewer);
  }

  #begin(position: Position, view: View): void {
    this.#position = position;
    this.#view = view;
    this.#toldOf.clear();
    this.#missed.clear();
    const { topic } = this.#source;
    this.#lanes ??= {
      view: new Lane(topic, paceEveryMs.view, view, () => this.#flush(this.#lanes?.view)),
      idle: new Lane(topic, paceEveryMs.idle, view, () => this.#flush(this.#lanes?.idle)),
    };
    for (const lane of this.#allLanes()) lane.reset(position, view);
  }

  #take(at: Position, change: Change): void {
    if (this.#view === null) return;
    this.#view = applyChange(this.#view, change);
    this.#position = at;
    const unsure = new Set<string>();
    if (change.of === 'cohort') {
      for (const { enrolment } of [...(change.counted ?? []), ...change.rows]) {
        if (!this.#toldOf.has(enrolment)) unsure.add(enrolment);
      }
      for (const { enrolment } of change.rows) {
        this.#toldOf.add(enrolment);
      }
    }
    for (const lane of this.#allLanes()) lane.take(at, this.#view, change, unsure);
  }

  #flush(lane: Lane | undefined): void {
    const frame = lane?.next();
    if (!lane || !frame) return;
    this.#missed.clear();
    for (const viewer of lane.viewers) {
      if (viewer.isBehind) continue;
      if (viewer.send(frame)) this.#onFrame('delta');
      else this.#skip(viewer);
    }
  }

  /** Too slow for the deltas: they get one snapshot when they can take it, instead of a growing backlog. */
  #skip(viewer: Viewer): void {
    viewer.isBehind = true;
    this.#onFrame('skipped');
    setTimeout(() => this.#startOver(viewer), tryAgainMs).unref();
  }

  /** From where they left off to where their lane stands; false when that cannot be told. */
  async #resume(viewer: Viewer, since: Position): Promise<boolean> {
    for (let tries = 0; tries < 3; tries++) {
      const lane = this.#laneOf(viewer);
      if (!lane) return true;
      // They may have heard from another server what is still pending here.
      if (since.seq > lane.base.seq) this.#flush(lane);
      const { epoch, seq } = lane.base;
      if (since.epoch !== epoch || since.seq > seq) return false;
      // That nothing was missed is said as well: whoever came back would not know otherwise.
      if (since.seq === seq) return viewer.send(this.#nothing(lane.base)) && this.#joined(viewer);
      const missed = await this.#missedSince(since, lane.base);
      if (missed === null) return false;
      // Meanwhile the lane may have gone on, or they may have changed it; then there is a little more to tell.
      const { base } = this.#laneOf(viewer) ?? lane;
      if (base.epoch !== epoch || base.seq !== seq) continue;
      if (!viewer.send(missed)) return false;
      this.#onFrame('delta');
      return this.#joined(viewer);
    }
    return false;
  }

  #nothing({ epoch, seq }: Position): Frame {
    const { topic } = this.#source;
    const body = noChange(this.#view?.of ?? 'cohort');
    return new Frame(() => ({ kind: 'delta', topic, epoch, base: seq, seq, body }));
  }

  /** Shared by all who missed the same. */
  #missedSince(since: Position, until: Position): Promise<Frame | null> {
    const key = `${since.seq} ${until.seq}`;
    const known = this.#missed.get(key);
    if (known) return known;
    const made = this.#source.changesSince(since).then((all) => {
      const missed = all?.filter(({ seq }) => seq <= until.seq) ?? [];
      const [first, ...rest] = missed;
      if (all === null || first === undefined || missed.at(-1)?.seq !== until.seq) return null;
      const body = rest.reduce((joined, next) => mergeChanges(joined, next.change), first.change);
      const { topic } = this.#source;
      return new Frame(() => ({
        kind: 'delta',
        topic,
        epoch: until.epoch,
        base: since.seq,
        seq: until.seq,
        body,
      }));
    });
    made.catch(() => this.#missed.delete(key));
    if (this.#missed.size >= missedKept) this.#missed.clear();
    this.#missed.set(key, made);
    return made;
  }

  #startOver(viewer: Viewer): void {
    const lane = this.#laneOf(viewer);
    if (!lane) return;
    if (!viewer.send(lane.snapshot())) return this.#skip(viewer);
    this.#onFrame('snapshot');
    this.#joined(viewer);
  }

  #joined(viewer: Viewer): true {
    viewer.isBehind = false;
    return true;
  }

  #laneOf(viewer: Viewer): Lane | undefined {
    return this.#allLanes().find(({ viewers }) => viewers.has(viewer));
  }

  #allLanes(): Lane[] {
    return this.#lanes === null ? [] : [this.#lanes.view, this.#lanes.idle];
  }
}

/** Heard while the view is read; what is too much for that is fetched after it. */
const heardWhileOpening = 1_000;
