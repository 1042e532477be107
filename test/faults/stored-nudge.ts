import { sql } from 'drizzle-orm';
import { asTenant, rowsOf } from '#db/postgres/connect.ts';
import { storeNudge } from '#db/postgres/nudges.ts';
import type { School } from '#test/school.ts';
import type { World } from './world.ts';

/** A nudge for the learner of a school, due now; no rule has asked for it, so nothing speaks against it. */
export function storedNudge(
  { db }: World,
  { tenant, learner, cohort }: School,
  period: string,
): Promise<string> {
  return asTenant(db, tenant, async (tx) => {
    const [row] = await rowsOf<{ id: string }>(
      tx,
      sql`select id from enrolments where learner_id = ${learner}`,
    );
    const about = { learner, enrolment: row?.id ?? '', cohort };
    const now = new Date();
    const kind = { kind: 'reminder', rule: 'quiet_days', period } as const;
    const id = await storeNudge(tx, tenant, { ...about, ...kind, params: {}, dueAt: now }, now);
    return id ?? '';
  });
}

/** Which nudge a mail is of; empty where it is none. */
export function nudgeOf(mail: string): string {
  return /^Message-ID: <nudge\.(\w+)@/im.exec(mail)?.[1] ?? '';
}
