import type { Me } from '#engagement/person.ts';
import { type Failure, failureOf, get, post } from './api.ts';

/*
 * What a learner answered, kept on this device under their name until the server has taken it: losing the connection,
 * closing the page or signing out loses none, and nobody else who signs in here sends it.
 */

export interface Letter {
  path: string;
  body: unknown;
  /** What it answers: the first letter about it stands, as on the server. */
  about: string;
}

/** What became of letters: what the server answered, and what it will never take. */
export interface Sent {
  taken: { letter: Letter; answer: unknown }[];
  refused: { letter: Letter; failure: Failure }[];
}

/** Somebody who answers more than this without a connection has been away for weeks. */
const lettersMost = 100;
/** A connection that is back is mostly told by the browser; a server that is back is not. */
const againEveryMs = 5_000;
/** What a browser that keeps nothing, or has no room, could not take: it lasts as long as the page. */
const unwritten = new Map<string, string>();
const underWay = new Map<string, Promise<Sent>>();

export function lettersOf(who: string): Letter[] {
  try {
    const kept: unknown = JSON.parse(unwritten.get(who) ?? localStorage.getItem(nameOf(who)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isLetter) : [];
  } catch {
    // What is there is not ours, or nothing can be.
    return [];
  }
}

/** It is on this device before it is sent: whatever happens to the connection, it is not lost. */
export function keepLetter(who: string, letter: Letter): void {
  const kept = lettersOf(who);
  if (!kept.some(({ about }) => about === letter.about)) write(who, [...kept, letter].slice(-lettersMost));
}

/** Sends what was kept, in the order in which it was given; what does not get through stays. */
export function sendLetters(who: string): Promise<Sent> {
  const begun = underWay.get(who) ?? sendAll(who).finally(() => underWay.delete(who));
  underWay.set(who, begun);
  return begun;
}

/** Sends at once, now and then, and when the connection comes back; returns what ends it, as an effect wants it. */
export function keepSending(who: string, onSent: (sent: Sent) => void): () => void {
  const look = (): void => {
    if (lettersOf(who).length > 0) void sendLetters(who).then(onSent);
  };
  const timer = setInterval(look, againEveryMs);
  addEventListener('online', look);
  look();
  return () => {
    clearInterval(timer);
    removeEventListener('online', look);
  };
}

async function sendAll(who: string): Promise<Sent> {
  const sent: Sent = { taken: [], refused: [] };
  // What is kept meanwhile goes along: each round sends one, or ends it.
  for (let [letter] = lettersOf(who); letter !== undefined; [letter] = lettersOf(who)) {
    try {
      sent.taken.push({ letter, answer: await post<unknown>(letter.path, letter.body) });
    } catch (error) {
      const failure = failureOf(error);
      if (!(await isForGood(who, failure))) return sent;
      sent.refused.push({ letter, failure });
    }
    forget(who, letter);
  }
  return sent;
}

/** No connection, a store that is away, a session that is over: these pass. So does somebody else who is signed in here. */
async function isForGood(who: string, { status }: Failure): Promise<boolean> {
  if (status === 400 || status === 409) return true;
  if (status !== 403 && status !== 404) return false;
  const signedIn = await get<Me>('/v1/me').catch(() => null);
  return signedIn?.learner === who;
}

function forget(who: string, letter: Letter): void {
  write(
    who,
    lettersOf(who).filter(({ about }) => about !== letter.about),
  );
}

function write(who: string, letters: readonly Letter[]): void {
  const text = JSON.stringify(letters);
  try {
    if (letters.length === 0) localStorage.removeItem(nameOf(who));
    else localStorage.setItem(nameOf(who), text);
    unwritten.delete(who);
  } catch {
    unwritten.set(who, text);
  }
}

function nameOf(who: string): string {
  return `holdfast outbox ${who}`;
}

function isLetter(value: unknown): value is Letter {
  if (typeof value !== 'object' || value === null) return false;
  const { path, about } = value as Partial<Record<keyof Letter, unknown>>;
  return typeof path === 'string' && typeof about === 'string' && 'body' in value;
}
