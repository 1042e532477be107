import type { RedisClient } from '#db/redis/connect.ts';
import type { Source } from '#db/postgres/sources.ts';
import { takeAllowance } from '#db/redis/rate.ts';
import { Refused } from '../errors.ts';

/** A share of a source's rate fetched ahead, so that Redis is asked some twenty times a second and not for each batch. */
const aheadS = 0.05;
const sourcesKept = 10_000;

/**
 * Keeps each source to its rate, over all servers: the bucket stands in Redis, a server fetches a
 * little ahead. A source that must wait is told so without its body being read.
 */
export class Allowance {
  readonly #redis: RedisClient;
  readonly #stocks = new Map<string, { events: number; waitsUntil: number }>();

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  refuseIfWaiting(source: Source, now: number): void {
    const waitMs = (this.#stocks.get(source.id)?.waitsUntil ?? 0) - now;
    if (waitMs > 0) throw tooMany(source, waitMs);
  }

  async take(source: Source, events: number, now: number): Promise<void> {
    const stock = this.#stockOf(source);
    if (stock.events < events) {
      const needed = events - stock.events;
      const ahead = Math.max(needed, Math.ceil(source.eventsPerSecond * aheadS));
      // What was fetched meanwhile by others stays theirs: only what is asked here is added.
      let waitMs = await takeAllowance(this.#redis, source, ahead, now);
      if (waitMs === 0) stock.events += ahead;
      else if (ahead > needed) {
        waitMs = await takeAllowance(this.#redis, source, needed, now);
        if (waitMs === 0) stock.events += needed;
      }
      if (waitMs > 0) {
        stock.waitsUntil = now + waitMs;
        throw tooMany(source, waitMs);
      }
    }
    // Of two who counted on the same stock the second is in debt for a moment, as the bucket allows as well.
    stock.events -= events;
  }

  /** For more of a body that was let in: stopped half-way it would begin anew for ever. */
  owe(source: Source, events: number): void {
    this.#stockOf(source).events -= events;
  }

  #stockOf(source: Source): { events: number; waitsUntil: number } {
    const known = this.#stocks.get(source.id);
    if (known) return known;
    const stock = { events: 0, waitsUntil: 0 };
    this.#stocks.set(source.id, stock);
    if (this.#stocks.size > sourcesKept) {
      const oldest = this.#stocks.keys().next();
      if (!oldest.done) this.#stocks.delete(oldest.value);
    }
    return stock;
  }
}

function tooMany(source: Source, waitMs: number): Refused {
  return new Refused(429, 'too_many', `This source may send ${source.eventsPerSecond} events a second.`, {
    retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}
