import { describe, expect, test } from 'vitest';
import type { LearnerEvent } from '#engagement/event.ts';
import { isActivity } from './attendance.ts';
import { cohortOf } from './cohort.ts';
import { type NaturalCohort, openNatural } from './natural.ts';
import { personas } from './personas.ts';
import { openRandom } from './random.ts';
import { simulate, simulateWithTruth } from './simulate.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const from = Date.UTC(2026, 0, 12, 9);
/** Short sittings: what is looked at here is who comes. */
const many = { seed: 3, from, timeZone: 'Europe/London', effort: 0.08 };
const few = { ...many, learners: cohortOf(40, 'few'), effort: 0.5 };

describe('a natural cohort', () => {
  test('does just what the simulation says while nobody is nudged, however the time is cut', () => {
    const to = from + 30 * dayMs;
    const whole = simulate({ ...few, to });
    for (const cut of ['minutes and days', 'hours', 'weeks']) {
      const random = openRandom(cut);
      const cohort = openNatural(few);
      const told: LearnerEvent[] = [];
      const meanMs = { 'minutes and days': 5 * hourMs, hours: hourMs, weeks: 7 * dayMs }[cut] ?? hourMs;
      while (cohort.at < to)
        told.push(...cohort.advance(Math.min(to, cohort.at + 1 + Math.round(random.exponential(meanMs)))));
      expect(told).toEqual(whole);
      expect(cohort.truths().map(({ leftAt }) => leftAt)).toEqual(
        simulateWithTruth({ ...few, to }).truths.map(({ leftAt }) => leftAt),
      );
    }
  });

  test('takes the same news at the same times in the same way, however the time is cut', () => {
    const nudgedAt = from + 12 * dayMs;
    const run = (stepMs: number) => {
      const cohort = openNatural(few);
      const told = advanceBy(cohort, nudgedAt, stepMs);
      const reactions = few.learners.map(({ externalId }) => cohort.nudged(externalId, nudgedAt));
      return { reactions, told: [...told, ...advanceBy(cohort, nudgedAt + 10 * dayMs, stepMs)] };
    };
    expect(run(2 * hourMs)).toEqual(run(3 * dayMs));
  });

  test('brings back by a nudge about as many as the persona has it, and changes nothing before and nobody else', () => {
    const cohort = { ...many, learners: cohortOf(900, 'many') };
    const nudgedAt = from + 25 * dayMs + 12 * hourMs;
    const until = nudgedAt + 3 * dayMs;
    const unmoved = openNatural(cohort);
    const moved = openNatural(cohort);
    const before = unmoved.advance(nudgedAt);
    expect(moved.advance(nudgedAt)).toEqual(before);

    // Nobody saw these for four days, and they have not left for good.
    const lastAt = new Map(before.filter(isActivity).map(({ learner, at }) => [learner, at]));
    const silent = moved
      .truths()
      .filter(
        ({ learner, leftAt }) => leftAt === null && (lastAt.get(learner) ?? from) < nudgedAt - 4 * dayMs,
      );
    expect(silent.length).toBeGreaterThan(40);
    const reactions = new Map(silent.map(({ learner }) => [learner, moved.nudged(learner, nudgedAt)]));
    const [without, withNudge] = [unmoved.advance(until), moved.advance(until)];

    const others = (events: LearnerEvent[]) => events.filter(({ learner }) => !reactions.has(learner));
    expect(others(withNudge)).toEqual(others(without));
    const unmovedBy = (events: LearnerEvent[]) =>
      events.filter(({ learner, at }) => at < (reactions.get(learner)?.actsAt ?? until));
    expect(unmovedBy(withNudge)).toEqual(unmovedBy(without));

    const returned = (events: LearnerEvent[]) =>
      new Set(
        events
          .filter((event) => isActivity(event) && reactions.has(event.learner))
          .map(({ learner }) => learner),
      );
    const anyway = returned(without);
    // Who would have come anyway comes; of the others, as many as the reaction has it.
    const planted = silent.reduce(
      (sum, { learner, persona }) => sum + (anyway.has(learner) ? 1 : personas[persona].answersNudge),
      0,
    );
    const spread = Math.sqrt(silent.length) / 2;
    expect(Math.abs(returned(withNudge).size - planted)).toBeLessThan(4 * spread);
    expect(returned(withNudge).size - anyway.size).toBeGreaterThan(4);
    const leftAfterActing = moved.truths().filter(({ learner, leftAt }) => {
      const actsAt = reactions.get(learner)?.actsAt ?? null;
      return actsAt !== null && leftAt !== null && leftAt <= actsAt;
    });
    expect(leftAfterActing).toEqual([]);
  });

  test('ends the silence of whoever acts, so that their chance to leave falls', () => {
    const cohort = { ...many, learners: cohortOf(600, 'long') };
    const nudgedAt = from + 25 * dayMs;
    const [unmoved, moved] = [openNatural(cohort), openNatural(cohort)];
    unmoved.advance(nudgedAt);
    moved.advance(nudgedAt);
    const acting = new Set(
      moved
        .truths()
        .filter(({ leftAt, weeks }) => leftAt === null && (weeks.at(-1)?.silentDays ?? 0) >= 4)
        .map(({ learner }) => learner)
        .filter((learner) => moved.nudged(learner, nudgedAt)?.actsAt),
    );
    expect(acting.size).toBeGreaterThan(8);
    unmoved.advance(nudgedAt + 4 * dayMs);
    moved.advance(nudgedAt + 4 * dayMs);
    // On the fourth morning the week's figures are noted; who has left has none.
    const hazards = (told: NaturalCohort) =>
      told
        .truths()
        .flatMap(({ learner, weeks, leftAt }) =>
          acting.has(learner) && leftAt === null ? (weeks.at(-1)?.hazard ?? 0) : [],
        );
    expect(hazards(moved).length).toBeGreaterThan(0.9 * acting.size);
    expect(mean(hazards(moved))).toBeLessThan(0.7 * mean(hazards(unmoved)));
  });

  test('wears whoever is nudged every day: fewer come, some want no more and then answer nothing', () => {
    const cohort = openNatural({ ...many, learners: cohortOf(300, 'worn') });
    cohort.advance(from + dayMs);
    const answers = Array.from({ length: 10 }, (_, day) => {
      const at = from + (day + 1) * dayMs;
      return cohort.truths().map(({ learner }) => ({ learner, ...cohort.nudged(learner, at) }));
    });
    const acting = answers.map((day) => day.filter(({ actsAt }) => actsAt).length);
    expect(acting.at(-1)).toBeLessThan((acting[0] ?? 0) * 0.8);
    const refused = answers
      .flat()
      .filter(({ answer }) => answer === 'not_for_me')
      .map(({ learner }) => learner);
    expect(refused.length).toBeGreaterThan(3);
    expect(new Set(refused).size).toBe(refused.length);
  });

  test('sends whoever promised to the course within seconds, also one who had left for good', () => {
    const cohort = openNatural({ ...many, learners: cohortOf(300, 'promise') });
    const at = from + 40 * dayMs;
    cohort.advance(at);
    const gone = cohort.truths().find(({ leftAt }) => leftAt !== null)?.learner ?? '';
    cohort.promised(gone, at);
    const events = cohort.advance(at + minuteMs).filter(({ learner }) => learner === gone);
    expect(events[0]).toMatchObject({ type: 'session_start' });
    expect(
      cohort.advance(at + 30 * dayMs).filter((event) => event.learner === gone && isActivity(event)).length,
    ).toBeGreaterThan(0);
    expect(cohort.nudged('a stranger', at)).toBe(null);
    cohort.promised('a stranger', at);
  });

  test('has somebody there in the evening, and hardly anybody at four in the morning', () => {
    const cohort = openNatural({ ...many, learners: cohortOf(600, 'presence') });
    cohort.advance(Date.UTC(2026, 0, 13, 19));
    const evening = cohort.present();
    cohort.advance(Date.UTC(2026, 0, 14, 4));
    expect(evening).toBeGreaterThan(20);
    expect(cohort.present()).toBeLessThan(evening / 5);
  });
});

function advanceBy(cohort: NaturalCohort, to: number, stepMs: number): LearnerEvent[] {
  const told: LearnerEvent[] = [];
  while (cohort.at < to) told.push(...cohort.advance(Math.min(to, cohort.at + stepMs)));
  return told;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
