import type { NudgeKind, NudgeRule } from '../nudge.ts';

/** What follows from each rule: which kinds can help there, and whether they wait for the learner's usual hour. */
export const ruleSettings: Record<NudgeRule, { kinds: readonly NudgeKind[]; waitsForHabit: boolean }> = {
  quiet_days: {
    kinds: ['reminder', 'micro_assessment', 'peer_challenge', 'mentor_connection'],
    waitsForHabit: true,
  },
  work_due: { kinds: ['reminder'], waitsForHabit: true },
  streak_at_stake: { kinds: ['reminder'], waitsForHabit: true },
  low_results: { kinds: ['micro_assessment', 'reminder', 'mentor_connection'], waitsForHabit: true },
  // Somebody who asks, or is about to leave, is not kept waiting for a better hour.
  asked_for_help: { kinds: ['mentor_connection'], waitsForHabit: false },
  high_risk: { kinds: ['mentor_connection'], waitsForHabit: false },
  working_together: { kinds: ['peer_challenge'], waitsForHabit: true },
};
