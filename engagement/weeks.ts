/** What one learner did, oldest first: by local day, the last of which is today and not over, and by hour. */
export interface OwnActivity {
  days: readonly number[];
  /** Active, by day. */
  seconds: readonly number[];
  /** Events of the last 48 hours. */
  hours: readonly number[];
}

/** Sums by week: this one so far, then those before it as far as this one has come. */
export interface Weeks {
  events: number[];
  minutes: number[];
  activeDays: number[];
  /** How many of its seven days count. */
  days: number;
}

/** Weeks to compare with, at the least: fewer have no middle that one odd week could not move. */
export const pastWeeksMin = 4;
const pastWeeksMost = 11;
/** Of the days that count: below this a week is mostly holiday, and the rest of it tells little. */
const daysMin = 4;

/** The first day with anything on it; null where there are fewer weeks behind today than are needed. */
export function beginningOf(days: readonly number[]): number | null {
  const first = days.findIndex((events) => events > 0);
  return first < 0 || days.length - first < 7 * (pastWeeksMin + 1) ? null : first;
}

/**
 * Sums by week from the day on which everything began. Of past days of today's weekday `dayShare` is
 * taken, since today is not over. A day that does not count in this week is taken from no week, and a
 * week with days off of its own is stretched to the length of this one. Null where too few days count.
 */
export function weeksOf(
  { days, seconds }: Pick<OwnActivity, 'days' | 'seconds'>,
  begins: number,
  counts: readonly boolean[] | null,
  dayShare: number,
): Weeks | null {
  const today = days.length - 1;
  const weeks: Weeks = { events: [], minutes: [], activeDays: [], days: 0 };
  for (let back = 0; back <= pastWeeksMost && (back === 0 || today - 7 * back - 6 >= begins); back++) {
    let events = 0;
    let activeSeconds = 0;
    let activeDays = 0;
    let counted = 0;
    for (let away = 0; away < 7; away++) {
      const day = today - 7 * back - away;
      if (counts !== null && !(counts[today - away] && counts[day])) continue;
      const part = away === 0 && back > 0 ? dayShare : 1;
      const ofDay = days[day] ?? 0;
      events += part * ofDay;
      activeSeconds += part * (seconds[day] ?? 0);
      if (ofDay > 0) activeDays += part;
      counted++;
    }
    if (back === 0) weeks.days = counted;
    if (weeks.days < daysMin) return null;
    if (2 * counted < weeks.days) continue;
    const stretch = weeks.days / counted;
    weeks.events.push(events * stretch);
    weeks.minutes.push((activeSeconds * stretch) / 60);
    weeks.activeDays.push(activeDays * stretch);
  }
  return weeks;
}
