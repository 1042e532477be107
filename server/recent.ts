/**
 * Answers kept for a short while, so that a source's hundred batches a second do not ask PostgreSQL
 * the same question a hundred times. Bounded; the oldest go first.
 */
export class Recent<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();
  readonly #keptMs: number;
  readonly #most: number;

  constructor({ keptMs, most }: { keptMs: number; most: number }) {
    this.#keptMs = keptMs;
    this.#most = most;
  }

  get(key: string, now: number): T | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.until > now ? entry.value : undefined;
  }

  set(key: string, value: T, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: now + this.#keptMs });
    if (this.#entries.size > this.#most) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
  }

  drop(key: string): void {
    this.#entries.delete(key);
  }
}
