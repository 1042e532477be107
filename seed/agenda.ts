/** Things to come, soonest first: taking the next one costs the logarithm of how many there are. */
export interface Agenda<T> {
  add: (at: number, what: T) => void;
  /** Null when nothing comes before `until`. */
  takeBefore: (until: number) => T | null;
}

interface Entry<T> {
  at: number;
  /** Of two at the same time, what was added first comes first, so that the order is the same each time. */
  turn: number;
  what: T;
}

/** A binary heap: the entry at n comes before those at 2n + 1 and 2n + 2. */
export function openAgenda<T>(): Agenda<T> {
  const entries: Entry<T>[] = [];
  let turn = 0;

  function add(at: number, what: T): void {
    const entry = { at, turn: turn++, what };
    let place = entries.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || isSooner(parent, entry)) break;
      entries[place] = parent;
      place = above;
    }
    entries[place] = entry;
  }

  function takeBefore(until: number): T | null {
    const [first] = entries;
    if (first === undefined || first.at >= until) return null;
    const last = entries.pop();
    if (last !== undefined && last !== first) sink(last);
    return first.what;
  }

  function sink(entry: Entry<T>): void {
    let place = 0;
    for (;;) {
      const [left, right] = [entries[2 * place + 1], entries[2 * place + 2]];
      const child = left !== undefined && right !== undefined && isSooner(right, left) ? right : left;
      if (child === undefined || isSooner(entry, child)) break;
      entries[place] = child;
      place = 2 * place + (child === left ? 1 : 2);
    }
    entries[place] = entry;
  }

  return { add, takeBefore };
}

function isSooner<T>(one: Entry<T>, other: Entry<T>): boolean {
  return one.at < other.at || (one.at === other.at && one.turn < other.turn);
}
