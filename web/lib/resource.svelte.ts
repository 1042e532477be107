import { type Failure, failureOf } from './api.ts';
import { keepFresh } from './keep-fresh.ts';
import { session } from './session.svelte.ts';

/** Something read over HTTP: the last good value stays while a newer one is fetched or fails to come. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  #read: () => Promise<T>;
  #asked = 0;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const value = await this.#read();
      // An answer that a later question has overtaken would put back what has changed since.
      if (asked !== this.#asked) return;
      this.value = value;
      this.failure = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.failure = failureOf(error);
      if (this.failure.status === 401) await session.check();
    }
  }

  keepFresh(everyMs: number): () => void {
    return keepFresh(() => this.load(), everyMs);
  }
}
