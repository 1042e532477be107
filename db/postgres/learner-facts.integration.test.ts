import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs, localMoment, weekdayOf } from '#engagement/day.ts';
import type { Did } from '#engagement/differing/facts.ts';
import { type LearnerEvent, eventTypes } from '#engagement/event.ts';
import { kinds, markOf } from '#engagement/mark.ts';
import { drawsOf } from '#engagement/nudging/draw.ts';
import { openAccounts } from '#db/postgres/accounts.ts';
import { createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';
import { type Postgres, asTenant, openPostgres } from './connect.ts';
import { allEnrolments } from './enrolments.ts';
import { type HistoryRow, storeEvents } from './events.ts';
import { learnerFacts } from './learner-facts.ts';

const timeZone = 'Asia/Kolkata';
/** On a Wednesday, at an odd minute. */
const to = Date.UTC(2026, 9, 21, 9, 7);
const from = to - 9 * dayMs;

let own: Postgres;

beforeAll(async () => {
  own = await openPostgres((await ownStores()).databaseUrl);
});
afterAll(() => own?.close());

test('events are counted in PostgreSQL as the rules read them one by one', async () => {
  const { db } = own;
  const accounts = openAccounts(db, { origins: ['http://127.0.0.1'], secret: 'a secret of this test' });
  const { tenant, cohort, source } = await createSchool(db, accounts, 'facts');
  const [one, other] = await asTenant(db, tenant, (tx) => allEnrolments(tx, tenant));
  const enrolment = one?.enrolment ?? '';
  const events = Array.from({ length: 3_000 }, (_, index) => eventOf(index));
  const rows = events.map((event): HistoryRow => ({ tenant, source, enrolment, receivedAt: to, event }));
  await storeEvents(db, rows, to);

  const asked = { cohort, timeZone, from: new Date(from), to: new Date(to), isPast: false };
  const facts = await asTenant(db, tenant, (tx) => learnerFacts(tx, tenant, { ...asked, enrolments: null }));
  const inside = events.filter(({ at }) => at >= from && at < to);
  expect(inside.length).toBeGreaterThan(2_000);
  const found = facts.find((each) => each.enrolment === enrolment)?.did;
  expect(near(found)).toEqual(near(didOf(inside)));
  expect(facts.find((each) => each.enrolment === other?.enrolment)?.did).toMatchObject({
    activeDays: 0,
    quietDays: null,
    handedIn: [],
    kinds: { content: 0, contact: 0 },
  });
  const named = await asTenant(db, tenant, (tx) =>
    learnerFacts(tx, tenant, { ...asked, enrolments: [enrolment] }),
  );
  expect(named.map((each) => each.enrolment)).toEqual([enrolment]);
});

/** Of every type, with every field that a sender may say, there or not. */
function eventOf(index: number): LearnerEvent {
  const draw = drawsOf(`event ${index}`);
  const maybe = <Value>(value: Value): Value | undefined => (draw() < 0.4 ? value : undefined);
  const pick = <Value>(from: readonly [Value, ...Value[]]): Value =>
    from[Math.floor(draw() * from.length)] ?? from[0];
  const at = from - dayMs + Math.floor(draw() * 11 * dayMs);
  const event = {
    id: `e${index}`,
    learner: 'maya',
    type: pick(eventTypes),
    at,
    durationS: maybe(Math.floor(3_600 * draw())),
    completed: maybe(draw() < 0.5),
    quality: maybe(Math.round(1_000 * draw()) / 1_000),
    correct: maybe(draw() < 0.5),
    percent: maybe(Math.round(1_000 * draw()) / 10),
    graded: draw() < 0.1 ? true : undefined,
    sentiment: maybe({ score: draw() < 0.2 ? null : 2 * draw() - 1, asksForHelp: draw() < 0.3 }),
    attendance: maybe({
      status: pick(['present', 'late', 'absent', 'excused']),
      minutesLate: maybe(Math.floor(20 * draw())),
      minutesAttended: maybe(Math.floor(60 * draw())),
    }),
    session: maybe({
      with: 'Ana',
      outcome: maybe(pick(['completed', 'learner_no_show', 'mentor_no_show', 'rescheduled'])),
    }),
  };
  // Only of these two a session is parsed, and what is not there is not said.
  if (event.type !== 'session_end' && event.type !== 'attendance') event.session = undefined;
  return JSON.parse(JSON.stringify(event)) as LearnerEvent;
}

function didOf(events: readonly LearnerEvent[]): Did {
  const marks = events.map((event) => ({ event, mark: markOf(event, timeZone) }));
  const done = marks.filter(({ mark }) => mark.kind !== null);
  const hourOf = ({ at }: LearnerEvent) => localMoment(at, timeZone).hour;
  const inQuarter = (quarter: number) =>
    done.filter(({ event }) => Math.floor(hourOf(event) / 6) === quarter).length;
  const came = (status: string) => marks.filter(({ mark }) => mark.attendance?.status === status).length;
  const results = marks.flatMap(({ mark }) => mark.percent ?? []);
  const scored = events.flatMap(({ sentiment }) => sentiment?.score ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    kinds: Object.fromEntries(
      kinds.map((kind) => [kind, done.filter(({ mark }) => mark.kind === kind).length]),
    ) as Did['kinds'],
    quarters: [inQuarter(0), inQuarter(1), inQuarter(2), inQuarter(3)],
    weekend: done.filter(({ mark }) => weekdayOf(mark.day) > 5).length,
    minutes: sum(done.map(({ mark }) => mark.seconds)) / 60,
    activeDays: new Set(done.map(({ mark }) => mark.day)).size,
    quietDays: (to - Math.max(...done.map(({ event }) => event.at))) / dayMs,
    results: { count: results.length, percent: sum(results) },
    sessions: {
      present: came('present'),
      late: came('late'),
      absent: came('absent'),
      minutesLate: sum(events.map(({ attendance }) => attendance?.minutesLate ?? 0)),
    },
    texts: {
      scored: scored.length,
      mood: sum(scored),
      help: events.filter(({ sentiment }) => sentiment?.asksForHelp === true).length,
    },
    handedIn: [
      ...new Set(
        done.filter(({ event }) => event.type === 'assignment_submission').map(({ mark }) => mark.day),
      ),
    ].toSorted((a, b) => a - b),
    alerts: 0,
    nudges: 0,
  };
}

/** Sums in another order differ in their last digits; a mark has whole seconds. */
function near(did: Did | undefined): unknown {
  return JSON.parse(
    JSON.stringify(did, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toFixed(4)) : value,
    ),
  );
}
