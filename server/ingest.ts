import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { readKey } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { type EnrolmentPlace, enrol, placesOf } from '#db/postgres/enrolments.ts';
import { type Source, sourceById } from '#db/postgres/sources.ts';
import { takeAllowance } from '#db/redis/rate.ts';
import { type Row, ingest } from '#db/redis/windows.ts';
import { type LearnerEvent, type Refusal, parseEvent } from '#engagement/event.ts';
import { withMood } from '#engagement/mood.ts';
import { Refused, storeAway } from './errors.ts';
import { type RawEvent, readEventBody } from './event-body.ts';
import { bearerOf } from './identity.ts';
import type { Metrics } from './metrics.ts';
import { Recent } from './recent.ts';
import type { Stores } from './stores.ts';

/** What the sender is told: good events of a batch are kept when others are bad. */
export interface IngestAnswer {
  accepted: number;
  duplicates: number;
  rejected: (Refusal & { index: number; id?: string })[];
}

/** A key that was revoked still opens the door for this long. */
const keyKeptMs = 5_000;
const keysKept = 10_000;
/** A learner enrolled in one more cohort is counted there after this long at the latest. */
const placesKeptMs = 30_000;
const placesKept = 200_000;
/** Ids of a batch in its log line: enough to find it again. */
const idsLogged = 10;

/** Takes events in: the only door through which anything a learner did enters. */
export function createIngest(stores: Stores, metrics: Metrics, log: Logger) {
  const sources = new Recent<Source>({ keptMs: keyKeptMs, most: keysKept });
  const places = new Recent<EnrolmentPlace[]>({ keptMs: placesKeptMs, most: placesKept });

  return async function accept(request: Request, requestId: string): Promise<IngestAnswer> {
    const source = await sourceOf(request.headers);
    // Told apart from a failing query, since kept answers above could carry us past an absent database.
    if (!stores.up.postgres) throw storeAway('PostgreSQL');
    if (!stores.up.redis) throw storeAway('Redis');
    const raw = await readEventBody(request);
    await withinRate(source, raw.length);
    const now = Date.now();
    const { events, rejected } = parseAll(raw, now);
    const placed = await place(source, events, rejected, now);
    const { accepted, duplicates } = await count(source, placed, now);
    rejected.sort((one, other) => one.index - other.index);
    metrics.countEvents(accepted, duplicates, rejected);
    const ids = events.slice(0, idsLogged).map(({ event }) => event.id);
    log.debug({ request: requestId, source: source.id, accepted, duplicates, events: ids }, 'events kept');
    if (rejected.length > 0) {
      const refused = rejected.slice(0, idsLogged).map(({ id, code }) => ({ id, code }));
      log.info({ request: requestId, source: source.id, refused, of: rejected.length }, 'events refused');
    }
    return { accepted, duplicates, rejected };
  };

  async function sourceOf(headers: Headers): Promise<Source> {
    const key = bearerOf(headers);
    if (key === null) throw new Refused(401, 'no_key', 'Send Authorization: Bearer and a source key.');
    // The digest stands for the key, so that no secret lies about in memory as a map's key.
    const digest = createHash('sha256').update(key).digest('base64');
    const now = Date.now();
    const known = sources.get(digest, now);
    if (known) return known;
    const found = await readKey(stores.accounts, stores.db, key);
    if (!found) throw new Refused(401, 'wrong_key', 'This key is not known, or no longer valid.');
    const { tenant, source: id } = found;
    if (!found.scopes.events?.includes('write') || id === null) {
      throw new Refused(403, 'missing_scope', 'This key lacks the scope events:write.');
    }
    const source = await asTenant(stores.db, tenant, (tx) => sourceById(tx, tenant, id));
    if (!source) throw new Refused(401, 'wrong_key', 'The source of this key is gone.');
    sources.set(digest, source, now);
    return source;
  }

  async function withinRate(source: Source, events: number): Promise<void> {
    const waitMs = await takeAllowance(stores.redis, source, Math.max(1, events), Date.now());
    if (waitMs === 0) return;
    throw new Refused(429, 'too_many', `This source may send ${source.eventsPerSecond} events a second.`, {
      retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)),
    });
  }

  /** Finds where each event counts, enrolling learners the tenant has not seen where the source may do so. */
  async function place(
    source: Source,
    events: { index: number; event: LearnerEvent }[],
    rejected: IngestAnswer['rejected'],
    now: number,
  ): Promise<{ event: LearnerEvent; places: EnrolmentPlace[] }[]> {
    await learnPlaces(source, new Set(events.map(({ event }) => event.learner)), now);
    if (source.homeCohort !== null) await enrolUnplaced(source, events, now);
    const placed: { event: LearnerEvent; places: EnrolmentPlace[] }[] = [];
    for (const { index, event } of events) {
      const found = placesFor(source, event, now);
      if (found.length > 0) placed.push({ event, places: found });
      else rejected.push({ index, id: event.id, ...refusalFor(source, event, now) });
    }
    return placed;
  }

  async function learnPlaces(source: Source, learners: Set<string>, now: number): Promise<void> {
    const unknown = [...learners].filter(
      (learner) => places.get(placeKey(source, learner), now) === undefined,
    );
    if (unknown.length === 0) return;
    const cohorts = source.cohorts.map((cohort) => cohort.id);
    const found = await asTenant(stores.db, source.tenant, (tx) =>
      placesOf(tx, source.tenant, cohorts, unknown),
    );
    for (const [learner, theirs] of found) places.set(placeKey(source, learner), theirs, now);
  }

  async function enrolUnplaced(
    source: Source,
    events: { event: LearnerEvent }[],
    now: number,
  ): Promise<void> {
    const wanted = new Map<string, Set<string>>();
    for (const { event } of events) {
      const cohort = cohortFor(source, event);
      if (cohort === null || placesFor(source, event, now).length > 0) continue;
      const learners = wanted.get(cohort) ?? new Set();
      wanted.set(cohort, learners.add(event.learner));
    }
    if (wanted.size === 0) return;
    const cohorts = source.cohorts.map((cohort) => cohort.id);
    const learners = new Set([...wanted.values()].flatMap((some) => [...some]));
    const found = await asTenant(stores.db, source.tenant, async (tx) => {
      for (const [cohort, some] of wanted) {
        const people = [...some].map((externalId) => ({ externalId }));
        await enrol(tx, source.tenant, cohort, people);
      }
      return placesOf(tx, source.tenant, cohorts, [...learners]);
    });
    for (const [learner, theirs] of found) places.set(placeKey(source, learner), theirs, now);
  }

  function placesFor(source: Source, event: LearnerEvent, now: number): EnrolmentPlace[] {
    const all = places.get(placeKey(source, event.learner), now) ?? [];
    if (event.course === undefined) return all;
    const cohorts = source.cohorts
      .filter((cohort) => cohort.course === event.course)
      .map((cohort) => cohort.id);
    return all.filter((one) => cohorts.includes(one.cohort));
  }

  function refusalFor(source: Source, event: LearnerEvent, now: number): Refusal {
    const isKnown = (places.get(placeKey(source, event.learner), now) ?? []).length > 0;
    return isKnown || (event.course !== undefined && cohortFor(source, event) === null)
      ? { code: 'unknown_course', message: 'course names no cohort that this source and this learner share' }
      : {
          code: 'unknown_learner',
          message: 'this source may not enrol learners, and this one is not enrolled',
        };
  }

  /** One atomic step per cohort. An event is accepted when it was fresh anywhere it counts. */
  async function count(
    source: Source,
    placed: { event: LearnerEvent; places: EnrolmentPlace[] }[],
    now: number,
  ): Promise<{ accepted: number; duplicates: number }> {
    const byCohort = new Map<string, { of: number; row: Row }[]>();
    for (const [of, { event, places: theirs }] of placed.entries()) {
      for (const { enrolment, cohort } of theirs) {
        const rows = byCohort.get(cohort) ?? [];
        rows.push({ of, row: { enrolment, event: withMood(event) } });
        byCohort.set(cohort, rows);
      }
    }
    const isFresh = placed.map(() => false);
    await Promise.all(
      [...byCohort].map(async ([cohort, rows]) => {
        const batch = { tenant: source.tenant, cohort, source: source.id, receivedAt: now };
        const taken = await ingest(
          stores.redis,
          { ...batch, rows: rows.map(({ row }) => row) },
          source.learnerEventsPerMinute,
        );
        for (const [index, { of }] of rows.entries()) if (taken[index] === 'fresh') isFresh[of] = true;
      }),
    );
    const accepted = isFresh.filter(Boolean).length;
    return { accepted, duplicates: placed.length - accepted };
  }
}

function parseAll(
  raw: RawEvent[],
  now: number,
): { events: { index: number; event: LearnerEvent }[]; rejected: IngestAnswer['rejected'] } {
  const events: { index: number; event: LearnerEvent }[] = [];
  const rejected: IngestAnswer['rejected'] = [];
  for (const [index, one] of raw.entries()) {
    const parsed = one.ok ? parseEvent(one.value, now) : notJson;
    if (parsed.ok) events.push({ index, event: parsed.event });
    else rejected.push({ index, ...idOf(one), ...parsed.refusal });
  }
  return { events, rejected };
}

const notJson = { ok: false, refusal: { code: 'not_json', message: 'this line is not JSON' } } as const;

/** The id of a refused event, if it has one that can be said back. */
function idOf(raw: RawEvent): { id?: string } {
  if (!raw.ok || typeof raw.value !== 'object' || raw.value === null) return {};
  const id: unknown = Reflect.get(raw.value, 'id');
  return typeof id === 'string' && id.length <= 64 ? { id } : {};
}

function cohortFor(source: Source, event: LearnerEvent): string | null {
  if (source.homeCohort === null) return null;
  if (event.course === undefined) return source.homeCohort;
  return source.cohorts.find((cohort) => cohort.course === event.course)?.id ?? null;
}

function placeKey(source: Source, learner: string): string {
  return `${source.id} ${learner}`;
}
