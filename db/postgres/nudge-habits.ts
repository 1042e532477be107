import { sql } from 'drizzle-orm';
import { dayMs } from '#engagement/day.ts';
import type { Habit } from '#engagement/nudging/send-time.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { textArray } from './many.ts';

const habitDays = 56;

/** Whose habit it is, and by which clock. */
interface Whose {
  learner: string;
  timeZone: string;
}

/** When learners did something on the platform, by hour of the week of their own clock. */
export async function habitsIn(
  tx: TenantTransaction,
  tenant: string,
  whose: readonly (Whose & { enrolments: string[] })[],
  now: number,
): Promise<{ of: (one: Whose) => Habit }> {
  const pairs = whose.flatMap(({ learner, timeZone, enrolments }) =>
    enrolments.map((enrolment) => ({ enrolment, timeZone, learner })),
  );
  const wanted = new Map(pairs.map((pair) => [`${pair.timeZone} ${pair.enrolment}`, pair]));
  const ids = [...new Set(pairs.map(({ enrolment }) => enrolment))];
  const rows = await rowsOf<Whose & { hour: number; count: number }>(
    tx,
    // Its enrolments are named twice: of a join alone PostgreSQL would think that it leads to most of the events there are.
    sql`select who.learner, who."timeZone",
          ((extract(isodow from own.at) - 1) * 24 + extract(hour from own.at))::int as hour, count(*)::int as count
        from events e
        join jsonb_to_recordset(${JSON.stringify([...wanted.values()])}::text::jsonb)
          as who(enrolment text, "timeZone" text, learner text) on who.enrolment = e.enrolment_id
        cross join lateral (select e.at at time zone who."timeZone" as at) as own
        where e.tenant_id = ${tenant} and e.enrolment_id = any(${textArray(ids)})
          and e.at > ${new Date(now - habitDays * dayMs).toISOString()} and e.at <= ${new Date(now).toISOString()}
        group by 1, 2, 3`,
  );
  const habits = new Map<string, number[]>();
  for (const { hour, count, ...who } of rows) {
    const habit = habits.get(keyOf(who)) ?? nothing();
    habit[hour] = count;
    habits.set(keyOf(who), habit);
  }
  return { of: (one) => habits.get(keyOf(one)) ?? nothing() };
}

function nothing(): number[] {
  return Array.from({ length: 168 }, () => 0);
}

function keyOf({ learner, timeZone }: Whose): string {
  return `${timeZone} ${learner}`;
}
