import { describe, expect, test } from 'vitest';
import { parseEvent } from '#engagement/event.ts';
import type { Band } from '#engagement/risk.ts';
import { digestsElsewhere, sameElsewhere } from '#test/elsewhere.ts';
import { demoHistory } from './history.ts';
import { northfieldLearners } from './northfield.ts';
import { type SeenLearner, seenAt } from './seen.ts';
import { wireOf } from './send.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const to = Date.UTC(2026, 10, 21, 14, 17);
const history = demoHistory({ to, timeZone: 'Europe/London' });
/** Every weekday, in the night, in the morning and in the evening. */
const starts = Array.from({ length: 21 }, (_, index) => to + index * (dayMs / 3 + dayMs));
const zones = ['Europe/London', 'America/Los_Angeles', 'Australia/Sydney'] as const;
const histories = starts.map((start, index) => {
  const timeZone = zones[Math.floor(index / 7)] ?? 'UTC';
  const made = demoHistory({ to: start, timeZone });
  return { start, ...made, seen: seenAt(made, start, timeZone) };
});

describe('the history of the demo cohort', () => {
  test('is made of the same bytes under any time zone and language of the machine', async () => {
    const digests = await digestsElsewhere(`
      const { demoHistory } = await import('./seed/history.ts');
      told(JSON.stringify(demoHistory({ to: ${to}, timeZone: 'Europe/London' })));`);
    expect(digests).toEqual(sameElsewhere(JSON.stringify(history)));
  }, 20_000);

  test('has thirty learners of different names and twelve to thirty thousand events of four weeks', () => {
    expect(history.learners).toHaveLength(30);
    expect(new Set(history.learners.map(({ name }) => name)).size).toBe(30);
    for (const { start, events } of histories) {
      expect(events.length).toBeGreaterThan(12_000);
      expect(events.length).toBeLessThan(30_000);
      expect(events.every(({ at }) => at >= start - 28 * dayMs && at < start)).toBe(true);
    }
  });

  test('has no id twice, and nothing the parser would refuse', () => {
    expect(new Set(history.events.map(({ id }) => id)).size).toBe(history.events.length);
    for (const event of history.events) expect(parseEvent(wireOf(event), to)).toEqual({ ok: true, event });
  });

  test('lets nobody act before they joined', () => {
    const joinedAt = new Map(history.learners.map((learner) => [learner.externalId, learner.joinedAt]));
    for (const { learner, at } of history.events)
      expect(at).toBeGreaterThanOrEqual(joinedAt.get(learner) ?? to);
  });

  test('has some learners in every band, and two to seven who need a mentor, whenever the demo starts', () => {
    for (const { start, seen } of histories) {
      const { low, medium, high, critical, unknown } = spreadOf(seen);
      const said = new Date(start).toISOString();
      expect({ said, isInEveryBand: Math.min(low, medium, high, critical) > 0 }).toEqual({
        said,
        isInEveryBand: true,
      });
      expect({ said, unknown }).toEqual({ said, unknown: 0 });
      expect(low).toBeGreaterThanOrEqual(15);
      expect(high + critical).toBeGreaterThanOrEqual(2);
      expect(high + critical).toBeLessThanOrEqual(7);
    }
  });

  test('has about a third of the learners at work in its last hour, at three in the morning as well', () => {
    for (const hour of [3, 9, 15, 21]) {
      const start = Date.UTC(2026, 5, 15, hour);
      const { events } = demoHistory({ to: start, timeZone: 'Europe/London' });
      const lately = events.filter(({ at }) => at >= start - hourMs);
      const present = new Set(lately.map(({ learner }) => learner)).size;
      expect(present).toBeGreaterThanOrEqual(9);
      expect(present).toBeLessThanOrEqual(13);
      // The page opens on minutes: the newest ones are not empty either.
      expect(lately.some(({ at }) => at >= start - 60_000)).toBe(true);
    }
  });

  test('leaves the learner whom a visitor plays with a nudge to answer: quiet for days, at more than a low risk', () => {
    const played = northfieldLearners.filter((learner) => learner.isPlayedByPerson);
    expect(played).toHaveLength(1);
    for (const { start, seen } of histories) {
      const theirs = seen.find(({ externalId }) => externalId === played[0]?.externalId);
      const assessment = theirs?.look.assessment;
      expect(['medium', 'high', 'critical']).toContain(assessment?.band);
      expect(start - (assessment?.lastSeenAt ?? start)).toBeGreaterThan(2 * dayMs);
    }
  });
});

/** Learners by band. */
function spreadOf(seen: SeenLearner[]): Record<Band | 'unknown', number> {
  const spread = { low: 0, medium: 0, high: 0, critical: 0, unknown: 0 };
  for (const { look } of seen) spread[look.assessment.band ?? 'unknown']++;
  return spread;
}
