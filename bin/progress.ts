/** Tells a person what goes on: a line for each step that is done, with its seconds, and what is going on below. */
export interface Progress {
  /** Does the work and shows how long it takes; what it gives back as a text is said instead of the name. */
  step: <T>(name: string, work: () => Promise<T>, said?: (result: T) => string) => Promise<T>;
  say: (line: string) => void;
  /** What went wrong, with what it came from. */
  complain: (error: unknown) => void;
}

interface Output {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

const showEveryMs = 500;
const nameWidth = 44;
/** Where nothing can be shown below, in a log, a step is announced when it turns out to be a long one. */
const longStepMs = 3_000;

export function progressOn(output: Output, errors: Output): Progress {
  const running = new Map<string, number>();
  const isTerminal = output.isTTY === true;

  function show(): void {
    const steps = [...running].map(([name, began]) => `${name} ${secondsSince(began).toFixed(0)} s`);
    if (isTerminal && steps.length > 0) output.write(`${clearLine}  … ${steps.join(', ')}`);
  }
  function write(to: Output, line: string): void {
    if (isTerminal) output.write(clearLine);
    to.write(`${line}\n`);
    show();
  }
  const say = (line: string) => write(output, `  ${line}`);
  return {
    say,
    complain: (error) => write(errors, messageOf(error)),
    async step(name, work, said = () => name) {
      const began = performance.now();
      running.set(name, began);
      show();
      const timer = isTerminal ? setInterval(show, showEveryMs) : setTimeout(say, longStepMs, `${name} …`);
      try {
        const result = await work();
        running.delete(name);
        say(`${said(result).padEnd(nameWidth)} ${secondsSince(began).toFixed(1).padStart(5)} s`);
        return result;
      } finally {
        clearTimeout(timer);
        if (running.delete(name) && isTerminal) output.write(clearLine);
      }
    },
  };
}

const clearLine = '\r\u001B[K';

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${messageOf(error.cause)}`;
}
