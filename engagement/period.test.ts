import { describe, expect, test } from 'vitest';
import { dayOfDate } from './day.ts';
import type { Attendance } from './event.ts';
import { type PastEvent, pastOf, scoreOn } from './past.ts';
import { type Beside, type StoredWeek, periodOf } from './period.ts';
import type { Outage } from './quiet.ts';
import { scoreOf } from './score.ts';
import { type Scoring, usualScoring } from './scoring.ts';
import { count, openWindow, packWindow, readWindow } from './window.ts';
import { markOf } from './mark.ts';

const timeZone = 'Australia/Melbourne';
/** Nine in the morning in Melbourne, where it is then the evening before in Greenwich. */
const at = (date: string, hour = 9) => Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00+11:00`);
const dates = (month: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${month}-${String(from + index).padStart(2, '0')}`);

interface Told {
  events?: PastEvent[];
  from?: string;
  to?: string;
  today?: string;
  enrolled?: string;
  keptSince?: string;
  scoring?: Partial<Scoring>;
  outages?: Outage[];
  beside?: Partial<Beside>;
}

function period({ events = everyDay, from = '2026-11-02', to = '2026-11-15', today = to, ...told }: Told) {
  const { enrolled = '2026-10-01', keptSince = '2026-01-01', outages = [] } = told;
  const scoring = { ...usualScoring, ...told.scoring };
  const of = { enrolledAt: at(enrolled), timeZone, scoring, outages };
  const beside = { today: dayOfDate(today), hasEnded: false, remarks: new Map(), stored: [], ...told.beside };
  const past = pastOf(events, of, dayOfDate(keptSince));
  return { past, of, ...periodOf(past, dayOfDate(from), dayOfDate(to), beside) };
}

function session(date: string, status: Attendance['status']): PastEvent {
  return { type: 'attendance', at: at(date), attendance: { status, minutesAttended: 60 } };
}

const everyDay: PastEvent[] = dates('2026-11', 1, 15).map((date) => ({
  type: 'content_view',
  at: at(date),
  durationS: 1_800,
}));

describe('a day of heatmap_data', () => {
  test('has the figures of brief A9, counted from the records of that day by the cohort’s calendar', () => {
    const { heatmap_data: days } = period({
      events: [
        ...everyDay,
        session('2026-11-04', 'late'),
        { type: 'quiz_attempt', at: at('2026-11-04', 23), durationS: 600, percent: 70 },
        { type: 'message', at: at('2026-11-04', 12), sentiment: { score: -0.4 } },
      ],
    });
    expect(Object.keys(days)).toHaveLength(14);
    expect(days['2026-11-04']).toMatchObject({
      attendance: true,
      lms_minutes: 40,
      sentiment: -0.4,
      state: 'data',
      missing: { attendance: null, lms: null, sentiment: null },
      sessions: { present: 0, late: 1, absent: 0, excused: 0 },
      activities: { content_view: 1, quiz_attempt: 1 },
      texts: 1,
      help: 0,
    });
    expect(days['2026-11-05']).toMatchObject({ attendance: null, lms_minutes: 30, sentiment: null });
  });

  test.each([
    ['nothing was heard', {}, 'none'],
    ['the learner was excused', { events: [session('2026-11-11', 'excused')] }, 'excused'],
    [
      'nothing was expected',
      {
        scoring: {
          daysOff: { restDays: [], holidays: [{ from: '2026-11-11', to: '2026-11-11', name: 'x' }] },
        },
      },
      'holiday',
    ],
    [
      'nothing could be heard',
      { outages: [{ parts: ['lms' as const], from: at('2026-11-11', 2), to: at('2026-11-11', 20) }] },
      'source_down',
    ],
    ['it is still to come', { today: '2026-11-10' }, 'future'],
    ['the learner was not there yet', { enrolled: '2026-11-13' }, 'before'],
    ['its events are no longer kept', { keptSince: '2026-11-12' }, 'forgotten'],
  ] as const)('on which %s says so and is not zero', (_, told, state) => {
    const { heatmap_data: days } = period({ events: [], ...(structuredClone(told) as Told) });
    expect(days['2026-11-11']).toMatchObject({ state, attendance: null, sentiment: null });
  });

  test('says of each part by itself what is missing', () => {
    const { heatmap_data: days } = period({
      events: [...everyDay, session('2026-11-11', 'excused'), { type: 'message', at: at('2026-11-11') }],
    });
    expect(days['2026-11-11']).toMatchObject({
      state: 'data',
      missing: { attendance: 'excused', lms: null, sentiment: 'none' },
    });
  });

  test('has the score that was live on its evening', () => {
    const events = [...everyDay, session('2026-11-03', 'present'), session('2026-11-09', 'absent')];
    const { past, of, heatmap_data: days } = period({ events });
    const window = openWindow();
    for (const event of events) if (event.at <= at('2026-11-10', 23)) count(window, markOf(event, timeZone));
    const live = scoreOf(readWindow(packWindow(window), at('2026-11-10', 23), timeZone), of);
    expect(live?.value).toBeGreaterThan(0);
    expect(days['2026-11-10']?.score).toBe(live?.value);
    expect(scoreOn(past, dayOfDate('2026-11-10'))).toEqual(live);
  });
});

describe('a week', () => {
  test('runs from Monday to Sunday, has the score of its Sunday, and is compared with the week before', () => {
    const { weeks, heatmap_data: days } = period({ to: '2026-11-17', today: '2026-11-17' });
    expect(weeks.map(({ starts_on, ends_on, is_over }) => [starts_on, ends_on, is_over])).toEqual([
      ['2026-11-02', '2026-11-08', true],
      ['2026-11-09', '2026-11-15', true],
      ['2026-11-16', '2026-11-22', false],
    ]);
    expect(weeks[1]).toMatchObject({ score: days['2026-11-15']?.score, change: 0, trend: 'stable' });
    expect(weeks[1]?.score).not.toBeNull();
  });

  test('that is not over has the live figures, so that no Monday looks like a fall', () => {
    const { weeks, heatmap_data: days } = period({ to: '2026-11-16', today: '2026-11-16' });
    expect(weeks.at(-1)).toMatchObject({ is_over: false, score: days['2026-11-16']?.score });
    expect(weeks.at(-1)?.score).toBeGreaterThan(50);
  });

  test('of a cohort that has ended is over', () => {
    const { weeks } = period({ to: '2026-11-12', beside: { hasEnded: true } });
    expect(weeks.map((week) => week.is_over)).toEqual([true, true]);
  });

  test('counts the alerts and interventions of its days', () => {
    const remarks = new Map([
      ['2026-11-03', { alerts: 2, interventions: 0 }],
      ['2026-11-08', { alerts: 1, interventions: 1 }],
      ['2026-11-09', { alerts: 0, interventions: 5 }],
    ]);
    expect(period({ beside: { remarks } }).weeks).toMatchObject([
      { alerts: 3, interventions: 1 },
      { alerts: 0, interventions: 5 },
    ]);
  });

  test('whose events are no longer kept is the one that was stored, with its days', () => {
    const stored: StoredWeek = {
      startsOn: '2026-11-02',
      endsOn: '2026-11-08',
      attendance: 80,
      lms: 60,
      sentiment: null,
      score: 70.7,
      level: 'low',
      change: -3,
      trend: 'stable',
      flags: [],
      days: { '2026-11-03': { attendance: true, lms_minutes: 12, sentiment: 0.5 } },
    };
    const { weeks, heatmap_data: days } = period({
      events: everyDay.filter(({ at: time }) => time >= at('2026-11-09', 0)),
      keptSince: '2026-11-09',
      beside: { stored: [stored] },
    });
    expect(weeks).toMatchObject([
      { starts_on: '2026-11-02', score: 70.7, change: -3 },
      // Of the week before only what was stored is known, and that is not compared by other rules.
      { starts_on: '2026-11-09', change: null },
    ]);
    expect(weeks[1]?.score).not.toBeNull();
    expect(days['2026-11-03']).toMatchObject({ state: 'forgotten', attendance: true, lms_minutes: 12 });
  });
});
