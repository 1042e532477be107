/**
 * Who may work at once: so many in all, and of each name only some of them, so that one whose servers are slow leaves
 * room for the others. The last quarter is for those who have none yet: however many are busy, who comes new is not kept.
 */
export class Turns {
  #taken = new Map<string, number>();
  #inAll = 0;
  readonly most: number;
  #each: number;

  constructor(most: number, each: number) {
    this.most = most;
    this.#each = each;
  }

  /** What gives the turn back; null when this name gets none now. */
  take(name: string): (() => void) | null {
    const taken = this.#taken.get(name) ?? 0;
    if (!this.#isFree(taken)) return null;
    this.#taken.set(name, taken + 1);
    this.#inAll++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#inAll--;
      const left = (this.#taken.get(name) ?? 1) - 1;
      if (left === 0) this.#taken.delete(name);
      else this.#taken.set(name, left);
    };
  }

  /** Nobody would get one, whoever they are. */
  get areAllTaken(): boolean {
    return !this.#isFree(0);
  }

  /** Those who have some and would get no more. */
  get sated(): string[] {
    return [...this.#taken].filter(([, taken]) => !this.#isFree(taken)).map(([name]) => name);
  }

  #isFree(taken: number): boolean {
    const free = this.most - this.#inAll;
    return taken === 0 ? free > 0 : taken < this.#each && free > this.most / 4;
  }
}
