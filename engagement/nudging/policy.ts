import { type NudgeKind, type NudgeRule, nudgeKinds, nudgeRules } from '../nudge.ts';

/** How a programme, or a tenant for all of them, nudges its learners. */
export interface NudgePolicy {
  /** Off: nothing is sent by itself to anybody, at once. */
  isOn: boolean;
  rules: Record<NudgeRule, boolean>;
  kinds: Record<NudgeKind, { isOn: boolean; coolDownDays: number }>;
  /** Over all rules, kinds, channels and cohorts together. */
  perDay: number;
  perWeek: number;
  /** By the learner's clock; from a later hour than it ends goes over midnight, and equal hours mean none. */
  quietHours: QuietHours;
  /** Whether a nudge waits for the hour at which its learner usually works. */
  waitsForHabit: boolean;
  /** Whether rest days and holidays of the programme are free of nudges. */
  sparesDaysOff: boolean;
  /** Of learners, for each kind: they get none of it, so that its effect can be known. */
  holdOutPercent: number;
  /** After so many in a row that brought neither an answer nor the learner back, a person takes over. */
  unansweredMost: number;
}

/** Minutes after midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

const hour = 60;

export const usualPolicy: NudgePolicy = {
  isOn: true,
  rules: Object.fromEntries(nudgeRules.map((rule) => [rule, true])) as Record<NudgeRule, boolean>,
  kinds: Object.fromEntries(
    nudgeKinds.map((kind) => [kind, { isOn: true, coolDownDays: kind === 'reminder' ? 1 : 4 }]),
  ) as NudgePolicy['kinds'],
  perDay: 1,
  perWeek: 4,
  quietHours: { from: 21 * hour, to: 8 * hour },
  waitsForHabit: true,
  sparesDaysOff: true,
  holdOutPercent: 10,
  unansweredMost: 3,
};

/** What each number of a policy may be; all of them are whole. */
export const policyBounds = {
  perDay: { least: 1, most: 5 },
  perWeek: { least: 1, most: 20 },
  minutes: { least: 0, most: 24 * hour - 1 },
  holdOutPercent: { least: 0, most: 50 },
  unansweredMost: { least: 1, most: 10 },
  coolDownDays: { least: 0, most: 60 },
} as const;

/** What is wrong with a policy that has the right shape; null when nothing is. */
export function policyProblem(policy: NudgePolicy): { field: string; problem: string } | null {
  const { perDay, perWeek, quietHours, holdOutPercent, unansweredMost } = policy;
  const whole = (field: string, value: number, of: keyof typeof policyBounds) => {
    const { least, most } = policyBounds[of];
    return Number.isInteger(value) && value >= least && value <= most
      ? null
      : { field, problem: `a whole number from ${least} to ${most} was expected` };
  };
  return (
    whole('perDay', perDay, 'perDay') ??
    whole('perWeek', perWeek, 'perWeek') ??
    (perWeek < perDay
      ? { field: 'perWeek', problem: 'a week cannot hold fewer than one of its days' }
      : null) ??
    whole('quietHours.from', quietHours.from, 'minutes') ??
    whole('quietHours.to', quietHours.to, 'minutes') ??
    (allowedMinutes(quietHours) < allowedLeast
      ? {
          field: 'quietHours',
          problem: 'at least four hours of a day must be left in which a nudge can come',
        }
      : null) ??
    whole('holdOutPercent', holdOutPercent, 'holdOutPercent') ??
    whole('unansweredMost', unansweredMost, 'unansweredMost') ??
    nudgeKinds
      .map((kind) => whole(`kinds.${kind}.coolDownDays`, policy.kinds[kind].coolDownDays, 'coolDownDays'))
      .find((problem) => problem !== null) ??
    null
  );
}

const allowedLeast = 4 * hour;

function allowedMinutes({ from, to }: QuietHours): number {
  return from === to ? 24 * hour : (from - to + 24 * hour) % (24 * hour);
}
