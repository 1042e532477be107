/** When a day of the course began by the clocks of the cohort, if its day `day` is today. */
export function openCourseDays({
  day,
  now,
  timeZone,
}: {
  day: number;
  now: number;
  timeZone: string;
}): (courseDay: number) => number {
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const today = Math.floor((now + offsetAt(clock, now)) / dayMs);
  const known = new Map<number, number>();
  return (courseDay) => {
    let midnight = known.get(courseDay);
    if (midnight === undefined) {
      const date = (today + courseDay - day) * dayMs;
      // Noon never falls into a change of the clocks; its distance from UTC holds for the day.
      midnight = date - offsetAt(clock, date + dayMs / 2);
      known.set(courseDay, midnight);
    }
    return midnight;
  };
}

const dayMs = 86_400_000;

/** How far the clocks are ahead of UTC, in ms. */
function offsetAt(clock: Intl.DateTimeFormat, at: number): number {
  const name = clock.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
