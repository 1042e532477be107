import { type Failure, failureOf, get } from './api.ts';
import { keepFresh } from './keep-fresh.ts';
import { session } from './session.svelte.ts';

interface Part<T> {
  items: T[];
  next: string | null;
}

/** A list that is read part by part, newest first: what was loaded stays while its beginning is read anew. */
export class Pages<T> {
  items = $state.raw<T[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  moreFailure = $state.raw<Failure | null>(null);
  /** Where to go on; null at the end. */
  next = $state.raw<string | null>(null);
  #path: () => string;
  #keyOf: (item: T) => string;
  /** Answers to what was asked before the list became another one are of no use. */
  #list = '';
  #asked = 0;

  constructor(path: () => string, keyOf: (item: T) => string) {
    this.#path = path;
    this.#keyOf = keyOf;
  }

  async load(): Promise<void> {
    const path = this.#path();
    if (path !== this.#list) this.#begin(path);
    const asked = ++this.#asked;
    try {
      const part = await get<Part<T>>(path);
      if (asked === this.#asked && path === this.#list) this.#take(part);
    } catch (error) {
      if (asked !== this.#asked || path !== this.#list) return;
      this.failure = failureOf(error);
      if (this.failure.status === 401) await session.check();
    }
  }

  keepFresh(everyMs: number): () => void {
    return keepFresh(() => this.load(), everyMs);
  }

  async more(): Promise<void> {
    const [path, next] = [this.#list, this.next];
    if (next === null) return;
    try {
      const joint = path.includes('?') ? '&' : '?';
      const part = await get<Part<T>>(`${path}${joint}cursor=${encodeURIComponent(next)}`);
      if (path !== this.#list || next !== this.next) return;
      this.items = [...(this.items ?? []), ...part.items];
      this.next = part.next;
      this.moreFailure = null;
    } catch (error) {
      if (path === this.#list) this.moreFailure = failureOf(error);
    }
  }

  #begin(path: string): void {
    this.#list = path;
    this.items = this.failure = this.moreFailure = this.next = null;
  }

  #take(part: Part<T>): void {
    this.failure = null;
    const last = part.items.at(-1);
    const known = this.items ?? [];
    const end = last === undefined ? -1 : known.findIndex((item) => this.#keyOf(item) === this.#keyOf(last));
    const older = end < 0 ? [] : known.slice(end + 1);
    this.items = [...part.items, ...older];
    if (older.length === 0) this.next = part.next;
  }
}
