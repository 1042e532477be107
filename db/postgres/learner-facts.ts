import { type SQL, sql } from 'drizzle-orm';
import { dayMs } from '#engagement/day.ts';
import type { LearnerFacts } from '#engagement/differing/facts.ts';
import { eventTypes } from '#engagement/event.ts';
import type { Flag } from '#engagement/flag.ts';
import { type Kind, kindOf, kinds } from '#engagement/mark.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { textArray } from './many.ts';

export interface FactsAsked {
  cohort: string;
  timeZone: string;
  from: Date;
  to: Date;
  /** Everybody who joined before the stretch ended, where none are named. */
  enrolments: readonly string[] | null;
  /** How learners stand is told as it is, or as it was when the stretch ended. */
  isPast: boolean;
}

/** Who was in a cohort before a stretch ended. */
export async function enrolledBefore(
  tx: TenantTransaction,
  tenant: string,
  cohort: string,
  before: Date,
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`select id from enrolments where tenant_id = ${tenant} and cohort_id = ${cohort}
          and enrolled_at < ${timeOf(before)} order by id`,
  );
  return rows.map(({ id }) => id);
}

/**
 * What is known of learners over a stretch of time, in one statement: events are counted where they lie, by the rules of
 * engagement/mark.ts, and a learner comes as one row. First by hour, since most of what is asked is the same within one.
 */
export async function learnerFacts(
  tx: TenantTransaction,
  tenant: string,
  asked: FactsAsked,
): Promise<LearnerFacts[]> {
  const { cohort, timeZone, from, to, enrolments, isPast } = asked;
  const named = enrolments === null ? sql`` : sql` and n.id = any(${textArray(enrolments)})`;
  const rows = await rowsOf<FactsRow>(
    tx,
    sql`with who as materialized (
          select n.id, n.learner_id, n.enrolled_at from enrolments n
          where n.tenant_id = ${tenant} and n.cohort_id = ${cohort} and n.enrolled_at < ${timeOf(to)}${named}
        ),
        said as (
          select e.enrolment_id, e.at, e.at at time zone ${timeZone} as local, e.type, ${status} as status,
            e.body ? 'graded' and (e.body ->> 'graded')::boolean as graded,
            (e.body ->> 'durationS')::float8 as seconds, ${percent} as percent,
            case when e.body ? 'attendance' then e.body -> 'attendance' end as attendance,
            case when e.body ? 'sentiment' then e.body -> 'sentiment' end as sentiment
          from who join events e on e.enrolment_id = who.id
          where e.tenant_id = ${tenant} and e.at >= ${timeOf(from)} and e.at < ${timeOf(to)}
          -- A fence: what is read of an event is read once, however often it is counted.
          offset 0
        ),
        hours as materialized (
          select enrolment_id, date_trunc('hour', local) as hour,
            case when graded or status in ('absent', 'excused') then null else ${kindOfType} end as kind,
            count(*)::int as events, min(at) as first_at, max(at) as last_at,
            count(*) filter (where type = 'assignment_submission')::int as handed,
            sum(coalesce(seconds, 60 * (attendance ->> 'minutesAttended')::float8)) as seconds,
            count(percent) filter (where ${isResult})::int as results, sum(percent) filter (where ${isResult}) as percent,
            count(*) filter (where status = 'present')::int as present,
            count(*) filter (where status = 'late')::int as late,
            count(*) filter (where status = 'absent')::int as absent,
            sum((attendance ->> 'minutesLate')::float8) as minutes_late,
            count(sentiment ->> 'score')::int as scored, sum((sentiment ->> 'score')::float8) as mood,
            count(*) filter (where (sentiment ->> 'asksForHelp')::boolean)::int as help
          from said group by 1, 2, 3
        ),
        did as (
          select enrolment_id,
            ${sql.join(kinds.map(eventsOfKind), sql`, `)},
            ${sql.join(quarters.map(eventsOfQuarter), sql`, `)},
            coalesce(sum(events) filter (where kind is not null and extract(isodow from hour) > 5), 0)::int as weekend,
            coalesce(sum(seconds) filter (where kind is not null), 0)::float8 as seconds,
            count(distinct hour::date) filter (where kind is not null)::int as active_days,
            min(first_at) filter (where kind is not null) as first_at,
            max(last_at) filter (where kind is not null) as last_at,
            sum(results)::int as results, coalesce(sum(percent), 0)::float8 as percent,
            sum(present)::int as present, sum(late)::int as late, sum(absent)::int as absent,
            coalesce(sum(minutes_late), 0)::float8 as minutes_late,
            sum(scored)::int as scored, coalesce(sum(mood), 0)::float8 as mood, sum(help)::int as help,
            json_agg(distinct hour::date - date '1970-01-01') filter (where kind = 'assignment' and handed > 0) as handed
          from hours group by 1
        )
        select who.id as enrolment, date_part('epoch', who.enrolled_at) * 1000 as "enrolledAt",
          did.*, date_part('epoch', did.first_at) * 1000 as "firstAt", date_part('epoch', did.last_at) * 1000 as "lastAt",
          (select count(*)::int from alerts a where a.tenant_id = ${tenant} and a.enrolment_id = who.id
            and a.raised_at >= ${timeOf(from)} and a.raised_at < ${timeOf(to)}) as alerts,
          (select count(*)::int from nudges g where g.tenant_id = ${tenant} and g.learner_id = who.learner_id
            and g.enrolment_id = who.id and g.withdrawn_at is null
            and g.due_at >= ${timeOf(from)} and g.due_at < ${timeOf(to)}) as nudges,
          ${isPast ? caseThen(tenant, cohort, to) : caseNow} as "hasCase",
          ${isPast ? sql`week.score, week.change, moved.risk, week.flags` : sql`a.score, a.change, a.risk, a.flags`}
        from who
        left join did on did.enrolment_id = who.id
        ${isPast ? stoodThen(tenant, timeZone, to) : sql`left join assessments a on a.enrolment_id = who.id`}
        order by who.id`,
  );
  return rows.map((row) => factsOf(row, from.getTime(), to.getTime()));
}

/**
 * What became of a session, as `markOf` reads it. Looking whether a field is there costs a fifth of looking it up, and most
 * events have none of these.
 */
const status = sql`case when e.body ?| '{attendance,session}' then coalesce(e.body #>> '{attendance,status}',
  case when e.type = 'session_end' and e.body ? 'session' then case e.body #>> '{session,outcome}'
    when 'learner_no_show' then 'absent' when 'mentor_no_show' then 'excused' when 'rescheduled' then 'excused'
    else 'present' end end) end`;
const kindOfType = sql.raw(
  `case type ${eventTypes.map((type) => `when '${type}' then '${kindOf[type]}'`).join(' ')} end`,
);
/** What came of a session that somebody was not at is nothing they did. */
const isResult = sql`graded or status is null or status not in ('absent', 'excused')`;
const platformTypes = eventTypes.filter((type) => kindOf[type] !== 'contact').map((type) => `'${type}'`);
/** As `resultOf` does, halves going up, of what was done on the platform, or marked later. */
const percent = sql`case when e.body ?| '{quality,percent,correct,completed}'
    and (e.type in (${sql.raw(platformTypes.join(', '))}) or (e.body ->> 'graded')::boolean) then
  case when e.body ? 'quality' then
      case when (e.body ->> 'completed')::boolean is false then 0 else floor(100 * (e.body ->> 'quality')::float8 + 0.5) end
    when e.body ? 'percent' then floor((e.body ->> 'percent')::float8 + 0.5)
    else case when coalesce(e.body ->> 'correct', e.body ->> 'completed')::boolean then 100 else 0 end
  end end`;

function eventsOfKind(kind: Kind): SQL {
  return sql.raw(`coalesce(sum(events) filter (where kind = '${kind}'), 0)::int as ${kind}`);
}

const quarters = ['night', 'morning', 'afternoon', 'evening'] as const;

function eventsOfQuarter(quarter: (typeof quarters)[number], place: number): SQL {
  const [first, last] = [6 * place, 6 * place + 5];
  return sql.raw(
    `coalesce(sum(events) filter (where kind is not null and extract(hour from hour) between ${first} and ${last}), 0)::int as ${quarter}`,
  );
}

const caseNow = sql`exists (select from cases k where k.enrolment_id = who.id and k.status <> 'closed')`;

function caseThen(tenant: string, cohort: string, to: Date): SQL {
  return sql`who.id in (select k.enrolment_id from cases k where k.tenant_id = ${tenant} and k.cohort_id = ${cohort}
    and k.opened_at < ${timeOf(to)} and (k.closed_at is null or k.closed_at >= ${timeOf(to)}))`;
}

/** The last week that was over when the stretch ended, unless it was long before; and the risk that held then. */
function stoodThen(tenant: string, timeZone: string, to: Date): SQL {
  const day = sql`(${timeOf(to)} at time zone ${timeZone})::date`;
  return sql`
    left join lateral (
      select w.score, w.change, w.flags from learner_weeks w
      where w.tenant_id = ${tenant} and w.enrolment_id = who.id and w.ends_on < ${day} and w.ends_on >= ${day} - 14
      order by w.starts_on desc limit 1
    ) as week on true
    left join lateral (
      select h.risk from risk_hours h
      where h.tenant_id = ${tenant} and h.enrolment_id = who.id and h.hour <= ${timeOf(to)}
      order by h.hour desc limit 1
    ) as moved on true`;
}

type FactsRow = Record<Kind | (typeof quarters)[number], number | null> & {
  enrolment: string;
  enrolledAt: number;
  /** Nulls from here to `handed` where there was no event. */
  weekend: number | null;
  seconds: number | null;
  active_days: number | null;
  firstAt: number | null;
  lastAt: number | null;
  results: number | null;
  percent: number | null;
  present: number | null;
  late: number | null;
  absent: number | null;
  minutes_late: number | null;
  scored: number | null;
  mood: number | null;
  help: number | null;
  handed: number[] | null;
  alerts: number;
  nudges: number;
  hasCase: boolean;
  score: number | null;
  change: number | null;
  risk: number | null;
  flags: Flag[] | null;
};

function factsOf(row: FactsRow, from: number, to: number): LearnerFacts {
  // Who did something before they were enrolled was there.
  const since = Math.max(from, Math.min(row.enrolledAt, row.firstAt ?? Infinity));
  const counted = (value: number | null): number => value ?? 0;
  return {
    enrolment: row.enrolment,
    daysThere: (to - since) / dayMs,
    weeksIn: (to - Math.min(row.enrolledAt, to)) / (7 * dayMs),
    did: {
      kinds: {
        content: counted(row.content),
        login: counted(row.login),
        quiz: counted(row.quiz),
        assignment: counted(row.assignment),
        discussion: counted(row.discussion),
        live: counted(row.live),
        contact: counted(row.contact),
      },
      quarters: [counted(row.night), counted(row.morning), counted(row.afternoon), counted(row.evening)],
      weekend: counted(row.weekend),
      minutes: counted(row.seconds) / 60,
      activeDays: counted(row.active_days),
      quietDays: row.lastAt === null ? null : Math.max(0, to - row.lastAt) / dayMs,
      results: { count: counted(row.results), percent: counted(row.percent) },
      sessions: {
        present: counted(row.present),
        late: counted(row.late),
        absent: counted(row.absent),
        minutesLate: counted(row.minutes_late),
      },
      texts: { scored: counted(row.scored), mood: counted(row.mood), help: counted(row.help) },
      handedIn: row.handed ?? [],
      alerts: row.alerts,
      nudges: row.nudges,
    },
    stood: {
      score: row.score,
      change: row.change,
      risk: row.risk,
      flags: row.flags,
      hasCase: row.hasCase,
    },
  };
}

function timeOf(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`;
}
