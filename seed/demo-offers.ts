import { joinChallenge, joinWeek, learnersOfChallenge } from '#db/postgres/challenges.ts';
import type { TenantTransaction } from '#db/postgres/connect.ts';
import { enrolmentFacts } from '#db/postgres/enrolments.ts';
import { keepHours } from '#db/postgres/mentors.ts';
import { changePreferences } from '#db/postgres/nudge-preferences.ts';
import { dayOf, mondayOf } from '#engagement/day.ts';
import { weekFrom } from '#engagement/nudging/challenge.ts';
import type { OpenHours } from '#engagement/nudging/mentor-hours.ts';
import type { Weekday } from '#engagement/scoring.ts';
import { northfieldLearners } from './northfield.ts';
import type { StoredCohort } from './store.ts';

const evenings = (days: readonly Weekday[]): OpenHours[] =>
  days.map((weekday) => ({ weekday, from: 16 * 60, to: 18 * 60 }));
const middays = (days: readonly Weekday[]): OpenHours[] =>
  days.map((weekday) => ({ weekday, from: 12 * 60, to: 14 * 60 }));

/** Of the mentors, in their order. */
const mentors = [
  { about: 'Fractions are my favourite mistake. Bring any question.', hours: evenings([1, 2, 3, 4]) },
  { about: 'I was a late starter myself. We make a plan for your week.', hours: middays([2, 4, 5]) },
];

/** As whom some of those who like to work with others are seen; the rest go by their first names. */
const pseudonyms = ['Comet', null, 'Blue Heron', null, 'Sixpence'];
const willingPersonas = new Set(['now_and_then', 'returning', 'weekend_worker', 'evening_cramp']);

/** What the demo offers beside reminders: mentors with hours, and a week that some of its learners work together. */
export async function storeOffers(
  tx: TenantTransaction,
  tenant: string,
  { people, timeZone, now }: { people: readonly string[]; timeZone: string; now: number },
  { cohort, places }: StoredCohort,
): Promise<void> {
  for (const [index, own] of mentors.entries()) {
    const user = people[index];
    if (user !== undefined) await keepHours(tx, tenant, user, { ...own, timeZone }, new Date(now));
  }
  const willing = northfieldLearners.filter(({ persona }) => willingPersonas.has(persona));
  const enrolments = willing.flatMap(({ externalId }) => places.get(externalId)?.[0]?.enrolment ?? []);
  const facts = await enrolmentFacts(tx, tenant, enrolments);
  for (const [index, enrolment] of enrolments.entries()) {
    const learner = facts.get(enrolment)?.learner;
    const shownAs = pseudonyms[index % pseudonyms.length] ?? null;
    if (learner !== undefined)
      await changePreferences(tx, tenant, learner, { joinsChallenges: true, shownAs }, new Date(now));
  }
  const played = willing.findIndex(({ isPlayedByPerson }) => isPlayedByPerson);
  const enrolment = enrolments[played];
  const learner = enrolment === undefined ? undefined : facts.get(enrolment)?.learner;
  if (enrolment === undefined || learner === undefined) return;
  // It began on Monday, so that whoever tries the demo sees one under way.
  const began = weekFrom(mondayOf(dayOf(now, timeZone)), timeZone).startsAt;
  const challenge = await joinWeek(tx, tenant, { learner, enrolment, cohort, nudge: null }, began);
  if (challenge === null) return;
  for (const other of await learnersOfChallenge(tx, tenant, challenge))
    await joinChallenge(tx, tenant, challenge, other, began);
}
