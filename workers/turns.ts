/**
 * Who may work at once: of each name only so many, so that one whose servers are slow keeps the others from nothing.
 */
export class Turns {
  #taken = new Map<string, number>();
  #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** What gives the turn back; null when all of this name are taken. */
  take(name: string): (() => void) | null {
    const taken = this.#taken.get(name) ?? 0;
    if (taken >= this.#most) return null;
    this.#taken.set(name, taken + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#taken.get(name) ?? 1) - 1;
      if (left === 0) this.#taken.delete(name);
      else this.#taken.set(name, left);
    };
  }
}
