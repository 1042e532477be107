import type { RedisClient } from './connect.ts';
import { guessKey } from './keys.ts';

/** Wrong ones from one address: televisions whose link was revoked may go on asking now and then, a guessing program may not. */
const guessesHeld = 30;
const guessesPerSecond = 0.2;

/** Counts a token that was wrong: 0 when the address may try another, otherwise the ms to wait. */
export async function takeGuess(redis: RedisClient, address: string, now: number): Promise<number> {
  return redis.rate(guessKey(address), guessesPerSecond, guessesHeld, 1, now);
}
