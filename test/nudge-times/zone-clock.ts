/** Clocks of a time zone by another way than the product's: stretches between the moments at which they change. */
export interface ZoneClock {
  /** What they show, in minutes since 1970. */
  wallMinute: (at: number) => number;
  /** How often they change within these years. */
  changes: number;
}

const dayMs = 86_400_000;

export function zoneClock(timeZone: string, from: number, to: number): ZoneClock {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const offsetMinutes = (at: number): number => {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  };
  const begins = [from];
  const offsets = [offsetMinutes(from)];
  for (let day = from; day < to; day += dayMs) {
    const next = offsetMinutes(day + dayMs);
    if (next === offsets.at(-1)) continue;
    let [before, after] = [day, day + dayMs];
    while (after - before > 60_000) {
      const middle = before + Math.floor((after - before) / 120_000) * 60_000;
      if (offsetMinutes(middle) === next) after = middle;
      else before = middle;
    }
    begins.push(after);
    offsets.push(next);
  }
  return {
    changes: begins.length - 1,
    wallMinute(at) {
      let last = begins.length - 1;
      while (last > 0 && (begins[last] ?? 0) > at) last--;
      return Math.floor(at / 60_000) + (offsets[last] ?? 0);
    },
  };
}
