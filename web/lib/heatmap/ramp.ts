import { bisectRight } from 'd3';

/**
 * Fixed steps rather than a scale that follows the data: a colour means the same count today and tomorrow, for one
 * learner and for another, and the legend can say it in numbers. A learner at work makes some eight events a minute,
 * which is the middle; the last step is for what is out of the ordinary.
 */
export const minuteSteps = [1, 3, 6, 10, 16];
/** A usual day of study has about fifteen. */
export const daySteps = [1, 5, 12, 25, 50];

/** Which of the six colours a count has: 0 for none, 5 for the most. */
export function stepOf(events: number, steps: number[] = minuteSteps): number {
  return bisectRight(steps, events);
}

/** The counts that a colour stands for, as the legend says it; `to` is null for the last, which is open. */
export function stepRanges(steps: number[] = minuteSteps): { from: number; to: number | null }[] {
  return [0, ...steps].map((from, index) => {
    const next = steps[index];
    return { from, to: next === undefined ? null : next - 1 };
  });
}
