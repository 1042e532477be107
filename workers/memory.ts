import { setFlagsFromString } from 'node:v8';

/**
 * When much is new at once, as at a first look at everybody, windows and looks wait for PostgreSQL, and V8 takes
 * note that such objects live long: from then on it makes them where only a full collection finds them, though
 * nearly all are dropped at once. Without that, a look takes a quarter less of the processor. To be said before
 * the first look.
 */
export function expectShortLives(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
