import { lookup } from 'node:dns';
import { type IncomingMessage, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type LookupFunction, isIP } from 'node:net';
import type { DeliveryOutcome } from '#engagement/nudging/delivery.ts';
import { isLoopback, isPublicAddress } from './public-address.ts';

// Posts to addresses that others gave us.

export interface OutsideSettings {
  /** Only tests send to their own machine, and without TLS if they like. */
  allowsLoopback: boolean;
}

/** What came of a post: the answer's status, or why there was none. */
export type Posted =
  | { status: number; retryAfterMs: number | null }
  | { status: null; trouble: string; isRefusedByUs: boolean };

export type PostOutside = (
  url: string,
  headers: Record<string, string>,
  body: string | Buffer,
) => Promise<Posted>;

/** Whoever needs longer to take a few hundred bytes is as good as away. */
const patienceMs = 10_000;
/** Nobody reads what is answered; a little is taken, so that it need not be cut off. */
const answerMostBytes = 64 * 1024;

export function openOutside(
  { allowsLoopback }: OutsideSettings,
  waitMs = patienceMs,
): { post: PostOutside; close: () => void } {
  const mayReach = (address: string) => isPublicAddress(address) || (allowsLoopback && isLoopback(address));
  // A connection is of one request: the address is looked at each time anew.
  const agents = { http: new HttpAgent(), https: new HttpsAgent({ maxCachedSessions: 0 }) };
  const checked = checkedLookup(mayReach);

  const post: PostOutside = (address, headers, body) => {
    const url = placeOf(address, allowsLoopback, mayReach);
    if (url === null) return Promise.resolve(refused);
    return new Promise((resolve) => {
      const isTls = url.protocol === 'https:';
      const options = {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: isTls ? agents.https : agents.http,
        // Asked when it connects, and connected to what was asked: a name that changes in between gains nothing.
        lookup: checked,
        signal: AbortSignal.timeout(waitMs),
      };
      // A redirect is an answer like any other: it is not followed.
      const asked = (isTls ? httpsRequest : httpRequest)(url, options, (answer) => {
        resolve({ status: answer.statusCode ?? 0, retryAfterMs: retryAfterOf(answer) });
        forget(answer);
      });
      asked.on('error', (error) => resolve(troubleOf(error)));
      asked.end(body);
    });
  };
  return {
    post,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** What an answer's status means for a delivery. */
export function outcomeOf(posted: Posted, goneStatuses: readonly number[]): DeliveryOutcome {
  if (posted.status === null) {
    const { trouble, isRefusedByUs } = posted;
    return isRefusedByUs
      ? { what: 'dead', trouble, isGone: false }
      : { what: 'again', trouble, retryAfterMs: null };
  }
  const { status, retryAfterMs } = posted;
  const trouble = `http_${status}`;
  if (status >= 200 && status < 300) return { what: 'sent' };
  if (goneStatuses.includes(status)) return { what: 'dead', trouble, isGone: true };
  if (status >= 300 && status < 400) return { what: 'dead', trouble, isGone: false };
  return { what: 'again', trouble, retryAfterMs };
}

class NotPublic extends Error {}

const refused: Posted = { status: null, trouble: 'address_refused', isRefusedByUs: true };

/** The address if it is one to which we may post; an address that is a number is never looked up, so it is checked here. */
function placeOf(
  address: string,
  allowsLoopback: boolean,
  mayReach: (address: string) => boolean,
): URL | null {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayReach(host)) return null;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && allowsLoopback && isLoopback(host) ? url : null;
}

function checkedLookup(mayReach: (address: string) => boolean): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const [first] = found;
      // One bad address is enough: whoever mixes them is up to something.
      if (first === undefined || !found.every(({ address }) => mayReach(address)))
        return done(new NotPublic(), []);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}

function troubleOf(error: Error): Posted {
  if (error instanceof NotPublic) return refused;
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
  const code = 'code' in error ? String(error.code).toLowerCase() : 'failed';
  return { status: null, trouble: isLate ? 'no_answer' : code, isRefusedByUs: false };
}

/** Seconds, or a moment. */
function retryAfterOf({ headers }: IncomingMessage): number | null {
  const said = headers['retry-after'];
  if (said === undefined) return null;
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function forget(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerMostBytes) answer.destroy();
  });
  answer.on('error', () => {});
}
