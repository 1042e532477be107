import { cohortViewNow } from '#db/cohort-view.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { type Recording, recordingsUntil, storeRecordings } from '#db/postgres/recordings.ts';
import { ifAlone } from '#db/postgres/tenants.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { type Announcement, changesSince, positionOf } from '#db/redis/feed.ts';
import { type News, forgetNews, readNews } from '#db/redis/news.ts';
import { applyCohort } from '#engagement/screen/cohort-change.ts';
import { type CohortView, advanceTo } from '#engagement/screen/cohort-view.ts';
import { nameless, rebuilt, recordedOf } from '#engagement/screen/recording.ts';

/** A minute is closed this long after its end: what was announced in it has arrived by then. */
const graceMs = 2_000;
const cohortsPerShard = 64;
/** One round takes no longer than this: whoever records keeps all others from it. */
const roundMs = 5_000;
const cohortsAtOnce = 4;
/** Views held between two looks, by rows: two hundred megabytes or so. Others are made again from what is recorded. */
const rowsHeldMax = 100_000;

/** A cohort as it is recorded so far. */
interface Held {
  /** Without names; with all that was announced up to `seq`. */
  view: CohortView;
  epoch: string;
  seq: number;
  /** The minute in which the last announcement was made that is not recorded yet; null when all is. */
  open: number | null;
  /** As it stands in the last recording, and how many minutes after the last whole one. */
  recorded: { view: CohortView; minute: number; wholeAt: number } | null;
  hasGap: boolean;
}

/**
 * Records what screens show: at the end of each minute in which something of a cohort was announced, all of it or what leads
 * there from the minute before.
 */
export class Recorder {
  readonly #db: Database;
  readonly #redis: RedisClient;
  readonly #held = new Map<string, Held>();

  constructor(db: Database, redis: RedisClient) {
    this.#db = db;
    this.#redis = redis;
  }

  /** Returns how many minutes were recorded; 0 when there was nothing to, or another worker does it. */
  async record(now: number): Promise<number> {
    const made = await ifAlone(this.#db, 'record', () => this.#recordAll(now));
    // Whoever else recorded meanwhile has gone on from where ours stand.
    if (made === null) this.#held.clear();
    return made ?? 0;
  }

  async #recordAll(now: number): Promise<number> {
    const waiting = await readNews(this.#redis, cohortsPerShard);
    const until = performance.now() + roundMs;
    let made = 0;
    const runners = Array.from({ length: cohortsAtOnce }, async () => {
      for (
        let news = waiting.shift();
        news !== undefined && performance.now() < until;
        news = waiting.shift()
      ) {
        made += await this.#recordOne(news, now);
      }
    });
    for (const one of await Promise.allSettled(runners)) if (one.status === 'rejected') throw one.reason;
    this.#letGo();
    return made;
  }

  async #recordOne({ tenant, cohort }: News, now: number): Promise<number> {
    const key = `${tenant}/${cohort}`;
    const held = await this.#heldOf(tenant, cohort, now);
    if (held === null) {
      // The cohort is no more.
      await forgetNews(this.#redis, [{ tenant, cohort, until: Number.MAX_SAFE_INTEGER }]);
      return 0;
    }
    const changes = await changesSince(this.#redis, tenant, `cohort/${cohort}`, held);
    const made: Recording[] = [];
    const step = { ...held };
    // After a day of silence a feed begins a new numbering, of which all is kept as a rule: then nothing is missing.
    if (changes === null) await this.#beginAnew(step, tenant, cohort, now);
    for (const change of changes ?? []) take(step, cohort, change, made);
    if (step.open !== null && now >= (step.open + 1) * 60_000 + graceMs) made.push(close(step, cohort));
    if (made.length > 0) await asTenant(this.#db, tenant, (tx) => storeRecordings(tx, tenant, made));
    // Held only once it is stored: cut short, the same is done again.
    this.#held.delete(key);
    this.#held.set(key, step);
    if (step.open === null && step.recorded !== null) {
      await forgetNews(this.#redis, [{ tenant, cohort, until: (step.recorded.minute + 1) * 60_000 }]);
    }
    return made.length;
  }

  async #heldOf(tenant: string, cohort: string, now: number): Promise<Held | null> {
    const known = this.#held.get(`${tenant}/${cohort}`);
    if (known) return known;
    const minute = Math.floor(now / 60_000);
    const recorded = await asTenant(this.#db, tenant, (tx) => recordingsUntil(tx, tenant, cohort, minute));
    const [whole, last] = [recorded[0], recorded.at(-1)];
    const view = rebuilt(recorded);
    if (whole !== undefined && last !== undefined && view !== null) {
      const { epoch, seq } = last;
      return {
        view,
        epoch,
        seq,
        open: null,
        hasGap: false,
        recorded: { view, minute: last.minute, wholeAt: whole.minute },
      };
    }
    const begun = await this.#viewNow(tenant, cohort, now);
    // The first of all: there is no before that could be missing.
    return begun && { ...begun, open: minute, recorded: null, hasGap: false };
  }

  /** What was announced since the last recording is not kept any more: from here on it is known again. */
  async #beginAnew(held: Held, tenant: string, cohort: string, now: number): Promise<void> {
    const begun = await this.#viewNow(tenant, cohort, now);
    if (begun === null) return;
    const isAllKept =
      begun.epoch !== held.epoch &&
      (await changesSince(this.#redis, tenant, `cohort/${cohort}`, { epoch: begun.epoch, seq: 0 })) !== null;
    Object.assign(held, begun, { open: Math.floor(now / 60_000), recorded: null, hasGap: !isAllKept });
  }

  async #viewNow(
    tenant: string,
    cohort: string,
    now: number,
  ): Promise<Pick<Held, 'view' | 'epoch' | 'seq'> | null> {
    // The number before the state: what is announced in between is taken twice, which changes nothing.
    const position = await positionOf(this.#redis, tenant, `cohort/${cohort}`);
    const view = await cohortViewNow(this.#db, this.#redis, tenant, cohort, now);
    return view && { view: nameless(view), ...position };
  }

  /** Lets go of those of which nothing was heard for longest. */
  #letGo(): void {
    let rows = 0;
    for (const [key, { view }] of [...this.#held].toReversed()) {
      rows += view.rows.length;
      if (rows > rowsHeldMax) this.#held.delete(key);
    }
  }
}

/** Applies an announcement; one of a later minute than those before it closes theirs first. */
function take(held: Held, cohort: string, { epoch, seq, at, change }: Announcement, made: Recording[]): void {
  if (change.of !== 'cohort') return;
  const minute = Math.floor(at / 60_000);
  if (held.open !== null && minute > held.open) made.push(close(held, cohort));
  const rows = change.rows.map((row) => ({ ...row, name: '' }));
  held.view = applyCohort(held.view, { ...change, rows });
  held.epoch = epoch;
  held.seq = seq;
  held.open = Math.max(minute, held.open ?? minute);
}

/** What was shown at the end of the open minute. */
function close(held: Held, cohort: string): Recording {
  const minute = held.open ?? 0;
  const view = held.view.cohort.endsAt === null ? advanceTo(held.view, minute) : held.view;
  const before = held.recorded && { view: held.recorded.view, sinceWhole: minute - held.recorded.wholeAt };
  const made = recordedOf(minute, before, view);
  const recording = { ...made, cohort, epoch: held.epoch, seq: held.seq, hasGap: held.hasGap };
  const wholeAt = made.isWhole ? minute : (held.recorded?.wholeAt ?? minute);
  Object.assign(held, { view, recorded: { view, minute, wholeAt }, open: null, hasGap: false });
  return recording;
}
