const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const dateFromMs = 60 * dayMs;

/** Numbers, days and distances in time as a language writes them. Whatever a time zone changes takes one. */
export function formatsFor(language: string) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const precise = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  const fixedTenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const signedHundredths = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'short' });
  const units = {
    second: unitOf(language, 'second'),
    minute: unitOf(language, 'minute'),
    hour: unitOf(language, 'hour'),
    day: unitOf(language, 'day'),
  };

  return {
    language,
    whole: (value: number): string => whole.format(value),
    tenths: (value: number): string => tenths.format(value),
    /** As it was set, to the ten-thousandth. */
    precise: (value: number): string => precise.format(value),
    fixedTenths: (value: number): string => fixedTenths.format(value),
    // A true minus is as wide as the plus above it; the hyphen that some languages use is not.
    signed: (value: number): string => signed.format(value).replace('-', '−'),
    signedHundredths: (value: number): string => signedHundredths.format(value).replace('-', '−'),
    share: (value: number): string => share.format(value),
    /** 14:05 */
    clock: (at: number, timeZone?: string): string =>
      timeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, timeZone).format(at),
    /** 14:05:09 */
    clockExact: (at: number, timeZone?: string): string =>
      timeFormat(
        language,
        { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
        timeZone,
      ).format(at),
    /** Fri 21 Nov */
    day: (at: number, timeZone?: string): string =>
      timeFormat(language, { weekday: 'short', day: 'numeric', month: 'short' }, timeZone).format(at),
    /** 8 Nov 2025 */
    date: (at: number, timeZone?: string): string =>
      timeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }, timeZone).format(at),
    weekday: (at: number, timeZone?: string): string =>
      timeFormat(language, { weekday: 'short' }, timeZone).format(at),
    weekdayLong: (at: number, timeZone?: string): string =>
      timeFormat(language, { weekday: 'long' }, timeZone).format(at),
    /** 8 Nov */
    dayMonth: (at: number, timeZone?: string): string =>
      timeFormat(language, { day: 'numeric', month: 'short' }, timeZone).format(at),
    /** November 2026 */
    monthYear: (at: number, timeZone?: string): string =>
      timeFormat(language, { month: 'long', year: 'numeric' }, timeZone).format(at),
    month: (at: number, timeZone?: string): string =>
      timeFormat(language, { month: 'short' }, timeZone).format(at),
    /** 21 November 2026 at 14:05 CET */
    exact: (at: number, timeZone?: string): string =>
      timeFormat(
        language,
        {
          day: 'numeric',
          month: 'long',
          year: 'numeric',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
          timeZoneName: 'short',
        },
        timeZone,
      ).format(at),
    /** GMT+1, CET: what the zone is called at that moment. */
    zone: (at: number, timeZone?: string): string =>
      timeFormat(language, { timeZoneName: 'short' }, timeZone)
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '',
    /** 5 days ago, yesterday; further back the date says more: 8 Nov 2025 */
    ago: (at: number, now: number): string => {
      if (now - at > dateFromMs) {
        return timeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' }, undefined).format(
          at,
        );
      }
      const { value, unit } = distance(now - at);
      return unit === 'second' ? relative.format(0, 'second') : relative.format(-value, unit);
    },
    /** 5d, 4m: for columns in which a sentence has no room. */
    agoShort: (at: number, now: number): string | null => {
      const { value, unit } = distance(now - at);
      return unit === 'second' ? null : units[unit].narrow.format(value);
    },
    /** 5 days, 40 minutes */
    lasting: (ms: number): string => {
      const { value, unit } = distance(ms);
      return units[unit].long.format(value);
    },
    /** 90 minutes: however long, where hours would be too coarse. */
    minutes: (ms: number): string => units.minute.long.format(Math.round(ms / minuteMs)),
    /** 7:05 from the start: minutes and seconds. */
    minuteOf: (seconds: number): string =>
      `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`,
    /** a, b, c: without a closing "and", since more may follow. */
    list: (parts: string[]): string => list.format(parts),
    days: (days: number): string => units.day.long.format(Math.round(days * 10) / 10),
  };
}

type Unit = 'second' | 'minute' | 'hour' | 'day';

function distance(ms: number): { value: number; unit: Unit } {
  const passed = Math.max(0, ms);
  if (passed < minuteMs) return { value: Math.floor(passed / secondMs), unit: 'second' };
  if (passed < hourMs) return { value: Math.floor(passed / minuteMs), unit: 'minute' };
  if (passed < 1.5 * dayMs) return { value: Math.round(passed / hourMs), unit: 'hour' };
  return { value: Math.round(passed / dayMs), unit: 'day' };
}

function unitOf(language: string, unit: Unit): { narrow: Intl.NumberFormat; long: Intl.NumberFormat } {
  return {
    narrow: new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }),
    long: new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than using it a hundred times, and a grid asks for the same few again and again. */
function timeFormat(
  language: string,
  options: Intl.DateTimeFormatOptions,
  timeZone: string | undefined,
): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options, timeZone]);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, timeZone === undefined ? options : { ...options, timeZone });
  formats.set(key, made);
  return made;
}
