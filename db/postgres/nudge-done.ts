import { sql } from 'drizzle-orm';
import { courseDaysOf } from '#engagement/course-plan.ts';
import { startOfDay } from '#engagement/day.ts';
import type { EventType } from '#engagement/event.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import type { About } from './nudge-offers.ts';
import type { Place, Undecided } from './nudge-places.ts';

/** What was handed in so many days after a deadline was for that one. */
const lateDays = 3;

interface Asked {
  row: Undecided;
  place: Pick<Place, 'isWithMentor' | 'isInChallenge'>;
  about: About;
}

/** Those of which what the nudge would be about was done since it was asked for, or is under way. */
export async function doneAmong(
  tx: TenantTransaction,
  tenant: string,
  asked: readonly Asked[],
): Promise<Set<Undecided>> {
  const done = new Set<Undecided>();
  const byEvents: { row: Undecided; since: Date; types: EventType[] | null }[] = [];
  for (const { row, place, about } of asked) {
    switch (row.rule) {
      case 'quiet_days':
      case 'streak_at_stake':
        byEvents.push({ row, since: row.askedAt, types: null });
        break;
      case 'low_results':
        byEvents.push({ row, since: row.askedAt, types: ['quiz_attempt', 'answer'] });
        break;
      case 'work_due':
        byEvents.push({ row, since: handedInSince(about), types: ['assignment_submission'] });
        break;
      case 'asked_for_help':
      case 'high_risk':
        if (place.isWithMentor) done.add(row);
        break;
      case 'working_together':
        if (place.isInChallenge) done.add(row);
    }
  }
  for (const number of await haveEvents(tx, tenant, byEvents)) {
    const one = byEvents[number];
    if (one) done.add(one.row);
  }
  return done;
}

/** What is handed in from here on is for the next deadline. */
function handedInSince({ plan, asked, cohortZone }: About): Date {
  const due = Number(asked['day']);
  const before = courseDaysOf(plan).deadlines.findLast(({ day }) => day < due)?.day;
  const since = before === undefined ? due - 84 : before + lateDays + 1;
  return new Date(startOfDay(since, cohortZone));
}

/** The numbers of those with an event of such a type, or of any, since their moment. The earliest of these says which days are planned for. */
async function haveEvents(
  tx: TenantTransaction,
  tenant: string,
  asked: readonly { row: Undecided; since: Date; types: EventType[] | null }[],
): Promise<number[]> {
  if (asked.length === 0) return [];
  const earliest = new Date(Math.min(...asked.map(({ since }) => since.getTime()))).toISOString();
  const wanted = asked.map(({ row, since, types }, number) => ({
    number,
    enrolment: row.enrolmentId,
    since,
    types,
  }));
  const rows = await rowsOf<{ number: number }>(
    tx,
    sql`select number
        from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb)
          as wanted(number int, enrolment text, since timestamptz, types jsonb)
        where exists (select from events e
          where e.tenant_id = ${tenant} and e.enrolment_id = wanted.enrolment
            and e.at > ${earliest}::timestamptz and e.at > wanted.since
            and e.type not in ('message', 'attendance') and (wanted.types is null or wanted.types ? e.type))`,
  );
  return rows.map(({ number }) => number);
}
