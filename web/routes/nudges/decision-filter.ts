import { type NudgeAnswer, nudgeAnswers, nudgeKinds, nudgeReasons, nudgeRules } from '#engagement/nudge.ts';
import { type Fate, fates } from '#engagement/nudging/decision.ts';

export const fateTabs = [...fates, 'any'] as const;
export type FateTab = Fate | 'any';

export const sinceDays = [1, 7, 28, 90] as const;
/** The time in which outcomes become known, and no more than is looked through at once. */
export const usualDays = 28;

export const answerChoices: readonly (NudgeAnswer | 'none')[] = [...nudgeAnswers, 'none'];

/** What of nudges is looked at: what its address says, as far as it says something that there is. */
export function askedOf(query: Pick<URLSearchParams, 'get'>): { fate: FateTab; query: URLSearchParams } {
  const fate = fateTabs.find((one) => one === query.get('fate')) ?? 'sent';
  const asked = new URLSearchParams();
  for (const name of ['learner', 'cohort', 'programme']) {
    const value = query.get(name);
    if (value !== null && value !== '') asked.set(name, value);
  }
  const known: Record<string, readonly string[]> = {
    kind: nudgeKinds,
    rule: nudgeRules,
    reason: nudgeReasons,
    answer: answerChoices,
  };
  for (const [name, values] of Object.entries(known)) {
    const value = query.get(name);
    if (value !== null && values.includes(value)) asked.set(name, value);
  }
  const days = query.get('days');
  if (days !== 'all') asked.set('days', String(sinceDays.find((one) => String(one) === days) ?? usualDays));
  return { fate, query: asked };
}

/** Of a query for the list, without what the tabs and the summary choose: they count over all of it. */
export function countedOf(asked: URLSearchParams): URLSearchParams {
  const counted = new URLSearchParams(asked);
  counted.delete('reason');
  counted.delete('answer');
  return counted;
}

/** What somebody narrowed it down by, for whom an empty list means something else. */
export function isNarrowed(asked: URLSearchParams): boolean {
  return [...asked.keys()].some((name) => name !== 'days');
}
