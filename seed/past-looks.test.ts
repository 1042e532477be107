import { describe, expect, test } from 'vitest';
import { dayMs, dayOf, startOfDay } from '#engagement/day.ts';
import { bands } from '#engagement/risk.ts';
import { demoHistory } from './history.ts';
import { type PastLook, pastLooks } from './past-looks.ts';
import type { PersonaName } from './personas.ts';
import { seenAt } from './seen.ts';

const timeZone = 'Europe/London';
/** Of different weekdays and hours; the second has the clocks go back in its four weeks. */
const moments = [Date.UTC(2026, 5, 15, 3), Date.UTC(2026, 10, 13, 14, 17), Date.UTC(2027, 0, 6, 21)];
const pasts = moments.map((to) => {
  const history = demoHistory({ to, timeZone });
  return { to, history, looks: pastLooks(history, { from: history.from, to, timeZone }) };
});

describe('the risks that were told of the demo in its past', () => {
  test('rise for whoever went quiet, evening after evening, and not for the keen', () => {
    for (const past of pasts) {
      for (const own of eveningsOf(past, 'gone_quiet')) {
        const silent = own
          .filter(({ at, assessment }) => (assessment.lastSeenAt ?? 0) < at - dayMs)
          .map(({ assessment }) => assessment.risk ?? 0)
          .slice(-9);
        expect(silent).toHaveLength(9);
        const [first = 0, last = 0] = [silent[0], silent.at(-1)];
        expect(last).toBeGreaterThan(first + 0.1);
        expect(last).toBeGreaterThan(0.2);
        // What is due and how the others do moves it a little, too.
        for (const [index, risk] of silent.slice(1).entries())
          expect(risk).toBeGreaterThan((silent[index] ?? 0) - 0.08);
      }
      for (const own of eveningsOf(past, 'keen'))
        expect(own.slice(-7).every(({ assessment }) => assessment.band === 'low')).toBe(true);
    }
  });

  test('are there of every evening since so much was known, of all who were there', () => {
    for (const past of pasts) {
      const [learner] = eveningsOf(past, 'steady');
      const days = learner?.map(({ at }) => dayOf(at, timeZone)) ?? [];
      const today = dayOf(past.to, timeZone);
      expect(days).toEqual(
        Array.from({ length: days.length }, (_, index) => today - days.length + 1 + index),
      );
      expect(days.length).toBeGreaterThanOrEqual(22);
      expect(past.looks.every(({ at }) => past.history.from < at && at <= past.to)).toBe(true);
    }
  });

  test('are those that are told of all that was known by then', () => {
    for (const { to, history, looks } of pasts) {
      for (const ago of [1, 9]) {
        const evening = startOfDay(dayOf(to, timeZone) - ago, timeZone);
        const known = { ...history, events: history.events.filter(({ at }) => at <= evening) };
        const seen = seenAt(known, evening, timeZone);
        const then = looks.filter(({ at }) => at === evening);
        expect(then.length).toBeGreaterThanOrEqual(26);
        for (const { externalId, assessment } of then) {
          const own = seen.find((one) => one.externalId === externalId)?.look.assessment;
          expect(assessment.risk).toBe(own?.risk);
          expect(assessment.reasons).toEqual(own?.reasons);
        }
      }
    }
  });

  test('reach the next band by silence alone at the moment at which they do', () => {
    let found = 0;
    for (const { history, looks } of pasts) {
      const events = new Set(history.events.map(({ learner, at }) => `${learner} ${at}`));
      for (const own of Map.groupBy(looks, ({ externalId }) => externalId).values()) {
        for (const [index, { externalId, at, assessment }] of own.entries()) {
          const before = own[index - 1]?.assessment;
          const isEvening = startOfDay(dayOf(at, timeZone), timeZone) === at;
          if (before === undefined || isEvening || events.has(`${externalId} ${at}`)) continue;
          found++;
          expect(bands.indexOf(assessment.band ?? 'low')).toBe(bands.indexOf(before.band ?? 'low') + 1);
        }
      }
    }
    expect(found).toBeGreaterThan(10);
  });
});

/** Of each learner of a kind what was said when days were over. */
function eveningsOf({ history, looks }: (typeof pasts)[number], persona: PersonaName): PastLook[][] {
  const own = history.learners.filter((one) => one.persona === persona);
  return own.map(({ externalId }) =>
    looks.filter(
      (one) => one.externalId === externalId && one.at === startOfDay(dayOf(one.at, timeZone), timeZone),
    ),
  );
}
