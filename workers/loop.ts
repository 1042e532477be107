import type { Logger } from 'pino';

/** Does one batch of something and says how much it did; 0 means there was nothing. */
export type Step = () => Promise<number>;

export interface Loop {
  /** Ends after the step in progress. */
  stop: () => Promise<void>;
}

/** After a failure, such as a store that is away, the next try waits this long, doubling up to the second figure. */
const backOffMs = 200;
const backOffMaxMs = 1_000;

/**
 * Runs a step again and again: at once while there is work, after a pause when there was none
 * unless it is woken, later and later while it fails. A failed step has promised nothing and is simply done again.
 */
export function runLoop(
  name: string,
  step: Step,
  pauseMs: number,
  log: Logger,
  woken: (wake: () => void) => void = () => {},
): Loop {
  const stopping = Promise.withResolvers<void>();
  let wake = Promise.withResolvers<void>();
  woken(() => wake.resolve());
  let isStopping = false;
  const done = (async () => {
    let failures = 0;
    while (!isStopping) {
      let waitMs = 0;
      try {
        const did = await step();
        if (failures > 0) log.info({ loop: name, failures }, 'works again');
        failures = 0;
        if (did === 0) waitMs = pauseMs;
      } catch (error) {
        // The first failure with all there is to know, the following ones in a line.
        log.error(failures === 0 ? { loop: name, err: error } : { loop: name, failures }, 'step failed');
        waitMs = Math.min(backOffMaxMs, backOffMs * 2 ** failures++);
      }
      // A failing step is not hurried: what wakes it is there after the pause as well.
      const isFailing = failures > 0;
      if (waitMs > 0) await pause(waitMs, isFailing ? [stopping.promise] : [stopping.promise, wake.promise]);
      wake = Promise.withResolvers<void>();
    }
  })();
  return {
    stop() {
      isStopping = true;
      stopping.resolve();
      return done;
    },
  };
}

/** Waits, or less if something happens before. */
export function pause(ms: number, orUntil: Promise<void>[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void Promise.race(orUntil).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
