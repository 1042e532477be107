import { expect, test } from 'vitest';
import { digestOf, digestsElsewhere, sameElsewhere } from '#test/elsewhere.ts';
import { cohortOf } from './cohort.ts';
import { simulateWithTruth } from './simulate.ts';
import { truthLines } from './truth.ts';

const from = Date.UTC(2026, 2, 9);
const span = {
  learners: cohortOf(25, 'bytes'),
  seed: 42,
  from,
  // Over the night in which the clocks change.
  to: from + 28 * 86_400_000,
  timeZone: 'Europe/London',
};

test('the truth of a learner is a line about them, and one for each week, illness and text', () => {
  const { truths, events } = simulateWithTruth(span);
  const rows = truths.flatMap(truthLines).map((line): unknown => JSON.parse(line));
  const count = (row: string) => rows.filter((one) => (one as { row: string }).row === row).length;
  expect(count('learner')).toBe(25);
  expect(count('week')).toBeGreaterThan(80);
  expect(count('illness')).toBe(truths.flatMap(({ illnesses }) => illnesses).length);
  expect(count('text')).toBeGreaterThanOrEqual(events.filter(({ text }) => text !== undefined).length);
  expect(rows[0]).toEqual({
    row: 'learner',
    learner: 'play-00001',
    persona: truths[0]?.persona,
    ability: Math.round((truths[0]?.ability ?? 0) * 1e6) / 1e6,
    joinedAt: '2026-03-09T00:00:00.000Z',
    leftAt: null,
    why: null,
  });
  expect(rows[1]).toMatchObject({ row: 'week', week: 0, at: '2026-03-09T00:00:00.000Z', silentDays: 0 });
});

test('the same seed makes the same bytes in any time zone and language of the machine, today and later', async () => {
  const digests = await digestsElsewhere(`
    const { simulateWithTruth } = await import('./seed/simulate.ts');
    const { truthLines } = await import('./seed/truth.ts');
    const { events, truths } = simulateWithTruth(${JSON.stringify(span)});
    told([...events.map((event) => JSON.stringify(event)), ...truths.flatMap(truthLines)].join('\\n'));`);
  const { events, truths } = simulateWithTruth(span);
  const lines = [...events.map((event) => JSON.stringify(event)), ...truths.flatMap(truthLines)].join('\n');
  expect(digests).toEqual(sameElsewhere(lines));
  expect(digestOf(lines)).toBe(storedDigest);
});

/** Changes when the engine does, and only then: whoever changes it says so in their commit. */
const storedDigest = 'd815d2452135f142ccf3976a9391d1691093606207197a58dfb8ba88b6217def';
