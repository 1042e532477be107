import { failureOf, post } from './api.ts';

/** What somebody said while there was no connection: kept by this browser until the server has it. */
interface Letter {
  path: string;
  body: unknown;
}

const key = 'holdfast.outbox';
/** More is not said by hand while a train goes through a tunnel. */
const lettersMost = 50;
const againMs = 5_000;

/** Sends, or keeps and sends later; says whether it was sent. What the server refuses is thrown, since waiting would not change it. */
export async function postOrKeep(path: string, body: unknown): Promise<boolean> {
  try {
    await post(path, body);
    return true;
  } catch (error) {
    if (isForGood(error)) throw error;
    write([...read().filter((one) => one.path !== path), { path, body }].slice(-lettersMost));
    return false;
  }
}

/** Tries again now and then, and when the connection comes back; returns what ends it. */
export function keepPosting(onSent: (path: string) => void): () => void {
  const look = (): void => void sendKept(onSent);
  const timer = setInterval(look, againMs);
  addEventListener('online', look);
  look();
  return () => {
    clearInterval(timer);
    removeEventListener('online', look);
  };
}

let isSending = false;

async function sendKept(onSent: (path: string) => void): Promise<void> {
  if (isSending) return;
  isSending = true;
  try {
    for (const { path, body } of read()) {
      try {
        await post(path, body);
      } catch (error) {
        if (!isForGood(error)) return;
        // Refused for good, such as one that was answered elsewhere meanwhile: there is nothing left to send.
      }
      write(read().filter((one) => one.path !== path));
      onSent(path);
    }
  } finally {
    isSending = false;
  }
}

/** No connection, a store that is away, a session that is over: these pass. */
function isForGood(error: unknown): boolean {
  return [400, 403, 404, 409].includes(failureOf(error).status);
}

function read(): Letter[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? (kept as Letter[]) : [];
  } catch {
    return [];
  }
}

function write(letters: Letter[]): void {
  localStorage.setItem(key, JSON.stringify(letters));
}
