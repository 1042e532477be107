import { asTenant } from '#db/postgres/connect.ts';
import { type EnrolmentPlace, type Enrolled, enrol, placesOf } from '#db/postgres/enrolments.ts';
import type { Source } from '#db/postgres/sources.ts';
import type { LearnerEvent, Refusal } from '#engagement/event.ts';
import { storeAway } from '../errors.ts';
import type { Stores } from '../stores.ts';
import { gathered } from './gathered.ts';

/** A place is asked for again after twice this at the latest; a new enrolment is heard of at once. */
const generationMs = 5 * 60_000;
/** Learners known at once, in two generations: about 200 bytes each. */
const placesKept = 2_000_000;

/** While a whole class is being enrolled answers keep changing; what is asked the last time is good enough. */
const triesMax = 3;

/** Where the learners of a batch belong, by the sender's ids. */
type KnownPlaces = Map<string, EnrolmentPlace[]>;

/** What is known of the learners of one source, by the sender's ids. */
interface Known {
  tenant: string;
  places: Map<string, EnrolmentPlace[]>;
}

/**
 * Knows where events of a learner count, so that PostgreSQL is not asked for each batch. What is known
 * goes with its generation: the old one is dropped whole, which needs no clock for each of a million entries.
 */
export class Places {
  readonly #stores: Stores;
  /** Each source as it was read: when its cohorts have changed it is another one. */
  readonly #asking = new WeakMap<Source, (learners: string[]) => Promise<void>>();
  #young = new Map<string, Known>();
  #old = new Map<string, Known>();
  #count = 0;
  #bornAt = 0;
  /** How often something was forgotten: an answer that was on its way meanwhile may be out of date. */
  #forgotten = 0;

  constructor(stores: Stores) {
    this.#stores = stores;
    stores.onEnrolled((enrolled) => this.#forget(enrolled));
  }

  /**
   * Says where these learners belong, enrolling those the tenant has not seen where the source may. The answer is the
   * batch's own: what is forgotten while a part of it is looked up, since somebody was enrolled, is asked for by the next.
   */
  async learn(source: Source, events: LearnerEvent[], now: number): Promise<KnownPlaces> {
    // While PostgreSQL is away nobody could be asked again, and nobody is enrolled.
    const isOld = now - this.#bornAt > generationMs && this.#stores.up.postgres;
    if (isOld || this.#count > placesKept / 2) this.#age(now);
    const theirs: KnownPlaces = new Map();
    const unknown = new Set<string>();
    for (const { learner } of events) {
      const known = this.#known(source, learner);
      if (known === undefined) unknown.add(learner);
      else theirs.set(learner, known);
    }
    if (unknown.size > 0) await this.#askWithOthers(source, [...unknown]);
    for (const learner of unknown) theirs.set(learner, this.#known(source, learner) ?? []);
    if (source.homeCohort !== null) await this.#enrolUnplaced(source, events, theirs);
    return theirs;
  }

  #known(source: Source, learner: string): EnrolmentPlace[] | undefined {
    return this.#young.get(source.id)?.places.get(learner) ?? this.#old.get(source.id)?.places.get(learner);
  }

  /** After a start every event is of somebody unknown: single ones share a question. */
  async #askWithOthers(source: Source, learners: string[]): Promise<void> {
    // Known learners go on while it is away; one of whom nobody can say where they belong has to wait.
    if (!this.#stores.up.postgres) throw storeAway('PostgreSQL');
    const asking = this.#asking.get(source) ?? gathered((keys) => this.#ask(source, keys));
    this.#asking.set(source, asking);
    await asking(learners);
  }

  async #ask(source: Source, learners: string[]): Promise<void> {
    const { db } = this.#stores;
    const cohorts = source.cohorts.map((cohort) => cohort.id);
    for (let tries = 1; ; tries++) {
      const before = this.#forgotten;
      const found = await asTenant(db, source.tenant, (tx) => placesOf(tx, source.tenant, cohorts, learners));
      this.#remember(source, found);
      if (before === this.#forgotten || tries === triesMax) return;
    }
  }

  async #enrolUnplaced(source: Source, events: LearnerEvent[], theirs: KnownPlaces): Promise<void> {
    const wanted = new Map<string, Set<string>>();
    for (const event of events) {
      if (placesOfEvent(theirs, source, event).length > 0) continue;
      const cohort = cohortFor(source, event);
      if (cohort === null) continue;
      wanted.set(cohort, (wanted.get(cohort) ?? new Set()).add(event.learner));
    }
    if (wanted.size === 0) return;
    const { db, up } = this.#stores;
    if (!up.postgres) throw storeAway('PostgreSQL');
    const cohorts = source.cohorts.map((cohort) => cohort.id);
    const learners = new Set([...wanted.values()].flatMap((some) => [...some]));
    const found = await asTenant(db, source.tenant, async (tx) => {
      for (const [cohort, some] of wanted) {
        const people = [...some].map((externalId) => ({ externalId }));
        await enrol(tx, source.tenant, cohort, people);
      }
      return placesOf(tx, source.tenant, cohorts, [...learners]);
    });
    this.#remember(source, found);
    for (const [learner, places] of found) theirs.set(learner, places);
  }

  #remember(source: Source, found: Map<string, EnrolmentPlace[]>): void {
    const known = this.#young.get(source.id) ?? { tenant: source.tenant, places: new Map() };
    this.#young.set(source.id, known);
    for (const [learner, places] of found) {
      known.places.set(learner, places);
      this.#count++;
    }
  }

  #forget({ tenant, learners }: Enrolled): void {
    this.#forgotten++;
    for (const generation of [this.#young, this.#old]) {
      for (const [source, known] of generation) {
        if (tenant !== null && known.tenant !== tenant) continue;
        if (learners === null) generation.delete(source);
        else for (const learner of learners) known.places.delete(learner);
      }
    }
  }

  #age(now: number): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#count = 0;
    this.#bornAt = now;
  }
}

/** Where an event counts; empty when nowhere. */
export function placesOfEvent(theirs: KnownPlaces, source: Source, event: LearnerEvent): EnrolmentPlace[] {
  const all = theirs.get(event.learner) ?? [];
  if (event.course === undefined) return all;
  return all.filter((one) =>
    source.cohorts.some(({ id, course }) => id === one.cohort && course === event.course),
  );
}

export function refusalOf(theirs: KnownPlaces, source: Source, event: LearnerEvent): Refusal {
  const isKnown = (theirs.get(event.learner) ?? []).length > 0;
  return isKnown || (event.course !== undefined && cohortFor(source, event) === null)
    ? { code: 'unknown_course', message: 'course names no cohort that this source and this learner share' }
    : {
        code: 'unknown_learner',
        message: 'this source may not enrol learners, and this one is not enrolled',
      };
}

function cohortFor(source: Source, event: LearnerEvent): string | null {
  if (source.homeCohort === null) return null;
  if (event.course === undefined) return source.homeCohort;
  return source.cohorts.find((cohort) => cohort.course === event.course)?.id ?? null;
}
