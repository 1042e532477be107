import type { LearnerEvent } from '#engagement/event.ts';
import { openCalendar } from '../calendar.ts';
import { type Random, openRandom } from '../random.ts';
import { type Activity, activityOf, markedAfterDays, pagesMax, submissionOf } from './activity.ts';
import { hoursOf, usualHourOf } from './hours.ts';
import type { OuladLearner, Presentation } from './presentation.ts';

export interface Present {
  /** The day of the presentation that is today. */
  day: number;
  /** In ms. */
  now: number;
  timeZone: string;
  seed: string | number;
}

/** A learner of a presentation as the product knows them on its present day. */
export interface PresentLearner {
  externalId: string;
  /** The data has no names, and we give it none. */
  name: string;
  joinedAt: number;
  /** In order of time. */
  events: LearnerEvent[];
  truth: OuladTruth;
}

/** What became of a learner, which the product never reads. Days count from the start of the presentation. */
export interface OuladTruth {
  learner: string;
  /** The day that is today for the product: what is later is the future. */
  day: number;
  withdrewOn: number | null;
  /** Of all there is, also after today. */
  lastActiveOn: number | null;
  finalResult: string;
}

/**
 * Everybody who is in the course on its present day or left it since it began, with what they did up to
 * that day. Left out is who registered later or had withdrawn before the start.
 */
export function presentLearners(
  { name, module, learners }: Presentation,
  present: Present,
): PresentLearner[] {
  // Its day 0 is today.
  const calendar = openCalendar({ from: present.now, timeZone: present.timeZone });
  const midnightOf = (courseDay: number) => calendar.day(courseDay - present.day).midnight;
  const random = openRandom(present.seed).fork(name);
  const sinceMidnight = present.now - midnightOf(present.day);
  const todayMs = midnightOf(present.day + 1) - midnightOf(present.day);
  /** Today is shown as far as it has come: its events are moved together into the hours that have passed. */
  const timeAt = (day: number, hour: number) =>
    Math.floor(midnightOf(day) + hour * hourMs * (day === present.day ? sinceMidnight / todayMs : 1));

  return learners
    .filter((learner) => isIn(learner, present.day))
    .map((learner) => {
      const externalId = `ou-${learner.id}`;
      const own = random.fork(externalId);
      const acts = actsByDay(learner, present.day);
      const usualHour = usualHourOf(own.fork('hour'));
      const events = [...acts.keys()]
        .toSorted((one, other) => one - other)
        .flatMap((day) => {
          const theirs = own.fork(`day ${day}`);
          const inTurn = inSomeOrder(theirs, acts.get(day) ?? []);
          const hours = hoursOf(theirs, usualHour, inTurn.length);
          return inTurn.map(({ isHandedIn: _, ...act }, index): LearnerEvent => ({
            id: `${externalId}.${day}.${index}`,
            learner: externalId,
            at: timeAt(day, hours[index] ?? usualHour),
            course: name,
            module,
            ...act,
          }));
        });
      const joinedOn = learner.registeredOn ?? Math.min(0, ...acts.keys());
      return {
        externalId,
        name: externalId,
        joinedAt: midnightOf(joinedOn),
        events,
        truth: truthOf(externalId, learner, present.day),
      };
    });
}

const hourMs = 3_600_000;

function isIn({ registeredOn, unregisteredOn }: OuladLearner, day: number): boolean {
  return (registeredOn ?? 0) <= day && (unregisteredOn === null || unregisteredOn > 0);
}

type Act = Activity & { percent?: number; graded?: boolean; isHandedIn?: boolean };

function actsByDay({ clicks, submissions, unregisteredOn }: OuladLearner, today: number): Map<number, Act[]> {
  const last = Math.min(today, unregisteredOn ?? today);
  const byDay = new Map<number, Act[]>();
  function add(day: number, acts: Act[]): void {
    if (day > last || acts.length === 0) return;
    byDay.set(day, [...(byDay.get(day) ?? []), ...acts]);
  }
  for (const { day, activity, pages } of clicks) {
    add(
      day,
      Array.from({ length: Math.min(pages, pagesMax) }, () => activityOf(activity)),
    );
  }
  for (const { day, type, score } of submissions) {
    const work = submissionOf(type);
    add(day, [{ ...work, isHandedIn: true }]);
    if (score !== null) add(day + markedAfterDays, [{ ...work, graded: true, percent: score }]);
  }
  return byDay;
}

/** The home page first and what is handed in last, as it must have been; between them by lot. */
function inSomeOrder(random: Random, acts: readonly Act[]): Act[] {
  return acts
    .map((act) => ({ act, place: act.type === 'login' ? -1 : act.isHandedIn ? 1 : random.uniform() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ act }) => act);
}

function truthOf(externalId: string, learner: OuladLearner, day: number): OuladTruth {
  const days = [...learner.clicks, ...learner.submissions].map((one) => one.day);
  return {
    learner: externalId,
    day,
    withdrewOn: learner.unregisteredOn,
    lastActiveOn: days.length === 0 ? null : Math.max(...days),
    finalResult: learner.finalResult,
  };
}
