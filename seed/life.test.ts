import { describe, expect, test } from 'vitest';
import type { LearnerEvent } from '#engagement/event.ts';
import { isActivity } from './attendance.ts';
import { cohortOf } from './cohort.ts';
import { simulateWithTruth } from './simulate.ts';

const dayMs = 86_400_000;
/** A Monday. */
const from = Date.UTC(2026, 0, 12);
const to = from + 56 * dayMs;
const holidays = [{ name: 'Reading week', first: '2026-02-09', last: '2026-02-15' }];
const learners = cohortOf(150, 'lives');
const { events, truths } = simulateWithTruth({
  learners,
  seed: 'lives',
  from,
  to,
  timeZone: 'UTC',
  holidays,
  effort: 0.4,
});
const registers = events.filter(({ type }) => type === 'attendance');
const byLearner = Map.groupBy(events, ({ learner }) => learner);

describe('a life', () => {
  test('is written down in the register of every class, as long as they have not left for two weeks', () => {
    const classes = new Set(registers.map(({ attendance }) => attendance?.scheduledStart ?? 0));
    expect(classes.size).toBe(14);
    for (const { learner, leftAt } of truths) {
      const until = (leftAt ?? to) + 14 * dayMs;
      const expected = [...classes].filter((startAt) => startAt < until);
      const theirs = registers.filter((event) => event.learner === learner);
      expect(theirs.map(({ attendance }) => attendance?.scheduledStart)).toEqual(expected);
      const after = theirs.filter(({ at }) => leftAt !== null && at > leftAt);
      expect(after.every(({ attendance }) => attendance?.status === 'absent')).toBe(true);
    }
  });

  test('comes to most classes, sometimes late, and stays for what is left of it', () => {
    const share = (...statuses: string[]) =>
      registers.filter(({ attendance }) => statuses.includes(attendance?.status ?? '')).length /
      registers.length;
    expect(share('present', 'late')).toBeGreaterThan(0.55);
    expect(share('late')).toBeGreaterThan(0.05);
    expect(share('late')).toBeLessThan(share('present') / 2);
    expect(share('excused')).toBeGreaterThan(0.02);
    for (const { attendance } of registers.filter(isActivity)) {
      const { status, minutesLate = 0, minutesAttended = 0 } = attendance ?? {};
      expect(minutesAttended).toBeGreaterThan(0);
      expect(minutesLate + minutesAttended).toBeLessThanOrEqual(60);
      expect(minutesLate >= 5).toBe(status === 'late');
    }
  });

  test('rests while ill, and is often excused then', () => {
    const ill = truths.flatMap(({ learner, illnesses }) =>
      illnesses.map((illness) => ({ learner, ...illness })),
    );
    expect(ill.length).toBeGreaterThan(40);
    const meanwhile = ill.flatMap(({ learner, from, to }) =>
      (byLearner.get(learner) ?? []).filter(({ at }) => at >= from && at < to),
    );
    // A sitting of the evening before may end after midnight.
    expect(meanwhile.filter(isActivity).filter(({ type }) => type === 'session_start')).toEqual([]);
    const missed = meanwhile.filter(({ type }) => type === 'attendance');
    const excused = missed.filter(({ attendance }) => attendance?.status === 'excused');
    expect(excused.length).toBeGreaterThan(missed.length / 2);
    for (const { from, to } of ill) expect(to - from).toBeLessThan(20 * dayMs);
  });

  test('has no class on holidays and hardly a sitting', () => {
    const startsIn = (first: number, last: number) =>
      events.filter(({ type, at }) => type === 'session_start' && at >= first && at < last).length;
    const [free, next] = [Date.UTC(2026, 1, 9), Date.UTC(2026, 1, 16)];
    expect(registers.filter(({ at }) => at >= free && at < next)).toEqual([]);
    expect(startsIn(free, next)).toBeLessThan(startsIn(free - 7 * dayMs, free) / 4);
    expect(startsIn(next, next + 7 * dayMs)).toBeGreaterThan(3 * startsIn(free, next));
  });

  test('ends with the morning on which they leave', () => {
    const left = truths.filter(({ leftAt }) => leftAt !== null);
    expect(left.length).toBeGreaterThan(5);
    for (const { learner, leftAt } of left) {
      const acts = (byLearner.get(learner) ?? []).filter(isActivity);
      expect(acts.every(({ at, type }) => at < (leftAt ?? 0) || type !== 'session_start')).toBe(true);
    }
  });

  test('strains those who get things wrong, and silence grows only on days when something was expected', () => {
    const strainOf = (persona: string) =>
      mean(
        truths
          .filter((one) => one.persona === persona)
          .flatMap(({ weeks }) => weeks.map(({ strain }) => strain)),
      );
    expect(strainOf('struggling')).toBeGreaterThan(strainOf('keen') + 0.15);
    // The Mondays before and after the reading week.
    const silence = (week: number) => mean(truths.flatMap(({ weeks }) => weeks[week]?.silentDays ?? []));
    expect(silence(5)).toBeLessThan(silence(4) + 1);
    expect(
      Math.max(...truths.flatMap(({ weeks }) => weeks.map(({ silentDays }) => silentDays))),
    ).toBeGreaterThan(5);
  });

  test('has sittings of many lengths, at the pace of people who work', () => {
    const sittings = [...byLearner.values()].flatMap(sittingsOf).map((acts) => acts.length);
    const ordered = sittings.toSorted((one, other) => one - other);
    const at = (share: number) => ordered[Math.floor(share * ordered.length)] ?? 0;
    expect(at(0.99)).toBeGreaterThan(3 * at(0.5));
    const gaps = [...byLearner.values()]
      .flatMap(sittingsOf)
      .flatMap((acts) =>
        acts
          .slice(2, -1)
          .flatMap((act, index) =>
            act.type === 'video_watch' ? [] : [act.at - (acts[index + 1]?.at ?? act.at)],
          ),
      );
    // Live play: six to seven seconds.
    expect(mean(gaps) / 1000).toBeGreaterThan(6.5);
    expect(mean(gaps) / 1000).toBeLessThan(13);
  });

  test('knows what each text was meant to say', () => {
    const texts = new Map(truths.flatMap(({ texts }) => texts.map((text) => [text.event, text])));
    const written = events.filter(({ text }) => text !== undefined);
    expect(written.every(({ id, at }) => texts.get(id)?.at === at)).toBe(true);
    const asks = [...texts.values()].filter(({ seeksHelp }) => seeksHelp).length;
    expect(asks).toBeGreaterThan(texts.size / 100);
    expect(new Set([...texts.values()].map(({ emotion }) => emotion)).size).toBe(8);
  });
});

/** Events from each start to its end. */
function sittingsOf(theirs: LearnerEvent[]): LearnerEvent[][] {
  const alone = theirs.filter(({ type }) => type !== 'attendance' && type !== 'live_session_join');
  return alone.flatMap((event, index) => {
    if (event.type !== 'session_start') return [];
    const end = alone.findIndex(({ type }, later) => later > index && type === 'session_end');
    return end < 0 ? [] : [alone.slice(index, end + 1)];
  });
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
