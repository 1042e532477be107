import { asTenant } from '#db/postgres/connect.ts';
import { setRetention } from '#db/postgres/retention.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import { storeCohort, storePast, storePeople } from '../store.ts';
import { type Say, type SeedStores, fillWhole } from '../whole.ts';
import { eventsOf } from './events.ts';
import { lanternhill, mentorsOf } from './people.ts';
import { timeZone, tutoringDefaults } from './probabilities.ts';
import type { TutoringTruth } from './set.ts';
import { simulateTutoring } from './simulate.ts';
import { type TutoringFigures, figuresOf } from './summary.ts';

export interface TutoringOptions {
  seed?: string | number;
  sessions?: number;
  say: Say;
}

export interface TutoringSummary extends TutoringFigures {
  events: number;
  /** Who left and when, how likely it was, and what each session would have been without D4's rules. The product never reads it. */
  truth: TutoringTruth;
}

const { seedValue, totalSessions, seedNow } = tutoringDefaults;

/** Fills the tenant of brief D, whole or not at all; null when it is there already. */
export function seedTutoring(
  stores: SeedStores,
  { seed = seedValue, sessions = totalSessions, say }: TutoringOptions,
): Promise<TutoringSummary | null> {
  const { slug, tenant: name } = lanternhill;
  return fillWhole(stores, { slug, name }, say, async (tenant) => {
    const tutoring = simulateTutoring({ seed, sessions, seedNow });
    const events = tutoring.sessions
      .flatMap((session) => eventsOf(session, seed, seedNow))
      .toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
    await store(stores, tenant, tutoring.learners, events, say);
    return { ...figuresOf(tutoring), events: events.length, truth: tutoring.truth };
  });
}

/** The set ended long ago and is to be there for years. */
const keptDays = 3_650;

async function store(
  stores: SeedStores,
  tenant: string,
  learners: readonly { id: string; name: string; joinedAt: number }[],
  events: readonly LearnerEvent[],
  say: Say,
): Promise<void> {
  const { programme, cohort, course, source, admin } = lanternhill;
  say('making the tutoring school and its people');
  // A text that is too old for its tenant would not be stored at all.
  await asTenant(stores.db, tenant, (tx) =>
    setRetention(tx, tenant, { eventDays: keptDays, textDays: keptDays }),
  );
  // Of many groups the first alone signs in: an account takes a tenth of a second to make.
  await storePeople(stores, tenant, [
    { ...admin, role: 'admin' },
    ...mentorsOf(0).map((one) => ({ name: one.name, email: one.email, role: 'mentor' as const })),
  ]);
  say('making the cohort');
  const made = await storeCohort(stores.db, tenant, {
    programme,
    name: cohort,
    course,
    source,
    timeZone,
    endsAt: seedNow,
    learners: learners.map(({ id, name, joinedAt }) => ({ externalId: id, name, joinedAt })),
  });
  await storePast(stores, tenant, made, events, { now: seedNow, say });
}
