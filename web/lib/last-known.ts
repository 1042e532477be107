import { failureOf, get } from './api.ts';

/*
 * What the page of a learner last showed, kept on this device so that it opens without a connection. It is that of one
 * person: signing out ends it, and so does somebody else who signs in. Of what staff see nothing is kept.
 */

/** A week-old page says less of today than none. */
const keptMostMs = 7 * 86_400_000;
/** A browser has room for some millions of letters, and answers that wait to be sent need some of it. */
const lettersMost = 500_000;
const prefix = 'holdfast known ';

interface Known<T> {
  value: T;
  /** When the server said so, in milliseconds since 1970. */
  at: number;
}

/** What the server says; without it what it said last, if that is known. */
export async function getOrLast<T>(path: string): Promise<T> {
  try {
    const value = await get<T>(path);
    nowKnown(path, value);
    return value;
  } catch (error) {
    const { status } = failureOf(error);
    const known = status === 0 || status >= 500 ? lastKnown<T>(path) : null;
    if (known === null) throw error;
    return known.value;
  }
}

export function lastKnown<T>(path: string): Known<T> | null {
  try {
    const known = JSON.parse(localStorage.getItem(prefix + path) ?? 'null') as Known<T> | null;
    return known !== null && Date.now() - known.at < keptMostMs ? known : null;
  } catch {
    // What is there is not ours, or nothing can be.
    return null;
  }
}

export function nowKnown(path: string, value: unknown): void {
  const text = JSON.stringify({ value, at: Date.now() } satisfies Known<unknown>);
  try {
    if (text.length <= lettersMost) localStorage.setItem(prefix + path, text);
    else localStorage.removeItem(prefix + path);
  } catch {
    // No room, or nothing is kept here: the page works with a connection all the same.
    return;
  }
}

export function forgetKnown(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
    return;
  }
}
