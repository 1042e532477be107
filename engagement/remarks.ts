import { dateOf, dayOfDate } from './day.ts';

/** How many alerts were raised for an enrolment, and how often somebody did something. */
export interface Remarked {
  alerts: number;
  interventions: number;
}

/** By date, where the cohort is. */
export type Remarks = ReadonlyMap<string, Remarked>;

/** From one date to another, both included. */
export function remarkedBetween(remarks: Remarks, from: string, to: string): Remarked {
  const sum: Remarked = { alerts: 0, interventions: 0 };
  for (let day = dayOfDate(from); day <= dayOfDate(to); day++) {
    const of = remarks.get(dateOf(day));
    sum.alerts += of?.alerts ?? 0;
    sum.interventions += of?.interventions ?? 0;
  }
  return sum;
}
