import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from './alert.ts';
import type { Case } from './case.ts';
import { unknownRow } from './cohort.ts';
import { applyChange, liveAlertsMax, mergeChanges } from './live.ts';
import { type CohortChange, type RowChange, noCells } from './screen/cohort-change.ts';
import { type CohortView, advanceTo, emptyRings } from './screen/cohort-view.ts';

const minute = 29_000_000;
const none = Array.from({ length: 60 }, () => 0);

function view(...names: string[]): CohortView {
  const cohort = { id: 'c', name: 'Spring', programme: 'Maths', timeZone: 'UTC', endsAt: null };
  const rows = names.map((name) => ({
    ...unknownRow({ enrolment: name, learner: name, name }),
    ...emptyRings,
  }));
  return { of: 'cohort', cohort, minute, rows };
}

function row(name: string, minutes: [number, number][], more: Partial<RowChange> = {}): RowChange {
  return {
    ...unknownRow({ enrolment: name, learner: name, name }),
    ...noCells,
    minutes,
    acceptedAt: null,
    ...more,
  };
}

describe('a cohort on screen', () => {
  test('shows a changed cell where it belongs and leaves other rows the same objects', () => {
    const before = view('maya', 'sam');
    const after = applyChange(before, {
      of: 'cohort',
      rows: [row('maya', [[minute - 2, 5]], { risk: 0.4 })],
    });
    if (after.of !== 'cohort') throw new Error('a cohort stays a cohort');
    expect(after.rows[0]).toMatchObject({ risk: 0.4 });
    expect(after.rows[0]?.cells.slice(-3)).toEqual([5, 0, 0]);
    expect(after.rows[1]).toBe(before.rows[1]);
  });

  test('is told what was counted before anything is made of it, and nothing takes it back', () => {
    const seen = '2025-02-18T13:20:10.000Z';
    const counted = { enrolment: 'maya', lastSeenAt: seen, hours: [], days: [], acceptedAt: null };
    const before = applyChange(view('maya', 'sam'), {
      of: 'cohort',
      rows: [row('maya', [[minute, 3]], { risk: 0.4 })],
    });
    const told = applyChange(before, {
      of: 'cohort',
      rows: [],
      counted: [
        { ...counted, minutes: [[minute, 5]] },
        { ...counted, enrolment: 'nobody', minutes: [[minute, 5]] },
      ],
    }) as CohortView;
    expect(told.rows.map(({ enrolment }) => enrolment)).toEqual(['maya', 'sam']);
    expect(told.rows[0]).toMatchObject({ risk: 0.4, lastSeenAt: seen });
    expect(told.rows[0]?.cells.at(-1)).toBe(5);
    // Its window was read before the newest was counted.
    const late = row('maya', [[minute, 4]], { risk: 0.5, lastSeenAt: '2025-02-18T13:20:01.000Z' });
    const after = applyChange(told, { of: 'cohort', rows: [late] }) as CohortView;
    expect(after.rows[0]).toMatchObject({ risk: 0.5, lastSeenAt: seen });
    expect(after.rows[0]?.cells.at(-1)).toBe(5);
  });

  test('moves left as time goes on, and forgets what is older than an hour', () => {
    const before = applyChange(view('maya'), {
      of: 'cohort',
      rows: [row('maya', [[minute, 7]])],
    }) as CohortView;
    expect(advanceTo(before, minute + 2).rows[0]?.cells.slice(-3)).toEqual([7, 0, 0]);
    expect(advanceTo(before, minute + 60).rows[0]?.cells).toEqual(none);
    expect(advanceTo(before, minute + 9_999).rows[0]?.cells).toEqual(none);
    expect(advanceTo(before, minute - 1)).toBe(before);
  });

  test('takes in a learner it did not know', () => {
    const after = applyChange(view('maya'), {
      of: 'cohort',
      rows: [row('new', [[minute, 1]])],
    }) as CohortView;
    expect(after.rows.map((one) => one.name)).toEqual(['maya', 'new']);
    expect(after.rows[1]?.cells.at(-1)).toBe(1);
  });

  test('is the same after changes one by one, joined, or repeated', () => {
    const change = fc
      .array(
        fc.record({
          name: fc.constantFrom('maya', 'sam', 'new'),
          at: fc.integer({ min: minute - 70, max: minute + 5 }),
          events: fc.integer({ min: 0, max: 9 }),
          risk: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { minLength: 1, maxLength: 4 },
      )
      .map((rows): CohortChange => ({
        of: 'cohort',
        rows: [...new Map(rows.map((one) => [one.name, one])).values()].map((one) =>
          row(one.name, [[one.at, one.events]], { risk: one.risk }),
        ),
      }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const newest = Math.max(
          minute,
          ...changes.flatMap((one) => one.rows.flatMap((r) => r.minutes.map(([at]) => at))),
        );
        const start = advanceTo(view('maya', 'sam'), newest);
        const oneByOne = changes.reduce(
          (now, next) => applyChange(now, next),
          start as ReturnType<typeof applyChange>,
        );
        const joined = applyChange(
          start,
          changes.reduce((all, next) => mergeChanges(all, next) as CohortChange),
        );
        const repeated = changes.reduce(
          (now, next) => applyChange(applyChange(now, next), next),
          start as ReturnType<typeof applyChange>,
        );
        expect(joined).toEqual(oneByOne);
        expect(repeated).toEqual(oneByOne);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});

describe("the mentors' queue on screen", () => {
  const open: Case = {
    id: 'k',
    enrolment: 'e',
    learner: 'l',
    learnerName: 'Maya',
    cohort: 'c',
    cohortName: 'Spring',
    band: 'high',
    reasons: [],
    wayOut: null,
    status: 'open',
    cause: 'risk',
    meetAt: null,
    earlierCause: null,
    askedFor: null,
    note: null,
    openedAt: '2026-03-02T14:05:00.000Z',
    claimedBy: null,
    claimedAt: null,
    closedAt: null,
  };

  test('takes in a new case, shows who claimed it, and lets a closed one go', () => {
    const empty = { of: 'cases', cases: [] } as const;
    const opened = applyChange({ of: 'cases', cases: [] }, { of: 'cases', cases: [open] });
    expect(opened).toEqual({ of: 'cases', cases: [open] });
    const claimed = { ...open, status: 'claimed', claimedBy: { id: 'm', name: 'Ana' } } satisfies Case;
    expect(applyChange(opened, { of: 'cases', cases: [claimed] })).toEqual({ of: 'cases', cases: [claimed] });
    expect(applyChange(opened, { of: 'cases', cases: [{ ...claimed, status: 'closed' }] })).toEqual(empty);
  });
});

describe('the alerts on screen', () => {
  const alert: Alert = {
    id: 'a',
    enrolment: 'e',
    learner: 'l',
    learnerName: 'Lina',
    cohort: 'c',
    cohortName: 'Spring',
    type: 'attendance',
    severity: 'high',
    status: 'active',
    trigger: { missed: 3, sessions: 5 },
    recommended: [],
    score: 52,
    scoreNow: 52,
    raisedAt: '2026-03-02T14:05:00.000Z',
    refreshedAt: '2026-03-02T14:05:00.000Z',
    easedAt: null,
    handledBy: null,
    handledAt: null,
    reason: null,
    notes: null,
  };

  test('take in a new one, show what became of it, and let an answered one go', () => {
    const empty = { of: 'alerts', alerts: [] } as const;
    const worse = { ...alert, severity: 'critical' } satisfies Alert;
    const raised = applyChange({ of: 'alerts', alerts: [] }, { of: 'alerts', alerts: [alert] });
    expect(raised).toEqual({ of: 'alerts', alerts: [alert] });
    expect(applyChange(raised, { of: 'alerts', alerts: [worse] })).toEqual({ of: 'alerts', alerts: [worse] });
    const gone = { of: 'alerts', alerts: [{ ...worse, status: 'resolved' as const }] } as const;
    const change = mergeChanges({ of: 'alerts', alerts: [worse] }, { ...gone, alerts: [...gone.alerts] });
    expect(applyChange(raised, change)).toEqual(empty);
  });

  test('are never more than a page can hold: the newest stay', () => {
    const many = Array.from({ length: liveAlertsMax + 2 }, (_, index): Alert => {
      const raisedAt = new Date(Date.UTC(2026, 2, 2) + index * 60_000).toISOString();
      return { ...alert, id: `a${index}`, raisedAt };
    });
    const view = applyChange(
      { of: 'alerts', alerts: many.slice(0, 2) },
      { of: 'alerts', alerts: many.slice(2) },
    );
    const ids = view.of === 'alerts' ? view.alerts.map(({ id }) => id) : [];
    expect(ids).toHaveLength(liveAlertsMax);
    expect(ids).not.toContain('a1');
    expect(ids).toContain(`a${liveAlertsMax + 1}`);
  });
});
