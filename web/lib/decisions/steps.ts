import type { DecisionView } from '#engagement/nudging/decision.ts';

export type Step = 'asked' | 'decided' | 'due' | 'delivered' | 'opened' | 'answered' | 'taken_back';

/** What happened to a decision and its nudge, in the order in which it does. */
export function stepsOf({
  askedAt,
  decidedAt,
  sendAt,
  nudge,
}: Pick<DecisionView, 'askedAt' | 'decidedAt' | 'sendAt' | 'nudge'>): { step: Step; at: string }[] {
  const steps: { step: Step; at: string | null }[] = [
    { step: 'asked', at: askedAt },
    { step: 'decided', at: decidedAt },
    { step: 'due', at: nudge?.dueAt ?? sendAt },
    { step: 'delivered', at: nudge?.deliveredAt ?? null },
    { step: 'taken_back', at: nudge?.withdrawnAt ?? null },
    { step: 'opened', at: nudge?.openedAt ?? null },
    { step: 'answered', at: nudge?.answeredAt ?? null },
  ];
  return steps.flatMap(({ step, at }) => (at === null ? [] : [{ step, at }]));
}
