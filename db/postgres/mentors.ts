import { and, eq, sql } from 'drizzle-orm';
import { type MentorHours, openingsOf } from '#engagement/nudging/mentor-hours.ts';
import { type TenantTransaction, rowsOf } from './connect.ts';
import { mentorHours } from './schema.ts';

/** A mentor who has time, as a learner sees them. */
export interface MentorOffer {
  user: string;
  name: string;
  about: string | null;
  /** When they can next meet, soonest first; in ms. */
  openings: number[];
}

/** When a mentor has time; null where they never said. */
export async function hoursOfMentor(
  tx: TenantTransaction,
  tenant: string,
  userId: string,
): Promise<MentorHours | null> {
  const { about, timeZone, hours } = mentorHours;
  const [row] = await tx
    .select({ about, timeZone, hours })
    .from(mentorHours)
    .where(and(eq(mentorHours.tenantId, tenant), eq(mentorHours.userId, userId)));
  return row ?? null;
}

export async function keepHours(
  tx: TenantTransaction,
  tenant: string,
  userId: string,
  { about, timeZone, hours }: MentorHours,
  now: Date,
): Promise<void> {
  const change = { about, timeZone, hours, updatedAt: now };
  await tx
    .insert(mentorHours)
    .values({ tenantId: tenant, userId, ...change })
    .onConflictDoUpdate({ target: [mentorHours.tenantId, mentorHours.userId], set: change });
}

const openingsShown = 4;

/**
 * The mentors with time for a learner, the one to offer first: whoever already looks after them, else whoever looks after
 * fewest, else whoever has time soonest.
 */
export async function mentorsFor(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  now: number,
): Promise<MentorOffer[]> {
  const rows = await rowsOf<MentorHours & { user: string; name: string; isTheirs: boolean; claimed: number }>(
    tx,
    sql`select h.user_id as "user", u.name, h.about, h.time_zone as "timeZone", h.hours,
          count(c.id)::int as claimed, coalesce(bool_or(c.learner_id = ${learner}), false) as "isTheirs"
        from mentor_hours h
        join accounts.members m on m.user_id = h.user_id and m.organization_id = h.tenant_id
          and m.role in ('mentor', 'admin')
        join accounts.users u on u.id = h.user_id
        left join cases c on c.tenant_id = h.tenant_id and c.claimed_by = h.user_id and c.status = 'claimed'
        where h.tenant_id = ${tenant}
        group by h.user_id, u.name, h.about, h.time_zone, h.hours::text::jsonb, h.hours`,
  );
  const taken = await takenTimes(tx, tenant, learner, now);
  return rows
    .map(({ isTheirs, claimed, user, name, about, ...own }) => {
      const openings = openingsOf(own, now, taken.get(user), openingsShown);
      return { isTheirs, claimed, offer: { user, name, about, openings } };
    })
    .filter(({ offer }) => offer.openings.length > 0)
    .toSorted(
      (one, other) =>
        Number(other.isTheirs) - Number(one.isTheirs) ||
        one.claimed - other.claimed ||
        (one.offer.openings[0] ?? 0) - (other.offer.openings[0] ?? 0) ||
        (one.offer.user < other.offer.user ? -1 : 1),
    )
    .map(({ offer }) => offer);
}

/** When mentors already meet somebody else, by mentor. */
async function takenTimes(
  tx: TenantTransaction,
  tenant: string,
  learner: string,
  now: number,
): Promise<Map<string, number[]>> {
  const rows = await rowsOf<{ user: string; at: string }>(
    tx,
    sql`select coalesce(claimed_by, asked_for) as "user", meet_at as at from cases
        where tenant_id = ${tenant} and learner_id <> ${learner} and status <> 'closed'
          and meet_at > ${new Date(now).toISOString()} and coalesce(claimed_by, asked_for) is not null`,
  );
  const taken = new Map<string, number[]>();
  for (const { user, at } of rows) taken.set(user, [...(taken.get(user) ?? []), Date.parse(at)]);
  return taken;
}
