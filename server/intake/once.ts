import { hash } from 'node:crypto';
import type { RedisClient } from '#db/redis/connect.ts';
import type { Source } from '#db/postgres/sources.ts';
import { claimOnce, keepAnswer } from '#db/redis/once.ts';
import { Refused } from '../errors.ts';
import type { IngestAnswer } from '../ingest.ts';
import { readWhole } from './body.ts';

const keyMaxChars = 255;

/**
 * Takes a request with an `Idempotency-Key` once: the same key gets the same answer for a day, and is
 * refused for another body. A request that failed is not remembered: it may be tried again.
 */
export async function onceForKey(
  redis: RedisClient,
  source: Source,
  request: Request,
  take: (request: Request) => Promise<IngestAnswer>,
): Promise<IngestAnswer> {
  const key = request.headers.get('idempotency-key');
  if (key === null) return take(request);
  if (key === '' || key.length > keyMaxChars) {
    throw new Refused(400, 'bad_idempotency_key', `An Idempotency-Key has 1 to ${keyMaxChars} characters.`);
  }
  // Whether it is the same body must be known before any of it is kept.
  const { sent, again } = await readWhole(request);
  const owner = { tenant: source.tenant, source: source.id, key: digest(key) };
  const claim = await claimOnce(redis, owner, digest(bodyIdentity(request.headers, sent)));
  if (claim.is === 'of_another_body') {
    throw new Refused(409, 'key_reused', 'This Idempotency-Key came with another body before.');
  }
  if (claim.is === 'answered') return JSON.parse(claim.answer) as IngestAnswer;
  // Of two at the same time both are taken, since events count once anyway, and both hear the first answer.
  return JSON.parse(await keepAnswer(redis, owner, JSON.stringify(await take(again)))) as IngestAnswer;
}

/** What is sent and how it is to be read: the same bytes as lines are not the same batch. */
function bodyIdentity(headers: Headers, sent: Buffer): Buffer {
  const how = `${headers.get('content-type')} ${headers.get('content-encoding')}\n`;
  return Buffer.concat([Buffer.from(how), sent]);
}

function digest(of: string | Buffer): string {
  return hash('sha256', of, 'base64url');
}
