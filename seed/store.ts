import { type Accounts, createPerson, hashOf } from '#db/postgres/accounts.ts';
import { type NewAssessment, storeAssessments } from '#db/postgres/assessments.ts';
import { cohortById, createCohort, createProgramme } from '#db/postgres/cohorts.ts';
import { type Database, asTenant } from '#db/postgres/connect.ts';
import { type EnrolmentPlace, enrol, enrolmentFacts, placesOf } from '#db/postgres/enrolments.ts';
import { type HistoryRow, storeEvents } from '#db/postgres/events.ts';
import { type Recording, storeRecordings } from '#db/postgres/recordings.ts';
import { createSource } from '#db/postgres/sources.ts';
import { removeStrays } from '#db/postgres/tenants.ts';
import { rebuildTenant } from '#db/rebuild.ts';
import type { CoursePlan } from '#engagement/course-plan.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import type { Role } from '#engagement/person.ts';
import type { PastLook } from './past-looks.ts';
import { pastScreens } from './past-screens.ts';
import type { Say, SeedStores } from './whole.ts';

/** Of everybody in a seeded tenant; it stands in the README. */
export const demoPassword = 'holdfast demo';

export interface SeedPerson {
  name: string;
  email: string;
  role: Role;
}

/** Makes people who sign in with the password of the demo; their ids, in the same order. */
export async function storePeople(
  { accounts, db }: { accounts: Accounts; db: Database },
  tenant: string,
  people: readonly SeedPerson[],
): Promise<string[]> {
  await removeStrays(
    db,
    people.map((person) => person.email),
  );
  // Everybody may know it: that they share a salt gives nothing away.
  const passwordHash = await hashOf(accounts, demoPassword);
  const ids: string[] = [];
  // One after the other: the first of a role made is the one that stands for it.
  for (const person of people)
    ids.push(await createPerson(accounts, db, { ...person, tenant, passwordHash }));
  return ids;
}

export interface SeedCohort {
  programme: string;
  name: string;
  /** What senders call it. */
  course: string;
  timeZone: string;
  /** When nobody is expected any more, in ms; absent while it goes on. */
  endsAt?: number;
  plan?: CoursePlan;
  source: string;
  learners: readonly { externalId: string; name: string; joinedAt: number }[];
}

export interface StoredCohort {
  programme: string;
  cohort: string;
  source: string;
  places: Map<string, EnrolmentPlace[]>;
}

/** Several times what a live cohort sends, so that `npm run play --rate` has room. */
const eventsPerSecond = 2_000;
/** Enrolled in one transaction. */
const learnersAtOnce = 1_000;

/** Makes a cohort with its learners, and the source that sends their events. */
export async function storeCohort(
  db: Database,
  tenant: string,
  { programme: programmeName, source: sourceName, learners, endsAt, ...named }: SeedCohort,
): Promise<StoredCohort> {
  const made = await asTenant(db, tenant, async (tx) => {
    const programme = await createProgramme(tx, tenant, programmeName);
    const ends = endsAt === undefined ? {} : { endsAt: new Date(endsAt) };
    const cohort = await createCohort(tx, tenant, { programme, ...named, ...ends });
    const source = await createSource(tx, tenant, {
      name: sourceName,
      cohorts: [cohort],
      homeCohort: cohort,
      eventsPerSecond,
    });
    return { programme, cohort, source };
  });
  const places: StoredCohort['places'] = new Map();
  for (let start = 0; start < learners.length; start += learnersAtOnce) {
    const some = learners.slice(start, start + learnersAtOnce);
    const stored = await asTenant(db, tenant, async (tx) => {
      await enrol(
        tx,
        tenant,
        made.cohort,
        some.map(({ externalId, name, joinedAt }) => ({ externalId, name, enrolledAt: new Date(joinedAt) })),
      );
      return placesOf(
        tx,
        tenant,
        [made.cohort],
        some.map((learner) => learner.externalId),
      );
    });
    for (const [externalId, place] of stored) places.set(externalId, place);
  }
  return { ...made, places };
}

const eventsAtOnce = 10_000;

/**
 * Stores what the learners of a cohort did, as if each event had been sent at once: all of it counts,
 * however old it is by now. Then the windows are made of it, and everybody is due.
 */
export async function storePast(
  { db, redis }: Pick<SeedStores, 'db' | 'redis'>,
  tenant: string,
  { source, places }: StoredCohort,
  events: readonly LearnerEvent[],
  { now, say }: { now: number; say: Say },
): Promise<void> {
  for (let start = 0; start < events.length; start += eventsAtOnce) {
    say(`storing the history: ${start} of ${events.length} events`);
    const rows = events.slice(start, start + eventsAtOnce).flatMap((event): HistoryRow[] =>
      (places.get(event.learner) ?? []).map(({ enrolment }) => ({
        tenant,
        enrolment,
        source,
        receivedAt: event.at,
        event: withSentiment(event),
      })),
    );
    await storeEvents(db, rows, now);
  }
  say('counting the history into windows');
  await rebuildTenant(db, redis, tenant, now);
}

/**
 * Stores what would have been said of the learners of a cohort in its past, look after look as workers store them, so that
 * risks have a history and the first look of the present goes on from it. Before the windows are there: once workers have looked, what is
 * older than their lease is refused.
 */
export async function storeLooks(
  db: Database,
  tenant: string,
  { cohort, places }: StoredCohort,
  looks: readonly PastLook[],
): Promise<void> {
  await asTenant(db, tenant, async (tx) => {
    const ids = [...places.values()].flatMap((own) => own.map(({ enrolment }) => enrolment));
    const facts = await enrolmentFacts(tx, tenant, ids);
    const ofEach = Map.groupBy(looks, ({ externalId }) => externalId);
    const rounds = Math.max(0, ...Array.from(ofEach.values(), (own) => own.length));
    for (let round = 0; round < rounds; round++) {
      const made = Array.from(ofEach, ([externalId, own]): NewAssessment[] => {
        const look = own[round];
        const enrolment = places.get(externalId)?.find((place) => place.cohort === cohort)?.enrolment ?? '';
        const learner = facts.get(enrolment)?.learner;
        if (look === undefined || learner === undefined) return [];
        // A lease is numbered by the clock: each of these is older than any.
        const fence = round + 1;
        return [{ enrolment, cohort, learner, assessment: look.assessment, at: new Date(look.at), fence }];
      });
      await storeAssessments(tx, tenant, made.flat());
    }
  });
}

/** So far back the demo can be seen as it was, minute by minute. */
const screensDays = 7;
const screensAtOnce = 500;

/** Records what the screen of a cohort would have shown in its last days, so that there is a past to look at. */
export async function storeScreens(
  db: Database,
  tenant: string,
  { cohort, places }: StoredCohort,
  past: { events: readonly LearnerEvent[]; looks: readonly PastLook[] },
  now: number,
): Promise<void> {
  const { head, learners } = await asTenant(db, tenant, async (tx) => {
    const ids = [...places.values()].flatMap((own) => own.map(({ enrolment }) => enrolment));
    const facts = await enrolmentFacts(tx, tenant, ids);
    return {
      head: await cohortById(tx, tenant, cohort),
      learners: [...places].flatMap(([externalId, own]) => {
        const enrolment = own.find((place) => place.cohort === cohort)?.enrolment ?? '';
        const learner = facts.get(enrolment)?.learner;
        return learner === undefined ? [] : [{ externalId, enrolment, learner }];
      }),
    };
  });
  if (head === null) return;
  const stretch = { from: now - screensDays * 86_400_000, to: now };
  let some: Recording[] = [];
  const store = async (): Promise<void> => {
    const made = some;
    some = [];
    await asTenant(db, tenant, (tx) => storeRecordings(tx, tenant, made));
  };
  for (const minute of pastScreens(head, learners, past, stretch)) {
    some.push({ ...minute, cohort, epoch: '', seq: 0, hasGap: false });
    if (some.length >= screensAtOnce) await store();
  }
  await store();
}
