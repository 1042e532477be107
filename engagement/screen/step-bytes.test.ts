import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownRow } from '../cohort.ts';
import { BadBytes } from './bytes.ts';
import { attendanceCells } from './cells.ts';
import { type CohortChange, type Counted, type RowChange, applyCohort } from './cohort-change.ts';
import { type CohortView, emptyRings, inOrder } from './cohort-view.ts';
import { RowPlaces, type Touch, stepOfBytes, stepBytes } from './step-bytes.ts';
import { viewBytes, viewHash, viewOfBytes } from './view-bytes.ts';

const minute = 29_700_000;
const cohort = { id: 'c', name: 'Frühling ✿', programme: 'Maths', timeZone: 'Asia/Kolkata', endsAt: null };

const name = fc.constantFrom('ana', 'ben', 'cleo', 'dmitri', 'eve', 'عمر', '<script>');
const value = fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: null });
const row = fc
  .record({
    name,
    score: value.map((tenths) => (tenths === null ? null : tenths / 10)),
    risk: value.map((parts) => (parts === null ? null : parts / 10_000)),
    level: fc.constantFrom(null, 'high' as const, 'fully_engaged' as const),
    trend: fc.constantFrom(null, 'stable' as const),
    band: fc.constantFrom(null, 'low' as const, 'critical' as const),
    flags: fc.subarray(['low_attendance' as const, 'disengaged' as const]),
    seen: fc.option(fc.integer({ min: 0, max: 90_000_000 }), { nil: null }),
    case: fc.option(
      fc.record({
        id: fc.constant('k1'),
        status: fc.constantFrom('open' as const, 'claimed' as const),
        claimedBy: fc.option(name, { nil: null }),
      }),
      { nil: null },
    ),
    minutes: cells(fc.integer({ min: -70, max: 3 }), minute),
    hours: cells(fc.integer({ min: -30, max: 0 }), Math.floor(minute / 60)),
    days: fc.uniqueArray(
      fc.tuple(
        fc.integer({ min: -90, max: 0 }).map((back) => Math.floor(minute / 1_440) + back),
        fc.nat(500),
        fc.option(fc.integer({ min: -100, max: 100 }), { nil: null }),
        fc.constantFrom(...attendanceCells),
      ),
      { maxLength: 3, selector: ([day]) => day },
    ),
    told: fc.array(
      fc.tuple(
        fc.integer({ min: -5_000, max: 3 }).map((back) => minute + back),
        fc.option(fc.nat(100), { nil: null }),
        fc.option(fc.nat(100), { nil: null }),
      ),
      { maxLength: 3 },
    ),
    acceptedAt: fc.option(
      fc.nat(5_000).map((ago) => minute * 60_000 - 4 * ago),
      { nil: null },
    ),
  })
  .map(({ seen, ...one }): RowChange => ({
    ...one,
    enrolment: `e-${one.name}`,
    learner: `l-${one.name}`,
    lastSeenAt: seen === null ? null : new Date(minute * 60_000 - seen).toISOString(),
  }));
const named = { maxLength: 4, selector: ({ enrolment }: Counted) => enrolment };
const change = fc
  .record({
    rows: fc.uniqueArray(row, named),
    counted: fc.uniqueArray(row, named),
    gone: fc.subarray(['e-ana', 'e-ben']),
  })
  .map(({ rows, counted, gone }): CohortChange => ({
    of: 'cohort',
    rows,
    counted,
    ...(gone.length > 0 ? { gone } : {}),
  }));

function cells(back: fc.Arbitrary<number>, last: number) {
  return fc.uniqueArray(
    fc.tuple(
      back.map((one) => last + one),
      fc.nat(400),
    ),
    { maxLength: 3, selector: ([bucket]) => bucket },
  );
}

function empty(): CohortView {
  const rows = ['ana', 'ben', 'cleo'].map((one) => ({
    ...unknownRow({ enrolment: `e-${one}`, learner: `l-${one}`, name: one }),
    ...emptyRings,
  }));
  return { of: 'cohort', cohort, minute, rows: inOrder(rows) };
}

/** As a server does: changes are joined into a step now and then. */
function stepOf(
  before: CohortView,
  changes: CohortChange[],
  now: number,
  isUnsure = false,
): { after: CohortView; bytes: Uint8Array } {
  let after = before;
  const touched = new Map<string, Touch>();
  for (const one of changes) {
    after = applyCohort(after, one);
    for (const enrolment of one.gone ?? [])
      touched.set(enrolment, { acceptedAt: null, isRenewed: true, isUnsure: false });
    for (const { enrolment, acceptedAt } of [...(one.counted ?? []), ...one.rows]) {
      const isRenewed = touched.get(enrolment)?.isRenewed ?? false;
      touched.set(enrolment, { acceptedAt, isRenewed, isUnsure });
    }
  }
  return { after, bytes: stepBytes(before, after, touched, now) };
}

describe('a step', () => {
  test('leads whoever stands where it begins to the very same picture', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 5 }), (steps) => {
        let server = empty();
        let page = viewOfBytes(viewBytes(server));
        const known = new RowPlaces();
        for (const changes of steps) {
          const { after, bytes } = stepOf(server, changes, minute * 60_000, changes.length % 2 === 1);
          const read = stepOfBytes(page, bytes, known);
          if (read === null) throw new Error('it was made of this view');
          page = read.after;
          server = after;
          expect(viewHash(page)).toBe(viewHash(server));
        }
        expect(page).toEqual(server);
      }),
      { numRuns: 400 },
    );
  });

  test('of another list of learners is not taken', () => {
    const before = empty();
    const { bytes } = stepOf(before, [], minute * 60_000);
    const other = { ...before, rows: before.rows.slice(1) };
    expect(stepOfBytes(other, bytes)).toBeNull();
    expect(stepOfBytes(before, bytes)?.change.rows).toEqual([]);
  });

  test('of an earlier minute is not taken', () => {
    const before = empty();
    const { bytes } = stepOf(before, [], minute * 60_000);
    expect(stepOfBytes({ ...before, minute: minute + 1 }, bytes)).toBeNull();
  });

  test('of one event of each of many learners takes few bytes', () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => ({
      ...(empty().rows[0] as CohortView['rows'][number]),
      enrolment: `01J0000000000000000000${String(index).padStart(4, '0')}`,
    }));
    const before: CohortView = { ...empty(), rows };
    const changes = rows
      .filter((_, index) => index % 50 === 0)
      .map(({ enrolment, learner, name: own }): RowChange => ({
        ...(rows[0] as CohortView['rows'][number]),
        enrolment,
        learner,
        name: own,
        score: 71.3,
        risk: 0.1234,
        lastSeenAt: new Date(minute * 60_000 + 30_000).toISOString(),
        minutes: [[minute, 1]],
        hours: [[Math.floor(minute / 60), 1]],
        days: [[Math.floor((minute + 330) / 1_440), 1, null, 'none']],
        told: [[minute, 71, 12]],
        acceptedAt: minute * 60_000 + 30_000,
      }));
    const { bytes } = stepOf(before, [{ of: 'cohort', rows: changes }], minute * 60_000 + 30_200);
    expect(changes).toHaveLength(20);
    expect(bytes.length).toBeLessThan(20 * 11 + 30);
  });
});

describe('bytes of anything else', () => {
  test('are refused, whatever they are, and take no more memory than they are long', () => {
    const view = empty();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const read of [() => viewOfBytes(bytes), () => stepOfBytes(view, bytes)]) {
          try {
            read();
          } catch (error) {
            if (!(error instanceof BadBytes)) throw error;
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('that were bytes of ours before one of them was changed never read as what they were', () => {
    const good = viewBytes(applyCohort(empty(), { of: 'cohort', rows: [] }));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = good.slice();
        bytes[at] = ((bytes[at] ?? 0) + by) % 256;
        try {
          expect(viewHash(viewOfBytes(bytes))).not.toBe(viewHash(empty()));
        } catch (error) {
          if (!(error instanceof BadBytes)) throw error;
        }
      }),
    );
  });
});
