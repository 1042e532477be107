/** A calendar day of the cohort. Hours are counted from its midnight, so twice a year they are one off after the change. */
export interface Day {
  /** Days since the day on which the term began. */
  index: number;
  midnight: number;
  /** Local, such as 2026-12-24. */
  date: string;
  /** 0 is Monday. */
  weekday: number;
  isHoliday: boolean;
}

/** No class from the first to the last of these days, and hardly anybody learns. Dates are local, such as 2026-12-24. */
export interface Holiday {
  name: string;
  first: string;
  last: string;
}

/** The days of a cohort from the one that holds `from`, by the calendar of its time zone, made as they are asked for. */
export interface Calendar {
  day: (index: number) => Day;
  /** The day that holds this time. */
  indexAt: (at: number) => number;
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;

export function openCalendar({
  from,
  timeZone,
  holidays = [],
}: {
  from: number;
  timeZone: string;
  holidays?: readonly Holiday[] | undefined;
}): Calendar {
  const wall = wallOf(timeZone);
  const first = Math.floor(localOf(wall, from) / dayMs);
  const days = new Map<number, Day>();

  function day(index: number): Day {
    const known = days.get(index);
    if (known !== undefined) return known;
    const number = first + index;
    // Noon never falls into a change of the clocks; its distance from UTC holds for the day.
    const noon = number * dayMs + 12 * hourMs;
    const offset = localOf(wall, noon) - noon;
    const date = new Date(noon).toISOString().slice(0, 10);
    const made = {
      index,
      midnight: number * dayMs - offset,
      date,
      // 1970-01-01 was a Thursday.
      weekday: (((number + 3) % 7) + 7) % 7,
      isHoliday: holidays.some((holiday) => holiday.first <= date && date <= holiday.last),
    };
    days.set(index, made);
    return made;
  }

  return { day, indexAt: (at) => Math.floor(localOf(wall, at) / dayMs) - first };
}

/** In the middle of a term of twelve weeks. */
const readingWeek = 6;
/** Month and day, each year. */
const publicHolidays = [
  { name: 'New Year', first: '01-01', last: '01-01' },
  { name: 'May Day', first: '05-01', last: '05-01' },
  { name: 'Midsummer', first: '06-21', last: '06-21' },
  { name: 'Winter break', first: '12-24', last: '12-31' },
];
const daysAWeek = 7;

/** What a college usually keeps: a reading week in the middle of the term that begins at `from`, and days of the year. */
export function usualHolidays(from: number, timeZone: string): Holiday[] {
  const calendar = openCalendar({ from, timeZone });
  const monday = readingWeek * daysAWeek - calendar.day(0).weekday;
  const dateOf = (index: number) => calendar.day(index).date;
  const year = Number(dateOf(0).slice(0, 4));
  return [
    { name: 'Reading week', first: dateOf(monday), last: dateOf(monday + daysAWeek - 1) },
    ...[year, year + 1].flatMap((inYear) =>
      publicHolidays.map(({ name, first, last }) => ({
        name,
        first: `${inYear}-${first}`,
        last: `${inYear}-${last}`,
      })),
    ),
  ];
}

function wallOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/** What the clock on the wall shows, as if it were UTC. */
function localOf(wall: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(wall.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown + (((at % 1000) + 1000) % 1000);
}
