import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { LogFull } from '#db/redis/windows.ts';

/** An expected refusal, answered as `{"error":{"code","message","field"?}}`. */
export class Refused extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly field: string | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    more: { field?: string; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.status = status;
    this.code = code;
    this.field = more.field;
    this.retryAfterS = more.retryAfterS;
  }
}

export function notFound(what: string): Refused {
  return new Refused(404, 'not_found', `There is no such ${what}.`);
}

/** A store that is away comes back in seconds or needs an operator; asking sooner helps nobody. */
const storeRetryAfterS = 2;

export function storeAway(what: string, cause?: unknown): Refused {
  return new Refused(
    503,
    'unavailable',
    `${what} does not answer. Try again; events sent again with their ids count once.`,
    {
      retryAfterS: storeRetryAfterS,
      cause,
    },
  );
}

/** Redis holds all it may; it empties as the log is archived, or an operator gives it more. */
export function redisFull(): Refused {
  return new Refused(
    503,
    'full',
    'There is no room to keep events at the moment; nothing of these was kept.',
    {
      retryAfterS: fullRetryAfterS,
    },
  );
}

const fullRetryAfterS = 5;

/** The one place where errors become answers: refusals speak for themselves, the rest is logged and stays inside. */
export function answerError(error: unknown, c: Context, log: Logger): Response {
  const refused = refusalOf(error);
  const request: unknown = c.get('requestId');
  if (refused.status === 503) log.warn({ request, code: refused.code }, refused.message);
  else if (refused.status >= 500) log.error({ err: error, request, method: c.req.method }, 'request failed');
  if (refused.retryAfterS !== undefined) c.header('Retry-After', String(refused.retryAfterS));
  return c.json(
    {
      error: {
        code: refused.code,
        message: refused.message,
        ...(refused.field === undefined ? {} : { field: refused.field }),
      },
    },
    refused.status,
  );
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof LogFull) {
    return new Refused(503, 'log_full', 'Events arrive faster than they can be stored; nothing was kept.', {
      retryAfterS: fullRetryAfterS,
    });
  }
  if (isFull(error)) return redisFull();
  if (isAway(error)) return storeAway('A store');
  if (error instanceof HTTPException) {
    return new Refused(error.status, 'bad_request', error.message || 'The request was not understood.');
  }
  return new Refused(500, 'internal', 'Something went wrong on our side. It has been logged.');
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '57P01', // PostgreSQL is told to shut down
  '57P02', // it crashed
  '57P03', // it is starting
  '57014', // the statement took longer than allowed
  '53300', // it takes no more connections
]);
const awayMessages =
  /^(LOADING|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MOVED|Cluster isn't ready|Too many Cluster redirections|Connection is closed|Stream isn't writeable|Command timed out|Reached the max retries)/;

/** Whether an error says that a store is away, full or starting, rather than that we asked something wrong. */
export function isAway(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('code' in one && awayCodes.has(String(one.code))) return true;
    if (awayMessages.test(one.message)) return true;
  }
  return false;
}

function isFull(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('OOM ');
}
