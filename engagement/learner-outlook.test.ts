import { describe, expect, test } from 'vitest';
import { dayMs } from './day.ts';
import { type ShownBy, type ShownEvent, learnerOutlookOf } from './learner-outlook.ts';
import { markOf } from './mark.ts';
import { outlookAt } from './risk-view.ts';
import { usualScoring } from './scoring.ts';
import { shippedModel } from './shipped-model.ts';
import { count, openWindow, packWindow, readWindow } from './window.ts';

const now = Date.UTC(2026, 4, 14, 20);
const of = { enrolledAt: now - 60 * dayMs, timeZone: 'UTC', scoring: usualScoring, outages: [] };
const plan = { starts: null, ends: null, deadlines: [{ day: Math.floor(now / dayMs) + 3, weight: 10 }] };
const outlook = outlookAt(now, 'UTC', {
  model: shippedModel,
  kept: null,
  plan,
  counts: null,
  floors: usualScoring.risk,
});
const nothingShown: ShownBy = { events: [], skills: [], cohortMean: null };

/** Half an hour on each of these days ago. */
function windowOf(daysAgo: readonly number[]) {
  const open = openWindow();
  for (const ago of daysAgo)
    count(open, markOf({ type: 'content_view', at: now - ago * dayMs, durationS: 1_800 }, 'UTC'));
  return readWindow(packWindow(open), now, 'UTC');
}

describe('what is likely to come', () => {
  test('is told from four weeks, and knows that something is due', () => {
    const every2 = Array.from({ length: 14 }, (_, index) => 2 * index);
    const told = learnerOutlookOf(windowOf(every2), of, outlook, nothingShown, now);
    expect(told.forecast).toMatchObject({ weeks: 4, isDue: true });
    expect(told.completion?.lacks).not.toContain('deadlines');
  });

  test('is not told of somebody of whom nothing was ever heard', () => {
    expect(learnerOutlookOf(windowOf([]), of, outlook, nothingShown, now)).toEqual({
      forecast: null,
      completion: null,
      results: [],
      path: null,
    });
  });

  test.each<[string, Omit<ShownEvent, 'at'>, number]>([
    ['a quiz with its percent is a result', { type: 'quiz_attempt', percent: 70 }, 1],
    [
      'work with its quality is a result',
      { type: 'assignment_submission', quality: 0.7, completed: true },
      1,
    ],
    ['that something was handed in is none', { type: 'assignment_submission', completed: true }, 0],
    ['a single answer is none', { type: 'answer', correct: true }, 0],
  ])('%s', (_, event, results) => {
    const shown = { ...nothingShown, events: [{ ...event, at: now }] };
    expect(learnerOutlookOf(windowOf([1]), of, outlook, shown, now).results).toHaveLength(results);
  });
});
