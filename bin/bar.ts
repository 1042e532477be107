/** How far something long has come. */
interface Come {
  done: number;
  of: number;
  /** What is counted beside it, by this run alone. */
  events: number;
}

interface Output {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

const barWidth = 24;
const clearLine = '\r\u001B[K';
/** In a log a line for each of these is enough to see that it goes on. */
const logEveryMs = 10_000;

/** Shows on a terminal a bar that is written over, in a log a line now and then. The first call begins the time. */
export function barOn(output: Output, clock: () => number = () => performance.now()): (come: Come) => void {
  let began: { at: number; done: number } | null = null;
  let loggedAt = 0;
  return (come) => {
    const now = clock();
    began ??= { at: now, done: come.done };
    const line = lineOf(come, come.done - began.done, (now - began.at) / 1000);
    if (output.isTTY) output.write(`${clearLine}${line}`);
    else if (come.done === come.of || now - loggedAt >= logEveryMs) {
      output.write(`${line}\n`);
      loggedAt = now;
    }
  };
}

function lineOf({ done, of, events }: Come, doneNow: number, seconds: number): string {
  const share = done / of;
  const full = Math.floor(share * barWidth);
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
  const rate = seconds > 0 ? Math.round(events / seconds) : 0;
  const left = doneNow > 0 ? ((of - done) * seconds) / doneNow : null;
  return [
    `  ${bar} ${Math.floor(share * 100)} %`,
    `${events.toLocaleString('en')} events`,
    `${rate.toLocaleString('en')}/s`,
    ...(left === null ? [] : [`${minutes(left)} left`]),
  ].join('  ');
}

function minutes(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
