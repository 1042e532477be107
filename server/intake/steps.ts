import type { RedisClient } from '#db/redis/connect.ts';
import type { Source } from '#db/postgres/sources.ts';
import { type Row, type Taken, ingest } from '#db/redis/windows.ts';
import { Refused } from '../errors.ts';

/** Rows in one atomic step: long enough to be cheap for each, short enough that nobody else waits long behind it. */
const rowsPerStep = 250;
/**
 * Of one source under way at once; what comes meanwhile waits and goes together. Redis writes to disk
 * once for all steps it finds waiting, so few small ones at a time would each pay for a write.
 */
const stepsPerSource = 32;
const rowsUnderWayPerSource = 2_000;
/** Rows that may wait for Redis: a third of a second at the slowest rate we promise. */
const rowsWaitingMax = 20_000;
/** One source may fill half of it, so that another one always finds room. */
const rowsWaitingPerSource = rowsWaitingMax / 2;

/** A source that was refused is let in again once it has so much room: refused without its body being read, it costs next to nothing. */
const rowsWaitingAgain = rowsWaitingPerSource * 0.75;

/** Rows of one request for one cohort, on their way. */
interface Part {
  rows: Row[];
  /** Where the answers go, in the order of the rows. */
  taken: Taken[];
  settle: (error?: unknown) => void;
}

interface Lane {
  source: Source;
  rows: number;
  underWay: number;
  rowsUnderWay: number;
  isFull: boolean;
  /** By cohort, the one that waits longest first. */
  waiting: Map<string, Part[]>;
}

/**
 * Sends rows to Redis in steps of one source and one cohort. While as many steps as may be are under
 * way, rows of different requests gather and share the next one: a thousand single events cost little
 * more than ten batches of a hundred.
 */
export class Steps {
  readonly #redis: RedisClient;
  readonly #lanes = new Map<string, Lane>();
  #rows = 0;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  refuseIfFull(source: Source): void {
    if (this.#lanes.get(source.id)?.isFull) throw busy();
  }

  /**
   * Resolves once each row is kept or refused, with the answers by cohort; rejects when a step failed:
   * other steps of the same batch may have kept theirs, and will know them when they come again.
   */
  async take(source: Source, byCohort: Map<string, Row[]>): Promise<Map<string, Taken[]>> {
    const lane = this.#laneOf(source);
    const rows = [...byCohort.values()].reduce((sum, some) => sum + some.length, 0);
    // What comes to an empty lane is always let in, or a batch larger than the lane never would be.
    if (lane.rows > 0 && (lane.rows + rows > rowsWaitingPerSource || this.#rows + rows > rowsWaitingMax)) {
      lane.isFull = true;
      throw busy();
    }
    lane.rows += rows;
    this.#rows += rows;
    const parts: Promise<Taken[]>[] = [];
    for (const [cohort, some] of byCohort) {
      for (let start = 0; start < some.length; start += rowsPerStep) {
        parts.push(this.#wait(lane, cohort, some.slice(start, start + rowsPerStep)));
      }
    }
    this.#goOn(lane);
    const answers = (await Promise.all(parts)).values();
    const taken = new Map<string, Taken[]>();
    for (const [cohort, some] of byCohort) {
      const own: Taken[] = [];
      while (own.length < some.length) own.push(...(answers.next().value ?? []));
      taken.set(cohort, own);
    }
    return taken;
  }

  #laneOf(source: Source): Lane {
    const lane = this.#lanes.get(source.id) ?? {
      source,
      rows: 0,
      underWay: 0,
      rowsUnderWay: 0,
      isFull: false,
      waiting: new Map(),
    };
    // Its settings may have changed since it was made.
    lane.source = source;
    this.#lanes.set(source.id, lane);
    return lane;
  }

  #wait(lane: Lane, cohort: string, rows: Row[]): Promise<Taken[]> {
    return new Promise((resolve, reject) => {
      const taken: Taken[] = [];
      const settle = (error?: unknown): void => {
        lane.rows -= rows.length;
        this.#rows -= rows.length;
        if (lane.rows < rowsWaitingAgain) lane.isFull = false;
        if (error === undefined) resolve(taken);
        else reject(error);
      };
      const waiting = lane.waiting.get(cohort);
      if (waiting) waiting.push({ rows, taken, settle });
      else lane.waiting.set(cohort, [{ rows, taken, settle }]);
    });
  }

  #goOn(lane: Lane): void {
    while (lane.underWay < stepsPerSource && lane.rowsUnderWay < rowsUnderWayPerSource) {
      const next = lane.waiting.entries().next();
      if (next.done) break;
      const [cohort, waiting] = next.value;
      const parts: Part[] = [];
      let rows = 0;
      while (waiting[0] && (rows === 0 || rows + waiting[0].rows.length <= rowsPerStep)) {
        rows += waiting[0].rows.length;
        parts.push(...waiting.splice(0, 1));
      }
      // Behind the others, so that one busy cohort does not keep them waiting.
      lane.waiting.delete(cohort);
      if (waiting.length > 0) lane.waiting.set(cohort, waiting);
      void this.#step(lane, cohort, parts, rows);
    }
    if (lane.underWay === 0) this.#lanes.delete(lane.source.id);
  }

  async #step(lane: Lane, cohort: string, parts: Part[], size: number): Promise<void> {
    const { tenant, id, learnerEventsPerMinute: perLearnerMinute, cohorts } = lane.source;
    lane.underWay++;
    lane.rowsUnderWay += size;
    let failure: unknown;
    try {
      const rows = parts.flatMap((part) => part.rows);
      const batch = { tenant, cohort, source: id, receivedAt: Date.now(), rows };
      const timeZone = cohorts.find((one) => one.id === cohort)?.timeZone ?? 'UTC';
      const answers = (await ingest(this.#redis, batch, { timeZone, perLearnerMinute })).values();
      for (const { rows: own, taken } of parts) {
        while (taken.length < own.length) taken.push(answers.next().value ?? 'repeat');
      }
    } catch (error) {
      failure = error ?? new Error('a step failed without saying why');
    }
    lane.underWay--;
    lane.rowsUnderWay -= size;
    for (const { settle } of parts) settle(failure);
    this.#goOn(lane);
  }
}

function busy(): Refused {
  return new Refused(
    503,
    'busy',
    'More events arrive than can be kept; nothing of these was. Send them again.',
    {
      retryAfterS: 1,
    },
  );
}
