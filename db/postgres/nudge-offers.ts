import type { CoursePlan } from '#engagement/course-plan.ts';
import { dateOf, dayOf } from '#engagement/day.ts';
import type { NudgeKind, NudgeParams, NudgeRule } from '#engagement/nudge.ts';
import type { NudgePolicy } from '#engagement/nudging/policy.ts';
import type { NudgePreferences } from '#engagement/nudging/preferences.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import { ruleSettings } from '#engagement/nudging/rules.ts';
import { plansIn } from './challenge-plans.ts';
import type { TenantTransaction } from './connect.ts';
import { mentorsWithTime } from './mentors.ts';
import { skillOffers } from './skill-offers.ts';

/** Whom a nudge would go to, and what it would be about. */
export interface About {
  tenant: string;
  learner: string;
  enrolment: string;
  cohort: string;
  programme: string;
  rule: NudgeRule;
  asked: NudgeParams;
  askedAt: number;
  plan: CoursePlan;
  preferences: NudgePreferences;
  policy: NudgePolicy;
  cohortZone: string;
  /** The learner's own. */
  timeZone: string;
  band: Band | null;
  reasons: Reason[];
  now: number;
}

export type Offers = Partial<Record<NudgeKind, NudgeParams>>;

/** What there is to offer to each of these learners, kind by kind. */
export async function offersFor(
  tx: TenantTransaction,
  tenant: string,
  abouts: readonly About[],
  now: number,
): Promise<Map<About, Offers>> {
  const among = (kind: NudgeKind): About[] =>
    abouts.filter(({ rule }) => ruleSettings[rule].kinds.includes(kind));
  const challenges = await challengesFor(tx, tenant, among('peer_challenge'), now);
  const mentors = await mentorsAmong(tx, tenant, among('mentor_connection'), now);
  const skills = await skillOffers(tx, tenant, abouts, now);
  return new Map(
    abouts.map((about) => {
      const { low = null, check = null } = skills.get(about) ?? {};
      const offers: Offers = { reminder: { ...reminderOf(about), ...(low !== null && { skill: low }) } };
      const [challenge, mentor] = [challenges, mentors].map((found) => found.get(about));
      if (challenge) offers.peer_challenge = challenge;
      if (mentor) offers.mentor_connection = mentor;
      if (check) offers.micro_assessment = check;
      return [about, offers];
    }),
  );
}

const nearDays = 14;

/** One concrete next thing: what is due next, by its name. */
function reminderOf({ plan, asked, cohortZone, now }: About): NudgeParams {
  const today = dayOf(now, cohortZone);
  const day = asked['day'];
  const dueOn = typeof day === 'number' ? dateOf(day) : dateOf(today);
  const next = plan.deadlines
    .toSorted((one, other) => (one.dueOn < other.dueOn ? -1 : 1))
    .find((deadline) => deadline.dueOn >= dueOn && deadline.dueOn <= dateOf(today + nearDays));
  return next === undefined ? {} : { title: next.title, dueOn: next.dueOn };
}

/** A week together: one that others have begun, or others to begin one with. Only for who said they like to. */
async function challengesFor(
  tx: TenantTransaction,
  tenant: string,
  abouts: readonly About[],
  now: number,
): Promise<Map<About, NudgeParams>> {
  const found = new Map<About, NudgeParams>();
  const willing = abouts.filter(({ preferences }) => preferences.joinsChallenges);
  for (const [cohort, own] of Map.groupBy(willing, (about) => about.cohort)) {
    const planOf = await plansIn(tx, tenant, cohort, own, now);
    for (const about of own) {
      const plan = planOf(about);
      if (plan?.what === 'join')
        found.set(about, { others: plan.others, ...plan.goal, challenge: plan.challenge });
      if (plan?.what === 'found' && plan.others.length > 0)
        found.set(about, { others: plan.others.length, ...plan.goal });
    }
  }
  return found;
}

/** A person with time, and when. */
async function mentorsAmong(
  tx: TenantTransaction,
  tenant: string,
  abouts: readonly About[],
  now: number,
): Promise<Map<About, NudgeParams>> {
  const found = new Map<About, NudgeParams>();
  if (abouts.length === 0) return found;
  const offersTo = await mentorsWithTime(tx, tenant, now);
  for (const about of abouts) {
    const [first] = offersTo(about.learner);
    const at = first?.openings[0];
    if (first === undefined || at === undefined) continue;
    found.set(about, { mentor: first.name, user: first.user, at: new Date(at).toISOString() });
  }
  return found;
}
