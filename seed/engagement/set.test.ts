import { describe, expect, test } from 'vitest';
import { digestsElsewhere, sameElsewhere } from '#test/elsewhere.ts';
import { trainingClasses } from './classes.ts';
import { type SetWeek, engagementSet } from './set.ts';
import { countsOf } from './summary.ts';

const set = engagementSet(42);

/** Brief A13, row by row. */
const asInTheBrief = {
  records: 733,
  weeks: 60,
  levels: { high: 3, medium: 9, low: 24, fully_engaged: 24 },
  attendance: 300,
  statuses: { present: 186, late: 56, absent: 48, excused: 10 },
  lms: 239,
  types: {
    quiz_attempt: 44,
    video_watch: 38,
    content_view: 36,
    forum_post: 35,
    assignment_submission: 31,
    resource_download: 30,
    login: 25,
  },
  sentiment: 98,
  alerts: 36,
  severities: { critical: 4, high: 19, medium: 13 },
};

describe('the 733 records of brief A13', () => {
  test.each([42, 1, 2, 3])('are exact for seed %i', (seed) => {
    expect(countsOf(engagementSet(seed))).toEqual(asInTheBrief);
  });

  test('have 31 very positive, 37 positive, 28 neutral and 2 negative texts', () => {
    const labels = recordsOf(set.learners.flatMap((learner) => learner.weeks)).flatMap(
      ({ event }) => event.sentiment?.label ?? [],
    );
    const counts = Object.groupBy(labels, (label) => label);
    expect(counts.very_positive).toHaveLength(31);
    expect(counts.positive).toHaveLength(37);
    expect(counts.neutral).toHaveLength(28);
    expect(counts.negative).toHaveLength(2);
    expect(counts.very_negative).toBeUndefined();
  });

  test('are of five learners in each of three tenants, five sessions a week', () => {
    for (const own of trainingClasses) {
      const learners = set.learners.filter((learner) => learner.class === own);
      expect(learners).toHaveLength(5);
      for (const { weeks } of learners) {
        expect(weeks).toHaveLength(4);
        for (const week of weeks)
          expect(recordsOf([week]).filter(({ event }) => event.type === 'attendance')).toHaveLength(5);
      }
    }
  });

  test('raise an alert for each flag and none without', () => {
    const weeks = set.learners.flatMap((learner) => learner.weeks);
    for (const { week, alerts } of weeks) expect(alerts).toHaveLength(week.flags.length);
  });

  test('are the same again for the same seed, and others for another', () => {
    expect(engagementSet('42')).toEqual(set);
    expect(engagementSet(1)).not.toEqual(set);
  });

  test('have ids of their own, and each record on a day of its week', () => {
    const weeks = set.learners.flatMap((learner) => learner.weeks);
    const records = recordsOf(weeks);
    expect(new Set(records.map(({ event }) => event.id)).size).toBe(637);
    for (const one of weeks)
      for (const { date } of one.records) expect(Object.keys(one.week.days)).toContain(date);
  });
});

test('the golden learner of brief A14 comes out of the rules as it stands there', () => {
  const michael = set.learners.find(({ externalId }) => externalId === 'STU6584');
  const golden = michael?.weeks.at(-1);
  expect(michael).toMatchObject({ name: 'Michael Brown', class: { tenant: 'Melbourne Training' } });
  expect(golden?.week).toMatchObject({
    startsOn: '2025-11-02',
    endsOn: '2025-11-08',
    attendance: 52.5,
    lms: 53.6,
    sentiment: 48.9,
    score: 52,
    level: 'medium',
    change: -14.5,
    trend: 'critical_decline',
    flags: ['low_attendance', 'inactive_lms', 'negative_sentiment'],
  });
  expect(golden?.alerts.map(({ type, severity }) => `${severity} ${type}`)).toEqual([
    'high attendance',
    'high lms_inactivity',
    'medium negative_sentiment',
  ]);
});

test('the set is made of the same bytes under any time zone and language of the machine', async () => {
  const digests = await digestsElsewhere(`
    const { engagementSet } = await import('./seed/engagement/set.ts');
    told(JSON.stringify(engagementSet(42)));`);
  expect(digests).toEqual(sameElsewhere(JSON.stringify(set)));
});

function recordsOf(weeks: SetWeek[]) {
  return weeks.flatMap((week) => week.records);
}
