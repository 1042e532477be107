import type { Source } from '#db/postgres/sources.ts';
import type { RedisClient } from '#db/redis/connect.ts';
import { noteHeard } from '#db/redis/heard.ts';

/** Somebody who waits to hear that a source is back waits for seconds; noting every batch would cost as much as a batch. */
const notedEveryMs = 1_000;
/** Sources known at once: beyond that some are noted more often, which does no harm. */
const sourcesMax = 10_000;

/** Notes when sources were heard, beside the atomic step: what is lost here is noted a second later. */
export class Heard {
  readonly #redis: RedisClient;
  readonly #notedAt = new Map<string, number>();

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  note({ tenant, id }: Source, now: number): void {
    if (now - (this.#notedAt.get(id) ?? 0) < notedEveryMs) return;
    if (this.#notedAt.size >= sourcesMax) this.#notedAt.clear();
    this.#notedAt.set(id, now);
    noteHeard(this.#redis, tenant, id, now).catch(() => this.#notedAt.delete(id));
  }
}
