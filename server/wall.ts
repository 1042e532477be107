import { createRoute } from '@hono/zod-openapi';
import { wallOfToken } from '#db/postgres/walls.ts';
import { takeGuess } from '#db/redis/guesses.ts';
import { wallTokenHash } from '#db/wall-token.ts';
import type { WallAnswer } from '#engagement/wall.ts';
import { addressOf } from './address.ts';
import { answers, newApi } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { bearerOf } from './identity.ts';
import { Recent } from './recent.ts';
import { SharedAnswers } from './shared-answers.ts';
import type { Stores } from './stores.ts';
import { wallAnswer } from './wall-answer.ts';
import { wallAnswerShape } from './wall-shape.ts';

/** A television that was let in goes on, whatever others try from its address. */
const knownMs = 3_600_000;
/** However long an address has to wait, it is less. */
const waitingMs = 60_000;
const keptMost = 10_000;

/** For a television: it has no account and no session, and the token is all it has. */
export function televisionRoutes(stores: Stores) {
  const known = new Recent<true>({ keptMs: knownMs, most: keptMost });
  const waiting = new Recent<number>({ keptMs: waitingMs, most: keptMost });
  const shared = new SharedAnswers(async (wall, now) => {
    const [tenant = '', id = ''] = wall.split(' ');
    return wallAnswer(stores, tenant, id, now);
  }, turnEnd);

  return newApi().openapi(
    createRoute({
      method: 'get',
      path: '/',
      summary: 'What a television shows now',
      description:
        'With the token of a wall as `Authorization: Bearer`; cookies are not read. A token that was revoked is answered like one that never was.',
      responses: answers('The cohort whose turn it is', wallAnswerShape),
    }),
    async (c) => {
      c.header('Cache-Control', 'no-store');
      const now = Date.now();
      const token = bearerOf(c.req.raw.headers) ?? '';
      const hash = wallTokenHash(token);
      const address = addressOf(c);
      const waitsUntil = known.get(hash, now) ? 0 : (waiting.get(address, now) ?? 0);
      if (waitsUntil > now) throw tooMany(waitsUntil - now);
      // Asked each time, and of PostgreSQL: a link that was revoked shows nothing more from then on, on every server.
      const wall = await wallOfToken(stores.db, hash);
      const answer = wall && (await shared.of(`${wall.tenant} ${wall.id}`, now));
      if (!answer) {
        known.drop(hash);
        const waitMs = await takeGuess(stores.redis, address, now);
        if (waitMs === 0) throw notFound('wall');
        waiting.set(address, now + waitMs, now);
        throw tooMany(waitMs);
      }
      known.set(hash, true, now);
      return c.json(answer, 200);
    },
  );
}

function turnEnd(answer: WallAnswer | null): number {
  return answer?.turn ? Date.parse(answer.turn.endsAt) : Number.POSITIVE_INFINITY;
}

function tooMany(waitMs: number): Refused {
  return new Refused(429, 'too_many', 'Too many unknown links were tried from here. Wait a little.', {
    retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)),
  });
}
