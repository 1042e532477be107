import { and, eq } from 'drizzle-orm';
import { joinWeek } from './challenges.ts';
import type { TenantTransaction } from './connect.ts';
import { askMentor } from './mentor-requests.ts';
import { mentorsFor } from './mentors.ts';
import { nudges } from './schema.ts';

/** What a nudge offered happens once its learner accepts it: they are in a week together, or have asked a mentor. */
export async function takeUp(tx: TenantTransaction, tenant: string, id: string, now: number): Promise<void> {
  const [nudge] = await tx
    .select()
    .from(nudges)
    .where(and(eq(nudges.tenantId, tenant), eq(nudges.id, id)));
  if (nudge === undefined) return;
  const { learnerId: learner, enrolmentId: enrolment, cohortId: cohort, params } = nudge;
  const who = { learner, enrolment, cohort };
  switch (nudge.kind) {
    case 'reminder':
    case 'micro_assessment':
      return;
    case 'peer_challenge':
      await joinWeek(tx, tenant, { ...who, nudge: id }, now);
      return;
    case 'mentor_connection': {
      const mentor = typeof params['user'] === 'string' ? params['user'] : null;
      const wanted = typeof params['at'] === 'string' ? Date.parse(params['at']) : null;
      // Days may have passed since it was offered: then they meet at the next time there is.
      const openings = (await mentorsFor(tx, tenant, learner, now)).find(
        (one) => one.user === mentor,
      )?.openings;
      const at = openings?.find((one) => one === wanted) ?? openings?.[0];
      const meetAt = at === undefined ? null : new Date(at);
      await askMentor(tx, tenant, { ...who, mentor, meetAt, note: null }, new Date(now));
    }
  }
}
