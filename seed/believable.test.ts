import { describe, expect, test } from 'vitest';
import { needsMentor } from '#engagement/case.ts';
import { type Level, levels } from '#engagement/score.ts';
import { bands } from '#engagement/risk.ts';
import { type History, demoHistory } from './history.ts';
import type { PersonaName } from './personas.ts';
import { type SeenLearner, seenAt } from './seen.ts';

const timeZone = 'Europe/London';
const moments = [
  ['Monday morning', Date.UTC(2026, 10, 23, 9, 5)],
  ['Wednesday evening', Date.UTC(2026, 6, 15, 20, 40)],
  ['Sunday', Date.UTC(2027, 1, 7, 15, 20)],
] as const;

const demos = [42, 1, 2, 3].flatMap((seed) =>
  moments.map(([moment, to]) => ({ seed, moment, to, history: demoHistory({ to, timeZone, seed }) })),
);

describe('the demo', () => {
  test.each(demos)(
    'of seed $seed filled on a $moment has absences of 10 to 18 in a hundred, 8 to 20 alerts of which 10 at most are critical, 4 learners or more fully engaged and 3 to 6 at a high level',
    ({ to, history }) => {
      const seen = seenAt(history, to, timeZone);
      const alerts = seen.flatMap(({ look }) => look.alerts);
      const critical = alerts.filter(({ severity }) => severity === 'critical');
      const at = (level: Level) => seen.filter(({ look }) => look.assessment.level === level).length;

      expectBetween(shareOf(history, 'absent'), 0.1, 0.18);
      expectBetween(shareOf(history, 'excused'), 0.005, 0.12);
      expectBetween(at('fully_engaged'), 4, 15);
      expectBetween(at('high'), 3, 6);
      expect(at('fully_engaged') + at('low')).toBeGreaterThan(15);
      expect(levels.every((level) => at(level) > 0)).toBe(true);
      expectBetween(alerts.length, 8, 20);
      expect(critical.length).toBeLessThanOrEqual(10);
      expect(new Set(alerts.map(({ type }) => type)).size).toBeGreaterThanOrEqual(3);
      expect(bands.every((band) => seen.some(({ look }) => look.assessment.band === band))).toBe(true);
      expectBetween(seen.filter(({ look }) => needsMentor(look.assessment)).length, 2, 7);
      const isQuiet = ({ occasions }: SeenLearner): boolean =>
        occasions.some(({ rule }) => rule === 'quiet_days');
      expectBetween(seen.filter(isQuiet).length, 2, 9);
    },
  );
});

test('of their classes the steady miss 5 to 10 %, the keen 5 % at most, and those who drift far more', () => {
  const missed = (...personas: PersonaName[]) =>
    mean(demos.map(({ history }) => shareOf(history, 'absent', personas)));
  expectBetween(missed('steady'), 0.05, 0.1);
  expectBetween(missed('keen'), 0.005, 0.05);
  expect(missed('fading', 'now_and_then', 'returning', 'gone_quiet')).toBeGreaterThan(0.25);
});

/** Of the lines of the register, those of these personas if any are named. */
function shareOf({ learners, events }: History, status: string, personas: PersonaName[] = []): number {
  const whose = learners.filter(({ persona }) => personas.length === 0 || personas.includes(persona));
  const ids = new Set(whose.map(({ externalId }) => externalId));
  const lines = events.filter(({ type, learner }) => type === 'attendance' && ids.has(learner));
  return lines.filter(({ attendance }) => attendance?.status === status).length / lines.length;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function expectBetween(value: number, least: number, most: number): void {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
}
