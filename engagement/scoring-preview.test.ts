import { expect, test } from 'vitest';
import { assess } from './assessment.ts';
import { markOf } from './mark.ts';
import { type Scoring, usualScoring } from './scoring.ts';
import { type Looked, addToPreview, emptyPreview } from './scoring-preview.ts';
import { withThreshold } from './threshold.ts';
import { count, openWindow, packWindow, readWindow } from './window.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 2, 8, 12, 0);

/** Somebody who spent twenty minutes on each of so many of the last days. */
function learner(days: number, changed: Scoring, more: Partial<Looked> = {}): Looked {
  const open = openWindow();
  for (let ago = 0; ago < days; ago++) {
    count(open, markOf({ type: 'content_view', durationS: 1_200, at: now - ago * day }, 'UTC'));
  }
  const of = { enrolledAt: now - 30 * day, timeZone: 'UTC', scoring: usualScoring, outages: [] };
  const window = readWindow(packWindow(open), now, 'UTC');
  const before = assess(window, of, now).assessment;
  return {
    who: { learner: `l${days}`, name: `L${days}`, enrolment: `e${days}`, cohort: 'c' },
    window,
    at: now,
    isExpected: true,
    before,
    of,
    changed: { ...of, scoring: changed },
    ...more,
  };
}

test('the same scoring changes nobody', () => {
  const preview = emptyPreview();
  addToPreview(
    preview,
    [1, 2, 3, 5, 7].map((days) => learner(days, usualScoring)),
  );
  expect(preview).toMatchObject({ learners: 5, levelChanges: 0, flagChanges: 0, changing: [] });
  expect(preview.counts.levels.after).toEqual(preview.counts.levels.before);
  expect(preview.counts.scores.after.reduce((sum, learners) => sum + learners)).toBe(5);
});

test('who would change stands with both levels, the worst on top', () => {
  const strict = withThreshold(withThreshold(usualScoring, 'levels.low', 99), 'levels.medium', 90);
  const preview = emptyPreview();
  const all = [3, 4, 5].map((days) => learner(days, strict));
  addToPreview(preview, all);
  const rank = (level: string | null) => ['high', 'medium', 'low', 'fully_engaged', null].indexOf(level);
  const changing = preview.changing.map(({ to }) => rank(to.level));
  expect(changing.length).toBeGreaterThan(0);
  expect(changing).toEqual(changing.toSorted((one, other) => one - other));
  expect(preview.levelChanges).toBe(preview.changing.length);
  for (const one of preview.changing) {
    const looked = all.find(({ who }) => who.enrolment === one.enrolment);
    if (looked === undefined) throw new Error('nobody else was looked at');
    const { level } = assess(looked.window, looked.changed, now, { before: looked.before }).assessment;
    expect(one.to.level).toBe(level);
  }
});

test('a level that holds on is not promised to rise', () => {
  const [of, lenient] = [usualScoring, withThreshold(usualScoring, 'levels.high', 1)];
  const score = assess(learner(2, of).window, learner(2, of).of, now).assessment.score ?? 0;
  const barely = withThreshold(of, 'levels.high', score - of.steadyPoints / 2);
  const preview = emptyPreview();
  addToPreview(preview, [learner(2, barely)]);
  expect(preview.levelChanges).toBe(0);
  addToPreview(preview, [learner(2, lenient)]);
  expect(preview.levelChanges).toBe(1);
});

test('a cohort that has ended is scored, and nothing is raised for it', () => {
  const quick = withThreshold(usualScoring, 'alerts.silentDays', 0.0001);
  const silent = { at: now + day };
  const preview = emptyPreview();
  addToPreview(preview, [learner(1, quick, silent)]);
  expect(preview.counts.alerts.before.lms_inactivity).toBe(0);
  expect(preview.counts.alerts.after.lms_inactivity).toBe(1);
  addToPreview(preview, [learner(1, quick, { ...silent, isExpected: false })]);
  expect(preview.learners).toBe(2);
  expect(preview.counts.alerts.after.lms_inactivity).toBe(1);
});

test('of very many who change the worst five hundred are named and all are counted', () => {
  const strict = withThreshold(usualScoring, 'flags.inactiveLms', 99);
  const preview = emptyPreview();
  for (let times = 0; times < 3; times++) {
    addToPreview(
      preview,
      Array.from({ length: 200 }, () => learner(3, strict)),
    );
  }
  expect(preview.flagChanges).toBe(600);
  expect(preview.changing).toHaveLength(500);
});
