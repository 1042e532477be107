import { bisectRight } from 'd3';
import type { Unit } from './columns.ts';
import type { Measure } from './measures.ts';

/**
 * Fixed steps rather than a scale that follows the data: a colour means the same count today and tomorrow, for one
 * learner and for another, and the legend can say it in numbers. A learner at work makes some eight events a minute,
 * which is the middle; the last step is for what is out of the ordinary.
 */
const minuteSteps = [1, 3, 6, 10, 16];
/** An hour at work has pauses: some sixty events are a full one. */
const hourSteps = [1, 6, 15, 30, 60];
/** A usual day of study has about fifteen. */
export const daySteps = [1, 5, 12, 25, 50];
/** Of 100. The usual levels lie at 50, 65 and 80; below them a step more tells how far. */
const scoreSteps = [20, 35, 50, 65, 80];
/** In percent. Bands usually begin at 15, 30 and 60; between them a step more tells where in a band. */
const riskSteps = [8, 15, 30, 45, 60];
/** From very dark -100 to very bright 100: what is neither lies in the middle. */
const moodSteps = [-60, -30, -10, 11, 31, 61];
/** Present, late, absent: attendance has names for its steps. */
const attendanceSteps = [1, 2];

/** Where each step but the first begins. */
export function stepsOf(measure: Measure, unit: Unit): readonly number[] {
  switch (measure) {
    case 'activity':
      return { minute: minuteSteps, hour: hourSteps, day: daySteps }[unit];
    case 'score':
      return scoreSteps;
    case 'risk':
      return riskSteps;
    case 'sentiment':
      return moodSteps;
    case 'attendance':
      return attendanceSteps;
  }
}

/** Which step a value has: 0 for less than the first, and for none. */
export function stepOf(value: number, steps: readonly number[] = minuteSteps): number {
  return bisectRight(steps, value);
}

/** The counts that a colour stands for, as the legend says it; `to` is null for the last, which is open. */
export function stepRanges(
  steps: readonly number[] = minuteSteps,
  lowest = 0,
): { from: number; to: number | null }[] {
  return [lowest, ...steps].map((from, index) => {
    const next = steps[index];
    return { from, to: next === undefined ? null : next - 1 };
  });
}
