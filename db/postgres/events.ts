import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import type { EventType, LearnerEvent } from '#engagement/event.ts';
import type { Batch } from '../redis/windows.ts';
import { type Database, type TenantTransaction, rowsOf, withoutEnd } from './connect.ts';
import { copyText } from './copy.ts';
import { dayMs, ensurePartitions } from './partitions.ts';
import { textsSince, withoutText } from './retention.ts';
import { countInHours } from './source-hours.ts';

/** One event of the history. */
export interface HistoryRow {
  tenant: string;
  enrolment: string;
  source: string;
  receivedAt: number;
  event: LearnerEvent;
}

export function historyRows({ tenant, source, receivedAt, rows }: Batch): HistoryRow[] {
  return rows.map((row) => ({ tenant, source, receivedAt, ...row }));
}

/**
 * Writes events into the history, all or none; one that is there already stays as it is. COPY
 * brings them into a table of this connection alone, from where each tenant's go to the history
 * under that tenant's policy.
 */
export async function storeEvents(db: Database, rows: HistoryRow[], now: number): Promise<void> {
  if (rows.length === 0) return;
  await ensurePartitions(
    db,
    rows.map(({ event }) => Math.floor(event.at / dayMs)),
    now,
  );
  await db.$client.begin(async (tx) => {
    await tx`create temp table if not exists incoming (
      tenant text, enrolment text, source text, id text, type text, at text, received text, body text
    ) on commit delete rows`;
    await copyText(tx, 'incoming', incomingColumns, incomingRows(rows));
    for (const tenant of new Set(rows.map((row) => row.tenant))) {
      // Sent together: the first has nothing to say that the second would wait for.
      await Promise.all([
        tx`select set_config('app.tenant', ${tenant}, true), set_config('work_mem', ${sortMemory}, true)`,
        // In the order of the key, which its index takes in faster. A text that is too old by now is not kept at all.
        countInHours(
          tx,
          tenant,
          tx`
          insert into events (tenant_id, enrolment_id, at, source_id, id, type, received_at, body)
          select tenant, enrolment, at::timestamptz, source, id, type, received::timestamptz,
            case when at::timestamptz < keeps.texts_since then ${tx.unsafe(withoutText('body::jsonb'))} else body::jsonb end
          from incoming, (${textsSince(tx, tenant)}) as keeps
          where tenant = ${tenant} order by enrolment, at
          on conflict do nothing`,
        ),
      ]);
    }
  });
}

/** PostgreSQL will never take this event, however often it is tried: what it holds cannot be stored. Its code, or null. */
export function refusalOf(error: unknown): string | null {
  const isRefusal = error instanceof postgres.PostgresError && refusals.test(error.code);
  return isRefusal ? error.code : null;
}

/** Data, integrity and program limits. Anything else, such as a full disk or a missing right, is about us and passes. */
const refusals = /^(22|23|54)/;

/** For sorting what is written or read: what does not fit goes to disk. */
const sortMemory = '64MB';

const incomingColumns = ['tenant', 'enrolment', 'source', 'id', 'type', 'at', 'received', 'body'];

function* incomingRows(rows: HistoryRow[]): Generator<string[]> {
  for (const { tenant, enrolment, source, receivedAt, event } of rows) {
    const { id, type, at, learner: _, ...body } = event;
    yield [tenant, enrolment, source, id, type, timeOf(at), timeOf(receivedAt), JSON.stringify(body)];
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

export interface PastEvent {
  id: string;
  type: string;
  at: string;
  body: Record<string, unknown>;
}

/** A learner's events, newest first, before a moment. */
export async function eventsBefore(
  tx: TenantTransaction,
  tenant: string,
  enrolments: string[],
  before: Date,
  most: number,
): Promise<PastEvent[]> {
  if (enrolments.length === 0) return [];
  return rowsOf<PastEvent>(
    tx,
    sql`select id, type, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, body
        from events
        where tenant_id = ${tenant} and enrolment_id in ${enrolments} and at < ${before.toISOString()}::timestamptz
        order by at desc limit ${most}`,
  );
}

/** What an enrolment did between two moments, as far as scores are made of it, in any order. */
export async function eventsBetween(
  tx: TenantTransaction,
  tenant: string,
  enrolment: string,
  from: Date,
  until: Date,
): Promise<CountedEvent[]> {
  // All in one value: row by row, a busy year took three times as long to read.
  const [row] = await rowsOf<{ all: [EventType, number, number, Partial<LearnerEvent>][] }>(
    tx,
    sql`select coalesce(json_agg(json_build_array(type, round(date_part('epoch', at) * 1000),
            round(date_part('epoch', received_at) * 1000),
            (body - '{text,course,module,skill}'::text[]) #- '{session,highlights}')), '[]') as all
        from events
        where tenant_id = ${tenant} and enrolment_id = ${enrolment}
          and at >= ${from.toISOString()}::timestamptz and at < ${until.toISOString()}::timestamptz`,
  );
  return (row?.all ?? []).map(([type, at, receivedAt, body]) => ({ ...body, type, at, receivedAt }));
}

/** Cells of a past heatmap: stretches of one length, or days of a calendar. Cell 0 begins at `from`. */
export type PastCells = { from: Date; until: Date } & ({ stepMs: number } | { timeZone: string });

/** Events per enrolment and time cell, for the heatmap of a past moment. */
export async function countsByCell(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  { from, until, ...by }: PastCells,
): Promise<{ enrolment: string; cell: number; events: number }[]> {
  const start = sql`${from.toISOString()}::timestamptz`;
  const cell =
    'stepMs' in by
      ? sql`floor(extract(epoch from e.at - ${start}) * 1000 / ${by.stepMs}::float8)::int`
      : sql`(e.at at time zone ${by.timeZone})::date - (${start} at time zone ${by.timeZone})::date`;
  return rowsOf(
    tx,
    sql`select e.enrolment_id as enrolment,
          ${cell} as cell,
          count(*)::int as events
        from events e
        join enrolments n on n.id = e.enrolment_id and n.tenant_id = ${tenant}
        where e.tenant_id = ${tenant} and n.cohort_id = ${cohort}
          and e.at >= ${from.toISOString()}::timestamptz and e.at < ${until.toISOString()}::timestamptz
        group by 1, 2`,
  );
}

/** An event as far as windows are made of it. */
export type CountedEvent = Omit<LearnerEvent, 'id' | 'learner'> & { receivedAt: number };

/** An enrolment and one of its events; without one if it has none. */
export interface PastRow {
  enrolment: string;
  cohort: string;
  timeZone: string;
  event: CountedEvent | null;
  /** Of an event that was received lately. */
  seen: { source: string; id: string } | null;
}

/** Rows that are in memory at the same time. */
const rowsAtOnce = 5_000;

/**
 * Reads a tenant's whole history, enrolment after enrolment, so that whoever makes windows of it
 * holds one at a time. `seenSince` says which events come with their id.
 */
export async function readHistory(
  db: Database,
  tenant: string,
  seenSince: number,
  each: (rows: PastRow[]) => Promise<void>,
): Promise<void> {
  await db.$client.begin(async (tx) => {
    await tx`select set_config('app.tenant', ${tenant}, true), set_config('work_mem', ${sortMemory}, true),
      set_config('statement_timeout', '0', true), ${tx.unsafe(withoutEnd)}`;
    const rows = tx`
      select n.id, n.cohort_id, c.time_zone, e.type, date_part('epoch', e.at) * 1000, date_part('epoch', e.received_at) * 1000,
        (e.body - '{text,course,module,skill}'::text[]) #- '{session,highlights}',
        case when e.received_at >= ${timeOf(seenSince)} then e.source_id end,
        case when e.received_at >= ${timeOf(seenSince)} then e.id end
      from enrolments n join cohorts c on c.id = n.cohort_id
        left join events e on e.tenant_id = ${tenant} and e.enrolment_id = n.id
      where n.tenant_id = ${tenant} order by n.id`;
    for await (const some of rows.values().cursor(rowsAtOnce)) {
      // As the driver types them, rows may hold anything.
      await each((some as unknown as HistoryColumns[]).map(pastRowOf));
    }
  });
}

/** The same of one cohort since a moment, in any order, and without ids. Only those who did something are in it. */
export async function readCohortHistory(
  db: Database,
  { tenant, cohort, since }: { tenant: string; cohort: string; since: number },
  each: (rows: { enrolment: string; event: CountedEvent }[]) => void,
): Promise<void> {
  await db.$client.begin(async (tx) => {
    await tx`select set_config('app.tenant', ${tenant}, true), set_config('statement_timeout', '0', true),
      ${tx.unsafe(withoutEnd)}`;
    const rows = tx`
      select n.id, n.cohort_id, c.time_zone, e.type, date_part('epoch', e.at) * 1000, date_part('epoch', e.received_at) * 1000,
        (e.body - '{text,course,module,skill}'::text[]) #- '{session,highlights}', null, null
      from enrolments n join cohorts c on c.id = n.cohort_id
        join events e on e.tenant_id = ${tenant} and e.enrolment_id = n.id and e.at >= ${timeOf(since)}
      where n.tenant_id = ${tenant} and n.cohort_id = ${cohort}`;
    for await (const some of rows.values().cursor(rowsAtOnce)) {
      each(
        (some as unknown as HistoryColumns[]).flatMap((columns) => {
          const { enrolment, event } = pastRowOf(columns);
          return event === null ? [] : [{ enrolment, event }];
        }),
      );
    }
  });
}

type HistoryColumns = [
  enrolment: string,
  cohort: string,
  timeZone: string,
  type: LearnerEvent['type'] | null,
  at: number,
  receivedAt: number,
  body: Partial<LearnerEvent>,
  source: string | null,
  id: string | null,
];

function pastRowOf([enrolment, cohort, timeZone, type, ...of]: HistoryColumns): PastRow {
  if (type === null) return { enrolment, cohort, timeZone, event: null, seen: null };
  const [at, receivedAt, body, source, id] = of;
  // A fraction in binary may miss the millisecond by a hair.
  const event = { ...body, type, at: Math.round(at), receivedAt: Math.round(receivedAt) };
  const seen = source === null || id === null ? null : { source, id };
  return { enrolment, cohort, timeZone, event, seen };
}
