import { countPasts } from '#db/count.ts';
import { storePasts } from '#db/postgres/pasts.ts';
import { markDue } from '#db/redis/due.ts';
import type { CoursePlan } from '#engagement/course-plan.ts';
import { storeCohort, storePeople } from '../store.ts';
import { type Say, type SeedStores, fillWhole } from '../whole.ts';
import { BadData } from './csv.ts';
import { type OuladTruth, type PresentLearner, presentLearners } from './events.ts';
import { presentationPlan } from './plan.ts';
import { type Presentation, readPresentation } from './presentation.ts';

export interface OuladOptions {
  /** Where the data set lies. */
  folder: string;
  /** Such as BBB_2014B. */
  presentation: string;
  /** The day of the presentation that is today; its middle if it is not said. */
  day?: number;
  /** In ms. */
  now: number;
  say: Say;
}

export interface OuladSummary {
  slug: string;
  learners: number;
  events: number;
  day: number;
  lengthDays: number;
  /** The addresses of its staff, who sign in with the password of the demo. */
  staff: string[];
  /** What the product never reads. */
  truths: OuladTruth[];
  /** What is due to those whose data it is. */
  attribution: string;
}

/** Shown wherever the data goes, as its licence asks; docs/attribution.md has it in full. */
const ouladAttribution =
  'Data: Open University Learning Analytics Dataset, (c) The Open University, CC BY 4.0. ' +
  'Kuzilek J., Hlosta M., Zdrahal Z., Scientific Data 4:170171 (2017), doi 10.1038/sdata.2017.171. ' +
  'Changed: days shifted to today, hours made up, clicks turned into events, nothing about persons loaded.';

/**
 * Loads a presentation of the Open University data set as a tenant of one cohort, so that every screen can be
 * seen with the patterns of real people. Null when it is there already.
 */
export async function seedPresentation(
  stores: SeedStores,
  { folder, presentation: name, day: asked, now, say }: OuladOptions,
): Promise<OuladSummary | null> {
  say(`reading ${name}`);
  const presentation = await readPresentation(folder, name);
  const day = dayIn(presentation, asked);
  const slug = presentationSlug(name);
  const tenant = { slug, name: 'Open University (OULAD)' };
  return fillWhole(stores, tenant, say, async (id) => {
    const learners = presentLearners(presentation, { day, now, timeZone, seed: name });
    const staff = await storeStaff(stores, id, name);
    const plan = presentationPlan(presentation, { day, now, timeZone });
    await store(stores, id, { name, plan, learners, now, say });
    return {
      slug,
      learners: learners.length,
      events: learners.reduce((sum, { events }) => sum + events.length, 0),
      day,
      lengthDays: presentation.lengthDays,
      staff,
      truths: learners.map(({ truth }) => truth),
      attribution: ouladAttribution,
    };
  });
}

/** The university's own. */
const timeZone = 'Europe/London';
/** Stored in one transaction: in the largest presentation half a million events would take too long for one. */
const learnersAtOnce = 250;

/** By its middle a course has behind it what windows hold, and before it what may still be helped. */
function dayIn({ name, lengthDays }: Presentation, asked: number | undefined): number {
  const day = asked ?? Math.floor(lengthDays / 2);
  if (Number.isInteger(day) && day >= 1 && day <= lengthDays) return day;
  throw new BadData(`${name} has no day ${day}: expected a whole number from 1 to ${lengthDays}`);
}

/** The tenant of a presentation. */
export function presentationSlug(name: string): string {
  return `demo-ou-${name.toLowerCase().replaceAll('_', '-')}`;
}

/** Each presentation has its own, since an address belongs to one account. */
async function storeStaff(stores: SeedStores, tenant: string, name: string): Promise<string[]> {
  const course = name.replaceAll('_', ' ');
  const at = `${name.toLowerCase().replaceAll('_', '-')}@oulad.demo`;
  const people = (['manager', 'mentor'] as const).map((role) => ({
    name: `${role === 'manager' ? 'Manager' : 'Mentor'} of ${course}`,
    email: `${role}-${at}`,
    role,
  }));
  await storePeople(stores, tenant, people);
  return people.map(({ email }) => email);
}

async function store(
  { db, redis }: SeedStores,
  tenant: string,
  {
    name,
    plan,
    learners,
    now,
    say,
  }: { name: string; plan: CoursePlan; learners: PresentLearner[]; now: number; say: Say },
): Promise<void> {
  say(`enrolling ${learners.length} learners`);
  const { cohort, source, places } = await storeCohort(db, tenant, {
    programme: 'OULAD, CC BY 4.0',
    name: name.replaceAll('_', ' '),
    course: name,
    timeZone,
    plan,
    source: 'OULAD daily clicks',
    learners,
  });
  for (let start = 0; start < learners.length; start += learnersAtOnce) {
    say(`storing what they did: ${start} of ${learners.length} learners`);
    const pasts = learners.slice(start, start + learnersAtOnce).flatMap(({ externalId, events }) => {
      const [place] = places.get(externalId) ?? [];
      return place ? [{ enrolment: place.enrolment, events }] : [];
    });
    await countPasts(redis, { tenant, cohort, source, timeZone }, pasts, now);
    await storePasts(db, { tenant, cohort, source }, pasts, now);
    await markDue(
      redis,
      pasts.map(({ enrolment }) => ({ tenant, cohort, enrolment })),
      now,
    );
  }
}
