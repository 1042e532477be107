import type { CohortUsual } from './cohort-usual.ts';
import { nightEvents } from './night.ts';
import { medianOf, usualOf } from './robust.ts';
import { type OwnActivity, beginningOf, pastWeeksMin, weeksOf } from './weeks.ts';

/** Something unusual about what a learner does, against their own usual or the cohort's (brief E1), and by how much. */
export interface Anomaly {
  /** Less or more than usual, or at hours at which they usually do nothing. */
  what: 'quieter' | 'busier' | 'odd_hours';
  /** `cohort`: the others did more than usual and this learner did not, or it is the others whose hours are known. */
  than: 'self' | 'cohort';
  /** What is counted. */
  of: 'events' | 'minutes' | 'active_days';
  /** Over how many days, the last of them today; days off are not among them. */
  days: number;
  observed: number;
  /** The median, and how far half of what was seen on that side of it lies from it, scaled like a standard deviation. */
  usual: number;
  spread: number;
  /** (observed - usual) / spread. */
  deviations: number;
}

export interface UnusualOptions {
  /** As long as the days: false for those on which nothing is expected or was heard. */
  counts?: readonly boolean[];
  /** What the cohort's clocks show now, 0 to 23; without it nothing is said of hours. */
  hour?: number;
  /** Whether they are among the `nights` of the cohort: whoever has the habit is left alone. */
  isUpAtNight?: boolean;
  /** Compares today with all days alike: how `npm run bench -- anomaly` finds out what weekdays are worth. */
  ignoresWeekdays?: boolean;
}

/** What people do has long tails: at 2 deviations every third steady learner would be unusual in any week, at 3 one in twenty; a stop is found on day 5 rather than 3. */
const deviationsMin = 3;
/** Before half of a usual day has passed, nothing yet is what most days look like. */
const quietFromShare = 0.5;

/*
 * Floors under a spread. Events come in sittings, so that it is sittings whose number varies as counts do, as the square
 * root. Chosen on simulated and real learners as the least at which steady ones are left alone: docs/anomalies.md.
 */
const weekFloor = 0.7;
/** One sitting more than usual is an ordinary day, three are not. */
const dayFloor = 1;
/** So that nothing at all by whoever comes on every such day is told on the day, once nearly all of it has passed. */
const quietDayFloor = 0.3;
/** Of a week's active days: one less or more than usual is nothing, three are. */
const activeDaysFloor = 1;

/**
 * What is unusual about a learner, strongest first: today so far and the last seven days, against the
 * same of their past 4 to 11 weeks, and against what the cohort did in that time. `today` is the
 * weekday, 1 is Monday; `dayShare` how much of a usual day has passed by now, null where that is not
 * known. Nothing is said with fewer than four weeks to compare with.
 */
export function unusualOf(
  own: OwnActivity,
  today: number,
  dayShare: number | null,
  cohort: CohortUsual | null,
  options: UnusualOptions = {},
): Anomaly[] {
  const begins = beginningOf(own.days);
  if (begins === null) return [];
  // Without knowing how late it is the day is taken as just begun: nobody seems quieter than they are, and nobody is called busier.
  const share = dayShare === null ? 0 : Math.min(1, Math.max(0, dayShare));
  const weeks = weeksOf(own, begins, options.counts ?? null, share);
  if (weeks === null || weeks.events.length <= pastWeeksMin) return [];
  const { days } = weeks;
  const usualDays = Math.max(1, medianOf(weeks.activeDays.slice(1)));
  const clump = clumpOf(own.days, begins, medianOf(weeks.events.slice(1)) / usualDays);
  const minutesClump = clumpOf(own.seconds, begins, (60 * medianOf(weeks.minutes.slice(1))) / usualDays) / 60;

  const moved = cohort?.week ?? 1;
  const ofWeek = [
    compare({ of: 'events', days, values: weeks.events, moved, floorAt: floorOf(weekFloor, clump) }),
    compare({ of: 'minutes', days, values: weeks.minutes, moved, floorAt: floorOf(weekFloor, minutesClump) }),
    compare({ of: 'active_days', days, values: weeks.activeDays, moved, floorAt: () => activeDaysFloor }),
  ];
  const ofDay =
    dayShare === null ? null : compareToday(own.days, begins, share, clump, today, cohort, options);
  return [
    strongest(ofWeek.filter((one) => dayShare !== null || one?.what === 'quieter')),
    ofDay?.what === 'quieter' && share < quietFromShare ? null : ofDay,
    atOddHours(own.hours, clump, today, cohort, options),
  ]
    .filter((one) => one !== null)
    .toSorted((one, other) => Math.abs(other.deviations) - Math.abs(one.deviations));
}

/** A day of fewer events, or seconds, is too small to tell anything by the lack of one. */
const clumpMin = 5;
/** Of their usual day: one wild day does not make all others look small. */
const clumpMost = 6;

/**
 * How large a day is on which something is done, as one event sees it: large days hold most events. It is this mean
 * that says how much a sum of such days varies.
 */
function clumpOf(values: readonly number[], begins: number, usualDay: number): number {
  const most = clumpMost * Math.max(1, usualDay);
  let sum = 0;
  let squares = 0;
  for (let day = begins; day < values.length - 1; day++) {
    const value = Math.min(most, values[day] ?? 0);
    sum += value;
    squares += value * value;
  }
  return sum === 0 ? clumpMin : Math.max(clumpMin, squares / sum);
}

function floorOf(factor: number, clump: number): (median: number) => number {
  return (median) => factor * Math.sqrt(clump * Math.max(median, clump));
}

function compareToday(
  days: readonly number[],
  begins: number,
  share: number,
  clump: number,
  today: number,
  cohort: CohortUsual | null,
  { counts, ignoresWeekdays }: UnusualOptions,
): Anomaly | null {
  const last = days.length - 1;
  if (counts?.[last] === false) return null;
  const observed = days[last] ?? 0;
  const values = [observed];
  const step = ignoresWeekdays ? 1 : 7;
  for (let day = last - step; day >= begins; day -= step) {
    if (counts?.[day] !== false) values.push((days[day] ?? 0) * share);
  }
  if (values.length <= pastWeeksMin) return null;
  const [whenQuiet, whenBusy] = [floorOf(quietDayFloor, clump), floorOf(dayFloor, clump)];
  return compare({
    of: 'events',
    days: 1,
    values,
    // Made just before midnight, it knows another day.
    moved: cohort?.weekday === today ? (cohort.day ?? 1) : 1,
    floorAt: (median) => (observed < median ? whenQuiet(median) : whenBusy(median)),
  });
}

interface Comparison {
  of: Anomaly['of'];
  days: number;
  /** What was observed, then what it is compared with. */
  values: number[];
  /** What the cohort did, as a share of its usual. */
  moved: number;
  floorAt: (median: number) => number;
}

/**
 * Only what is unusual both by the learner's own usual and by that usual moved as the cohort moved is
 * theirs: in a holiday or an exam week all move. Whoever stayed behind when all the others did more is
 * told against the cohort; whoever goes on while the others rest needs nobody.
 */
function compare({ of, days, values, moved, floorAt }: Comparison): Anomaly | null {
  const observed = values[0] ?? 0;
  const past = values.slice(1);
  const own = usualOf(past, observed, floorAt);
  const deviations = (observed - own.median) / own.spread;
  const expected = Math.min(of === 'active_days' ? days : Infinity, own.median * moved);
  // Not everybody moves alike: how far they come apart grows with the movement.
  const movedSpread = Math.max(own.spread * moved, floorAt(expected));
  const beside = (observed - expected) / movedSpread;
  if (Math.abs(deviations) >= deviationsMin && beside * Math.sign(deviations) >= deviationsMin) {
    const what = deviations < 0 ? 'quieter' : 'busier';
    return told({
      what,
      than: 'self',
      of,
      days,
      observed,
      usual: own.median,
      spread: own.spread,
      deviations,
    });
  }
  if (moved < 1 || beside > -deviationsMin) return null;
  return told({
    what: 'quieter',
    than: 'cohort',
    of,
    days,
    observed,
    usual: expected,
    spread: movedSpread,
    deviations: beside,
  });
}

/** A share of a usual day at hours at which the cohort sleeps: half of one is three deviations. */
const oddFloor = 1 / 6;

function atOddHours(
  hours: readonly number[],
  clump: number,
  today: number,
  cohort: CohortUsual | null,
  { hour, isUpAtNight }: UnusualOptions,
): Anomaly | null {
  if (cohort === null || hour === undefined || isUpAtNight) return null;
  const observed = nightEvents(hours, today, hour, cohort);
  const spread = Math.max(1, oddFloor * clump);
  const deviations = observed / spread;
  if (deviations < deviationsMin) return null;
  return told({
    what: 'odd_hours',
    than: 'cohort',
    of: 'events',
    days: 1,
    observed,
    usual: 0,
    spread,
    deviations,
  });
}

/** Fewer events, fewer minutes and fewer days are mostly one thing: it is said once. */
function strongest(found: (Anomaly | null)[]): Anomaly | null {
  let most: Anomaly | null = null;
  for (const one of found) {
    if (one && (most === null || Math.abs(one.deviations) > Math.abs(most.deviations))) most = one;
  }
  return most;
}

function told(anomaly: Anomaly): Anomaly {
  const { observed, usual, spread, deviations } = anomaly;
  return {
    ...anomaly,
    observed: tenths(observed),
    usual: tenths(usual),
    spread: tenths(spread),
    deviations: tenths(deviations),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
