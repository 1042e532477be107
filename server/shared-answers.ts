/** However many ask, an answer is made once a second, */
const keptMs = 1_000;
/** and no more of a core goes into it than a tenth: one that takes long to make is kept for longer. */
const keptTimes = 10;
const answersMost = 5_000;

interface Made<T> {
  answer: Promise<T>;
  /** Null while it is being made. */
  until: number | null;
}

/** Answers that many wait for at once, made for the first of them and given to all. Of those that failed the next one tries again. */
export class SharedAnswers<T> {
  readonly #make: (key: string, now: number) => Promise<T>;
  readonly #endOf: (answer: T) => number;
  readonly #made = new Map<string, Made<T>>();

  /** `endOf` is the moment from which an answer is wrong, however new it is. */
  constructor(make: (key: string, now: number) => Promise<T>, endOf: (answer: T) => number) {
    this.#make = make;
    this.#endOf = endOf;
  }

  of(key: string, now: number): Promise<T> {
    const known = this.#made.get(key);
    if (known && (known.until === null || known.until > now)) return known.answer;
    const made: Made<T> = { answer: this.#make(key, now), until: null };
    this.#made.delete(key);
    this.#made.set(key, made);
    if (this.#made.size > answersMost) {
      const oldest = this.#made.keys().next();
      if (!oldest.done) this.#made.delete(oldest.value);
    }
    const began = performance.now();
    made.answer.then(
      (answer) => {
        const keptFor = Math.max(keptMs, keptTimes * (performance.now() - began));
        made.until = Math.min(this.#endOf(answer), now + keptFor);
      },
      () => this.#made.delete(key),
    );
    return made.answer;
  }
}
