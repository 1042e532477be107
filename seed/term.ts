import { type Calendar, type Holiday, openCalendar } from './calendar.ts';
import { classes } from './course.ts';
import { type Random, openRandom } from './random.ts';

/** When and where a class learns. */
export interface TermSettings {
  seed: string | number;
  /** When the term began, in ms. */
  from: number;
  /** Of the cohort: hours and weekdays of a persona are its local ones. */
  timeZone: string;
  holidays?: readonly Holiday[] | undefined;
  /**
   * Learners set by hand join, drift and fall quiet so many days before this, in ms, and leave by no
   * chance. Without it everybody drifts in their own time, and leaves as `hazard.ts` has it.
   */
  present?: number | undefined;
  /** Of what learners usually do by themselves, 0 to 1: a thin history for load tests. */
  effort?: number | undefined;
  /** Begins every event's id; two cohorts of the same learners that may meet at one tenant need different ones. */
  idPrefix?: string | undefined;
  /** Weekdays on which the cohort meets, 0 is Monday; none where it never does: the register of a class is a third of a thin history. */
  classDays?: readonly number[] | undefined;
}

/** What all lives of a class share. */
export interface Term {
  random: Random;
  from: number;
  calendar: Calendar;
  present: number | null;
  effort: number;
  classDays: readonly number[];
  idPrefix: string;
}

export function openTerm(settings: TermSettings): Term {
  const { seed, from, timeZone, holidays, present, effort, classDays, idPrefix } = settings;
  return {
    random: openRandom(seed),
    from,
    calendar: openCalendar({ from, timeZone, holidays }),
    present: present ?? null,
    effort: effort ?? 1,
    classDays: classDays ?? classes.weekdays,
    idPrefix: idPrefix === undefined ? '' : `${idPrefix}-`,
  };
}
