/** Keys of one question at most. */
const mostAtOnce = 5_000;

interface Waiting {
  keys: string[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Turns many small questions about the same into few large ones: while one is under way, the keys of all who come gather
 * and are asked for together. Whoever comes is only ever answered by a question that began after they came.
 */
export function gathered(ask: (keys: string[]) => Promise<void>): (keys: string[]) => Promise<void> {
  let waiting: Waiting[] = [];
  let isAsking = false;

  async function askOn(): Promise<void> {
    isAsking = true;
    while (waiting.length > 0) {
      const together: Waiting[] = [];
      const keys = new Set<string>();
      for (const one of waiting) {
        if (together.length > 0 && keys.size + one.keys.length > mostAtOnce) break;
        together.push(one);
        for (const key of one.keys) keys.add(key);
      }
      waiting = waiting.slice(together.length);
      await ask([...keys]).then(
        () => together.forEach(({ resolve }) => resolve()),
        (error: unknown) => together.forEach(({ reject }) => reject(error)),
      );
    }
    isAsking = false;
  }

  return (keys) =>
    new Promise((resolve, reject) => {
      waiting.push({ keys, resolve, reject });
      if (!isAsking) void askOn();
    });
}
