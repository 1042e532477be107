import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from './service.ts';

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Who ran that long did not fail at its start: the next pause is the first again. */
const steadyMs = 30_000;

interface Told {
  say: (line: string) => void;
  /** After each start: it is another process now. */
  onStart: () => void;
}

/** Starts a service again each time it ends, until it is stopped. */
export async function keepRunning(service: Service, { say, onStart }: Told): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!service.isStopping) {
    const began = performance.now();
    const how = await service.child?.ended;
    if (service.isStopping) return;
    say(`${service.name}: ended (${how}), starting again`);
    if (performance.now() - began > steadyMs) pauseMs = firstPauseMs;
    for (let isBack = false; !isBack; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await pause(pauseMs);
      if (service.isStopping) return;
      isBack = await service.start().then(
        () => true,
        (error: unknown) => {
          if (!service.isStopping) say(firstLineOf(error));
          return false;
        },
      );
    }
    if (service.isStopping) return;
    onStart();
    say(`${service.name}: running again`);
  }
}

/** The rest is the end of a log, which names its place. */
function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1).join();
}
