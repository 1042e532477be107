import { describe, expect, test } from 'vitest';
import { type LearnerEvent, parseEvent } from '#engagement/event.ts';
import { cohortOf } from './cohort.ts';
import { type ConductedStart, openConducted } from './live.ts';
import { northfieldLearners } from './northfield.ts';
import { personas } from './personas.ts';
import { wireOf } from './send.ts';

const from = Date.UTC(2026, 10, 21, 3);
const secondMs = 1_000;
const minuteMs = 60_000;
const seeds = Array.from({ length: 8 }, (_, seed) => seed);
const quiet = northfieldLearners.filter(({ persona }) => personas[persona].liveliness === 0);

describe('live play', () => {
  test('goes on the same whether it is asked every second or once in ten minutes', () => {
    const inSteps = start({});
    const steps = Array.from({ length: 600 }, (_, second) => inSteps.advance(from + (second + 1) * secondMs));
    expect(steps.flat()).toEqual(start({}).advance(from + 10 * minuteMs));
  });

  test('makes one to three events a second on average, whatever the seed, and never a flood', () => {
    for (const seed of seeds) {
      const events = start({ seed }).advance(from + 60 * minuteMs);
      expect(events.length / 3600).toBeGreaterThan(1);
      expect(events.length / 3600).toBeLessThan(3);
      expect(Math.max(...perMinute(events))).toBeLessThan(4 * 60);
      // The first minute fills up, the others are never empty.
      expect(Math.min(...perMinute(events))).toBeGreaterThan(15);
    }
  });

  test('sends nothing twice under one id, nothing out of its time, nothing the parser refuses', () => {
    const events = start({}).advance(from + 60 * minuteMs);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const event of events) {
      expect(event.at >= from && event.at < from + 60 * minuteMs).toBe(true);
      expect(parseEvent(wireOf(event), event.at)).toEqual({ ok: true, event });
    }
  });

  test('within the first minute or so somebody struggles and asks for help, and somebody rarely seen returns', () => {
    for (const seed of seeds) {
      const live = start({ seed });
      const events = live.advance(from + 90 * secondMs);
      const isInTrouble = events.some(
        ({ type, learner, at }) => type === 'forum_post' && wrongBefore(events, learner, at) >= 3,
      );
      expect(isInTrouble, `seed ${seed}`).toBe(true);
      const rarelySeen = northfieldLearners.filter(({ persona }) =>
        ['fading', 'now_and_then', 'returning', 'weekend_worker'].includes(persona),
      );
      const returned = events.filter(({ learner }) =>
        rarelySeen.some(({ externalId }) => externalId === learner),
      );
      expect(returned.length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  test('somebody goes quiet: leaves without ending the session and is not seen again for a while', () => {
    for (const seed of seeds) {
      const live = start({ seed });
      const events = live.advance(from + 20 * minuteMs);
      const lost = northfieldLearners.filter(({ externalId }) => {
        const last = events.findLast(({ learner }) => learner === externalId);
        return last && last.type !== 'session_end' && last.at < from + 5 * minuteMs;
      });
      expect(lost.length, `seed ${seed}`).toBeGreaterThan(0);
    }
  });

  test('those who have gone quiet stay quiet while nobody nudges them', () => {
    const events = start({}).advance(from + 120 * minuteMs);
    const seen = new Set(events.map(({ learner }) => learner));
    for (const { externalId } of quiet) expect(seen.has(externalId)).toBe(false);
  });

  test('of those nudged some come back within 20 to 45 seconds, and one always does', () => {
    for (const seed of seeds) {
      const live = start({ seed });
      live.advance(from + 5 * secondMs);
      const away = northfieldLearners.filter(({ persona }) =>
        ['fading', 'now_and_then', 'returning', 'gone_quiet'].includes(persona),
      );
      for (const { externalId } of away) live.nudged(externalId, live.at);
      const events = live.advance(from + 51 * secondMs);
      const back = new Map(
        events
          .filter(({ learner }) => away.some((one) => one.externalId === learner))
          .map(({ learner, at }) => [learner, at]),
      );
      expect(back.size, `seed ${seed}`).toBeGreaterThan(0);
      expect(back.size, `seed ${seed}`).toBeLessThan(away.length);
    }
  });

  test('a learner whom a visitor plays comes back only when the visitor accepts the nudge', () => {
    const played = northfieldLearners.find((learner) => learner.isPlayedByPerson)?.externalId ?? '';
    const live = start({});
    expect(live.nudged(played, from)?.opensAt).toBeNull();
    expect(live.advance(from + 30 * minuteMs).some(({ learner }) => learner === played)).toBe(false);
    live.promised(played, live.at);
    const events = live.advance(from + 31 * minuteMs).filter(({ learner }) => learner === played);
    expect(events[0]).toMatchObject({ type: 'session_start' });
    expect((events[0]?.at ?? 0) - (from + 30 * minuteMs)).toBeLessThan(20 * secondMs);
  });

  test.each([
    { learners: 10, eventsPerSecond: 1 },
    { learners: 300, eventsPerSecond: 0.5 },
    { learners: 300, eventsPerSecond: 20 },
    { learners: 500, eventsPerSecond: 200 },
  ])(
    'keeps about to $eventsPerSecond events a second with $learners learners',
    ({ learners, eventsPerSecond }) => {
      const live = start({ learners: cohortOf(learners, 1), eventsPerSecond });
      const rate = live.advance(from + 5 * minuteMs).length / 300;
      expect(rate).toBeGreaterThan(0.5 * eventsPerSecond);
      expect(rate).toBeLessThan(1.6 * eventsPerSecond);
    },
  );
});

function start(settings: Partial<ConductedStart>) {
  return openConducted({
    learners: northfieldLearners,
    seed: 1,
    from,
    eventsPerSecond: 1.5,
    idPrefix: 'run',
    isOpening: true,
    ...settings,
  });
}

function perMinute(events: LearnerEvent[]): number[] {
  const counts = Map.groupBy(events, ({ at }) => Math.floor((at - from) / minuteMs));
  return Array.from({ length: 60 }, (_, minute) => counts.get(minute)?.length ?? 0);
}

/** Wrong answers a learner gave so far. */
function wrongBefore(events: LearnerEvent[], learner: string, before: number): number {
  return events.filter((event) => event.learner === learner && event.at < before && event.correct === false)
    .length;
}
