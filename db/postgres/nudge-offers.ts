import type { CoursePlan } from '#engagement/course-plan.ts';
import { dateOf, dayOf } from '#engagement/day.ts';
import type { NudgeKind, NudgeParams, NudgeRule } from '#engagement/nudge.ts';
import type { NudgePolicy } from '#engagement/nudging/policy.ts';
import type { NudgePreferences } from '#engagement/nudging/preferences.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import type { TenantTransaction } from './connect.ts';

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
export async function offersOf(_tx: TenantTransaction, about: About): Promise<Offers> {
  return { reminder: reminderOf(about) };
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
