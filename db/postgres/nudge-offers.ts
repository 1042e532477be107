import type { CoursePlan } from '#engagement/course-plan.ts';
import { dateOf, dayOf } from '#engagement/day.ts';
import type { NudgeKind, NudgeParams, NudgeRule } from '#engagement/nudge.ts';
import type { NudgePolicy } from '#engagement/nudging/policy.ts';
import type { NudgePreferences } from '#engagement/nudging/preferences.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import { ruleSettings } from '#engagement/nudging/rules.ts';
import { planFor } from './challenge-plans.ts';
import { checkOffer } from './check-offer.ts';
import type { TenantTransaction } from './connect.ts';
import { mentorsFor } from './mentors.ts';

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

/** What there is to offer to this learner, kind by kind. */
export async function offersOf(tx: TenantTransaction, about: About): Promise<Offers> {
  const { kinds } = ruleSettings[about.rule];
  const offers: Offers = { reminder: reminderOf(about) };
  const challenge = kinds.includes('peer_challenge') ? await challengeFor(tx, about) : null;
  if (challenge !== null) offers.peer_challenge = challenge;
  const mentor = kinds.includes('mentor_connection') ? await mentorFor(tx, about) : null;
  if (mentor !== null) offers.mentor_connection = mentor;
  const check = kinds.includes('micro_assessment') ? await checkOffer(tx, about) : null;
  if (check !== null) offers.micro_assessment = check;
  return offers;
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
async function challengeFor(tx: TenantTransaction, about: About): Promise<NudgeParams | null> {
  if (!about.preferences.joinsChallenges) return null;
  const plan = await planFor(tx, about.tenant, about, about.now);
  switch (plan?.what) {
    case undefined:
    case 'joined':
      return null;
    case 'join':
      return { others: plan.others, ...plan.goal, challenge: plan.challenge };
    case 'found':
      return plan.others.length === 0 ? null : { others: plan.others.length, ...plan.goal };
  }
}

/** A person with time, and when. */
async function mentorFor(
  tx: TenantTransaction,
  { tenant, learner, now }: About,
): Promise<NudgeParams | null> {
  const [first] = await mentorsFor(tx, tenant, learner, now);
  const at = first?.openings[0];
  return first === undefined || at === undefined
    ? null
    : { mentor: first.name, user: first.user, at: new Date(at).toISOString() };
}
