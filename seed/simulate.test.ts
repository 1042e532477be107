import { describe, expect, test } from 'vitest';
import { type LearnerEvent, parseEvent } from '#engagement/event.ts';
import { isActivity } from './attendance.ts';
import { northfieldLearners } from './northfield.ts';
import type { PersonaName, SimulatedLearner } from './personas.ts';
import { wireOf } from './send.ts';
import { lifeEvents, simulate } from './simulate.ts';
import { openTerm } from './term.ts';

const dayMs = 86_400_000;
const to = Date.UTC(2026, 2, 30, 2, 5);
const from = to - 28 * dayMs;
const span = { learners: northfieldLearners, seed: 7, from, to, timeZone: 'Europe/London', present: to };
const events = simulate(span);

describe('a simulated class', () => {
  test('does the same for the same seed, and otherwise for another', () => {
    expect(simulate(span)).toEqual(events);
    expect(simulate({ ...span, seed: 8 })).not.toEqual(events);
  });

  test('does nothing outside the span, in order of time, and nothing under the id of something else', () => {
    for (const { at } of events) expect(at >= from && at < to && Number.isInteger(at)).toBe(true);
    expect(events.every(({ at }, index) => index === 0 || at >= (events[index - 1]?.at ?? 0))).toBe(true);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test('says only what the parser understands, and the parser reads back what was meant', () => {
    for (const event of events) expect(parseEvent(wireOf(event), to)).toEqual({ ok: true, event });
  });

  test('is not changed by one learner more', () => {
    const some = northfieldLearners.slice(0, 12);
    const theirs = new Set(some.map(({ externalId }) => externalId));
    expect(simulate({ ...span, learners: some })).toEqual(
      events.filter(({ learner }) => theirs.has(learner)),
    );
  });

  test('may be made a learner at a time', () => {
    const lived = northfieldLearners.map((learner) => lifeEvents(learner, openTerm(span), to).events);
    expect(lived.flat()).toHaveLength(events.length);
    for (const [index, theirs] of lived.entries())
      expect(theirs).toEqual(
        events.filter(({ learner }) => learner === northfieldLearners[index]?.externalId),
      );
  });

  test('begins a longer span with the events of a shorter one', () => {
    const term = { ...span, present: undefined };
    const half = from + 14 * dayMs;
    expect(simulate({ ...term, to: half })).toEqual(simulate(term).filter(({ at }) => at < half));
  });

  test('takes a core no longer than a second for 60,000 events', () => {
    const term = openTerm({ ...span, present: undefined });
    const began = process.cpuUsage();
    const made = northfieldLearners.reduce(
      (sum, learner) => sum + lifeEvents(learner, term, from + 84 * dayMs).events.length,
      0,
    );
    expect(made).toBeGreaterThan(30_000);
    expect(made / (process.cpuUsage(began).user / 1e6)).toBeGreaterThan(60_000);
  });

  test('thins a life by how much effort is asked for, and leaves out the class where there is none', () => {
    const [whole, thin] = [1, 0.05].map(
      (effort) => simulate({ ...span, effort, classDays: [] }).length / northfieldLearners.length,
    );
    expect(thin).toBeLessThan((whole ?? 0) / 12);
    expect(thin).toBeGreaterThan((whole ?? 0) / 28);
    expect(simulate({ ...span, classDays: [] }).some(({ type }) => type === 'attendance')).toBe(false);
  });

  test('gives a learner who joined late or fell quiet no event before or after', () => {
    expect(lifeOf({ joinedDaysAgo: 5 }).every(({ at }) => at >= to - 5 * dayMs)).toBe(true);
    for (const quietForDays of [2, 5, 9]) {
      const silentDays = (to - (lifeOf({ quietForDays }).findLast(isActivity)?.at ?? 0)) / dayMs;
      expect(Math.abs(silentDays - quietForDays)).toBeLessThan(0.6);
    }
  });

  test.each(['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])(
    'meets on Tuesdays and Thursdays at half past six in %s, before and after the clocks change',
    (timeZone) => {
      const recorded = simulate({ ...span, timeZone }).filter(({ type }) => type === 'attendance');
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
      });
      const times = new Set(recorded.map(({ attendance }) => local.format(attendance?.scheduledStart)));
      expect(times).toEqual(new Set(['Tue 18:30', 'Thu 18:30']));
    },
  );

  test('sleeps at night and learns mostly in the evening', () => {
    const starts = events.filter(({ type }) => type === 'session_start');
    const hours = starts.map(({ at }) => new Date(at).getUTCHours());
    expect(hours.filter((hour) => hour >= 1 && hour < 6).length / hours.length).toBeLessThan(0.02);
    expect(hours.filter((hour) => hour >= 17).length / hours.length).toBeGreaterThan(0.4);
  });

  test('sits down as often as each persona does', () => {
    expect(sittingsPerWeek('keen')).toBeGreaterThan(sittingsPerWeek('steady'));
    expect(sittingsPerWeek('steady')).toBeGreaterThan(sittingsPerWeek('fading'));
    expect(sittingsPerWeek('fading')).toBeGreaterThan(1);
  });

  test('answers right by ability, and in each skill better with practice', () => {
    const [struggling, steady, keen] = [answersOf('struggling'), answersOf('steady'), answersOf('keen')];
    expect(rightShare(struggling)).toBeLessThan(rightShare(steady) - 0.2);
    expect(rightShare(steady)).toBeLessThan(rightShare(keen));
    const bySkill = [...Map.groupBy(steady, ({ learner, skill }) => `${learner} ${skill}`).values()];
    const first = bySkill.flatMap((answers) => answers.slice(0, 4));
    const later = bySkill.flatMap((answers) => answers.slice(12));
    expect(rightShare(later)).toBeGreaterThan(rightShare(first) + 0.04);
  });
});

/** A learner who differs from a steady one in this. */
function lifeOf(learner: Partial<SimulatedLearner>): LearnerEvent[] {
  return simulate({
    ...span,
    learners: [{ externalId: 'maya', name: 'Maya', persona: 'steady', ...learner }],
  });
}

function sittingsPerWeek(persona: PersonaName): number {
  const theirs = northfieldLearners.filter((learner) => learner.persona === persona);
  const ids = new Set(theirs.map(({ externalId }) => externalId));
  return (
    events.filter(({ type, learner }) => type === 'session_start' && ids.has(learner)).length /
    theirs.length /
    4
  );
}

function answersOf(persona: PersonaName): LearnerEvent[] {
  const learners = northfieldLearners.map((learner) => ({ ...learner, persona }));
  return simulate({ ...span, learners }).filter(({ type }) => type === 'answer');
}

function rightShare(answers: LearnerEvent[]): number {
  return answers.filter(({ correct }) => correct).length / answers.length;
}
