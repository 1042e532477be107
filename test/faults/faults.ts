import type { Fault } from './fault.ts';
import { postgresDown } from './postgres-down.ts';
import { redisKilled } from './redis-killed.ts';
import { sentThrice } from './sent-thrice.ts';
import { serverKilled } from './server-killed.ts';

/** All of them, in the order in which they are run. */
export const faults: readonly Fault[] = [redisKilled, serverKilled, postgresDown, sentThrice];
