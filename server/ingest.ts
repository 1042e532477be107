import type { Logger } from 'pino';
import type { EnrolmentPlace } from '#db/postgres/enrolments.ts';
import type { Source } from '#db/postgres/sources.ts';
import type { Row, Taken } from '#db/redis/windows.ts';
import { type LearnerEvent, type Refusal, parseEvent } from '#engagement/event.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { redisFull, storeAway } from './errors.ts';
import { Allowance } from './intake/allowance.ts';
import { type RawEvent, readEvents } from './intake/body.ts';
import { Heard } from './intake/heard.ts';
import { onceForKey } from './intake/once.ts';
import { Places, placesOfEvent, refusalOf } from './intake/places.ts';
import { createSenders } from './intake/senders.ts';
import { Steps } from './intake/steps.ts';
import type { Metrics } from './metrics.ts';
import type { Stores } from './stores.ts';

/** What the sender is told: good events of a batch are kept when others are bad. */
export interface IngestAnswer {
  accepted: number;
  duplicates: number;
  rejected: (Refusal & { index: number; id?: string })[];
}

/** Ids of a batch in its log line: enough to find it again. */
const idsLogged = 10;

/** Takes events in: the only door through which anything a learner did enters. */
export function createIngest(stores: Stores, metrics: Metrics, log: Logger) {
  const sourceOf = createSenders(stores);
  const allowance = new Allowance(stores.redis);
  const places = new Places(stores);
  const steps = new Steps(stores.redis);
  const heard = new Heard(stores.redis);

  return async function accept(request: Request, requestId: string): Promise<IngestAnswer> {
    const source = await sourceOf(request.headers);
    // Of a cluster the nodes that are there go on; a command to the others fails at once.
    if (!stores.up.redis && !stores.isCluster) throw storeAway('Redis');
    if (stores.isRedisFull()) throw redisFull();
    const answer = await onceForKey(stores.redis, source, request, (body) => takeAll(source, body));
    metrics.countEvents(answer.accepted, answer.duplicates, answer.rejected);
    note(source, requestId, answer);
    return answer;
  };

  /** A body of lines is kept part by part as it arrives: what broke off was kept up to there, and counts once when it comes again. */
  async function takeAll(source: Source, request: Request): Promise<IngestAnswer> {
    const answer: IngestAnswer = { accepted: 0, duplicates: 0, rejected: [] };
    let index = 0;
    allowance.refuseIfWaiting(source, Date.now());
    steps.refuseIfFull(source);
    for await (const part of readEvents(request)) {
      await takePart(source, part, index, answer);
      index += part.length;
    }
    answer.rejected.sort((one, other) => one.index - other.index);
    return answer;
  }

  async function takePart(
    source: Source,
    raw: RawEvent[],
    firstIndex: number,
    answer: IngestAnswer,
  ): Promise<void> {
    const now = Date.now();
    if (firstIndex === 0) await allowance.take(source, Math.max(1, raw.length), now);
    else allowance.owe(source, raw.length);
    const events = parseAll(raw, firstIndex, now, answer);
    const theirs = await places.learn(
      source,
      events.map(({ event }) => event),
      now,
    );
    const placed = place(source, events, theirs, answer);
    const before = answer.accepted;
    await count(source, placed, answer);
    if (answer.accepted > before) heard.note(source, now);
  }

  /** One atomic step per cohort. An event is accepted when it was fresh anywhere it counts. */
  async function count(source: Source, placed: Placed[], answer: IngestAnswer): Promise<void> {
    const rows = new Map<string, Row[]>();
    const rowsOf = new Map<string, number[]>();
    for (const [of, { event, places: theirs }] of placed.entries()) {
      const scored = withSentiment(event);
      for (const { enrolment, cohort } of theirs) {
        const row = { enrolment, event: scored };
        const known = rows.get(cohort);
        if (known) known.push(row);
        else rows.set(cohort, [row]);
        const own = rowsOf.get(cohort);
        if (own) own.push(of);
        else rowsOf.set(cohort, [of]);
      }
    }
    const became: Taken[] = placed.map(() => 'repeat');
    for (const [cohort, taken] of await steps.take(source, rows)) {
      for (const [row, of] of (rowsOf.get(cohort) ?? []).entries()) {
        const one = taken[row];
        if (one === 'fresh' || (one === 'over_limit' && became[of] === 'repeat')) became[of] = one;
      }
    }
    for (const [of, one] of became.entries()) {
      if (one === 'fresh') answer.accepted++;
      else if (one === 'repeat') answer.duplicates++;
      else answer.rejected.push(overLimit(source, placed[of]));
    }
  }

  function note(source: Source, request: string, { accepted, duplicates, rejected }: IngestAnswer): void {
    log.debug({ request, source: source.id, accepted, duplicates }, 'events kept');
    if (rejected.length === 0) return;
    const refused = rejected.slice(0, idsLogged).map(({ id, code }) => ({ id, code }));
    log.info({ request, source: source.id, refused, of: rejected.length }, 'events refused');
  }
}

interface Parsed {
  index: number;
  event: LearnerEvent;
}

interface Placed extends Parsed {
  places: EnrolmentPlace[];
}

/** Finds where each event counts. */
function place(
  source: Source,
  events: Parsed[],
  theirs: Map<string, EnrolmentPlace[]>,
  answer: IngestAnswer,
): Placed[] {
  const placed: Placed[] = [];
  for (const { index, event } of events) {
    const found = placesOfEvent(theirs, source, event);
    if (found.length > 0) placed.push({ index, event, places: found });
    else answer.rejected.push({ index, id: event.id, ...refusalOf(theirs, source, event) });
  }
  return placed;
}

function parseAll(raw: RawEvent[], firstIndex: number, now: number, answer: IngestAnswer): Parsed[] {
  const events: Parsed[] = [];
  for (const [at, one] of raw.entries()) {
    const index = firstIndex + at;
    const parsed = one.ok ? parseEvent(one.value, now) : notJson;
    if (parsed.ok) events.push({ index, event: parsed.event });
    else answer.rejected.push({ index, ...idOf(one), ...parsed.refusal });
  }
  return events;
}

const notJson = { ok: false, refusal: { code: 'not_json', message: 'this line is not JSON' } } as const;

/** The id of a refused event, if it has one that can be said back. */
function idOf(raw: RawEvent): { id?: string } {
  if (!raw.ok || typeof raw.value !== 'object' || raw.value === null) return {};
  const id: unknown = Reflect.get(raw.value, 'id');
  return typeof id === 'string' && id.length <= 64 ? { id } : {};
}

function overLimit(source: Source, placed: Placed | undefined): IngestAnswer['rejected'][number] {
  const most = source.learnerEventsPerMinute;
  return {
    index: placed?.index ?? 0,
    ...(placed ? { id: placed.event.id } : {}),
    code: 'over_limit',
    message: `this source may send ${most} events of one learner a minute, and ${most * 10} an hour of those that come late`,
  };
}
