const dayMs = 86_400_000;

/** The moment when clocks of a time zone show this hour of this date; hours may have fractions. */
export function atLocal(date: string, hour: number, timeZone: string): number {
  return midnightOf(date, timeZone) + Math.round(hour * 3_600_000);
}

/** So many days after a date. */
export function datePlus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Asked for thousands of times, of a few dozen dates. */
const midnights = new Map<string, number>();

function midnightOf(date: string, timeZone: string): number {
  const name = `${date} ${timeZone}`;
  const known = midnights.get(name);
  if (known !== undefined) return known;
  // Clocks change at night: what they are ahead at noon holds for nearly all of the day.
  const noon = Date.parse(`${date}T12:00:00Z`);
  const midnight = noon - 12 * 3_600_000 - offsetAt(noon, timeZone);
  midnights.set(name, midnight);
  return midnight;
}

/** How far the clocks of a time zone are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const calendar = new Intl.DateTimeFormat('en-US', {
    timeZone,
    timeZoneName: 'longOffset',
    numberingSystem: 'latn',
  });
  const name = calendar.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -ahead : ahead;
}
