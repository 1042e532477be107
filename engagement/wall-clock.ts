const dayMs = 86_400_000;

/** What the clocks of a place show at a moment, as if it were UTC. */
export type WallClock = (at: number) => number;

/** People keep hours by the clock on their wall, which twice a year is not as far from UTC as the day before. */
export function wallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();

  function offsetAt(at: number): number {
    const second = Math.floor(at / 1_000) * 1_000;
    const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const [year, month, day] = [part('year'), part('month') - 1, part('day')];
    return Date.UTC(year, month, day, part('hour'), part('minute'), part('second')) - second;
  }

  function offsetOfDay(day: number): number {
    const offset = known.get(day) ?? offsetAt(day * dayMs);
    known.set(day, offset);
    return offset;
  }

  return (at) => {
    const day = Math.floor(at / dayMs);
    const offset = offsetOfDay(day);
    // Asking is slow, and only on the day of a change do its two ends differ.
    return at + (offset === offsetOfDay(day + 1) ? offset : offsetAt(at));
  };
}
