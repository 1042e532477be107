/*
 * Answers that were given while there was no connection. They stay on this device, under the name of who gave them, until
 * the server has taken them: closing the page, or signing out, loses none.
 */

/** An answer to a question of a check, and when it was given. */
export interface KeptAnswer {
  check: string;
  item: string;
  choice: number;
  /** RFC 3339. */
  at: string;
}

/** Somebody who answers more than this without a connection has been away for weeks. */
const keptMost = 100;
/** What a browser that keeps nothing, or has no room, could not take: it lasts as long as the page. */
const unwritten = new Map<string, string>();

export function keptAnswers(who: string): KeptAnswer[] {
  try {
    const kept: unknown = JSON.parse(unwritten.get(who) ?? localStorage.getItem(nameOf(who)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    // What is there is not ours, or nothing can be.
    return [];
  }
}

/** Keeps an answer; the first one to a question stands, as on the server. */
export function keepAnswer(who: string, answer: KeptAnswer): void {
  const kept = keptAnswers(who);
  if (!kept.some((one) => isSame(one, answer))) write(who, [...kept, answer].slice(-keptMost));
}

export function forgetAnswer(who: string, answer: Pick<KeptAnswer, 'check' | 'item'>): void {
  write(
    who,
    keptAnswers(who).filter((one) => !isSame(one, answer)),
  );
}

function write(who: string, kept: readonly KeptAnswer[]): void {
  const text = JSON.stringify(kept);
  try {
    if (kept.length === 0) localStorage.removeItem(nameOf(who));
    else localStorage.setItem(nameOf(who), text);
    unwritten.delete(who);
  } catch {
    unwritten.set(who, text);
  }
}

function nameOf(who: string): string {
  return `holdfast answers ${who}`;
}

function isSame(one: Pick<KeptAnswer, 'check' | 'item'>, other: Pick<KeptAnswer, 'check' | 'item'>): boolean {
  return one.check === other.check && one.item === other.item;
}

function isKept(value: unknown): value is KeptAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { check, item, choice, at } = value as Partial<Record<keyof KeptAnswer, unknown>>;
  return (
    typeof check === 'string' &&
    typeof item === 'string' &&
    typeof choice === 'number' &&
    typeof at === 'string'
  );
}
