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
  return (await mentorsWithTime(tx, tenant, now))(learner);
}

/** The same for whoever is asked about: who has time when is asked once for all of them. */
export async function mentorsWithTime(
  tx: TenantTransaction,
  tenant: string,
  now: number,
): Promise<(learner: string) => MentorOffer[]> {
  const rows = await rowsOf<MentorHours & { user: string; name: string; claimed: string[] }>(
    tx,
    sql`select h.user_id as "user", u.name, h.about, h.time_zone as "timeZone", h.hours,
          array(select c.learner_id from cases c where c.tenant_id = ${tenant} and c.claimed_by = h.user_id
            and c.status = 'claimed') as claimed
        from mentor_hours h
        join accounts.members m on m.user_id = h.user_id and m.organization_id = h.tenant_id
          and m.role in ('mentor', 'admin')
        join accounts.users u on u.id = h.user_id
        where h.tenant_id = ${tenant}`,
  );
  const meetings = await meetingsAhead(tx, tenant, now);
  const mentors = rows.map(({ claimed, user, name, about, ...own }) => {
    const taken = meetings.filter((one) => one.user === user);
    const openingsWith = (some: Meeting[]): number[] =>
      openingsOf(
        own,
        now,
        some.map(({ at }) => at),
        openingsShown,
      );
    const usual = openingsWith(taken);
    // Their own meeting is not in a learner's way.
    const openingsFor = (learner: string): number[] =>
      taken.some((one) => one.learner === learner)
        ? openingsWith(taken.filter((one) => one.learner !== learner))
        : usual;
    return { user, name, about, claimed, openingsFor };
  });
  return (learner) =>
    mentors
      .map(({ user, name, about, claimed, openingsFor }) => ({
        isTheirs: claimed.includes(learner),
        claimed: claimed.length,
        offer: { user, name, about, openings: openingsFor(learner) },
      }))
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

interface Meeting {
  user: string;
  learner: string;
  at: number;
}

/** When mentors meet whom. */
async function meetingsAhead(tx: TenantTransaction, tenant: string, now: number): Promise<Meeting[]> {
  const rows = await rowsOf<Omit<Meeting, 'at'> & { at: string }>(
    tx,
    sql`select coalesce(claimed_by, asked_for) as "user", learner_id as learner, meet_at as at from cases
        where tenant_id = ${tenant} and status <> 'closed'
          and meet_at > ${new Date(now).toISOString()} and coalesce(claimed_by, asked_for) is not null`,
  );
  return rows.map((row) => ({ ...row, at: Date.parse(row.at) }));
}
