import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LearnerEvent, parseEvent } from '#engagement/event.ts';
import { type PresentLearner, presentLearners } from './events.ts';
import { type Presentation, readPresentation } from './presentation.ts';

const sample = join(import.meta.dirname, 'sample');
const present = { day: 117, now: Date.UTC(2026, 6, 1, 15), timeZone: 'Europe/London', seed: 1 };
const dayMs = 86_400_000;

let presentation: Presentation;
let learners: PresentLearner[];
beforeAll(async () => {
  presentation = await readPresentation(sample, 'BBB_2014B');
  learners = presentLearners(presentation, present);
});

describe('a presentation of the data set', () => {
  test('is read without anything about the persons in it', () => {
    expect(presentation).toMatchObject({ name: 'BBB_2014B', module: 'BBB', lengthDays: 234 });
    expect(presentation.learners).toHaveLength(30);
    expect(Object.keys(presentation.learners[0] ?? {}).toSorted()).toEqual(
      ['clicks', 'finalResult', 'id', 'registeredOn', 'submissions', 'unregisteredOn'].toSorted(),
    );
    expect(JSON.stringify(presentation)).not.toContain('left out');
  });

  test('that is not there is refused with those that are', async () => {
    for (const name of ['BBB_2015J', '../BBB_2014B', '']) {
      await expect(readPresentation(sample, name)).rejects.toThrow(/: there is BBB_2014B$/);
    }
    await expect(readPresentation(join(sample, 'daily_clicks'), 'BBB_2014B')).rejects.toThrow(
      /folder daily_clicks .* is not there/,
    );
  });

  test('with clicks of somebody who is not in it is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-oulad-'));
    try {
      await cp(sample, folder, { recursive: true });
      const stranger = 'id_student,date,activity_type,clicks,rows\n4,1,quiz,1,1\n';
      await writeFile(join(folder, 'daily_clicks/BBB_2014B.csv.gz'), gzipSync(stranger));
      await expect(readPresentation(folder, 'BBB_2014B')).rejects.toThrow(
        'BBB_2014B.csv.gz, line 2: expected a learner of the presentation, found 4',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('its learners on its present day', () => {
  test('are those who registered by then and stayed beyond the start', () => {
    const expected = presentation.learners.filter(
      ({ registeredOn, unregisteredOn }) =>
        (registeredOn === null || registeredOn <= 117) && (unregisteredOn === null || unregisteredOn > 0),
    );
    expect(learners.map(({ externalId }) => externalId)).toEqual(expected.map(({ id }) => `ou-${id}`));
    expect(learners).toHaveLength(26);
    expect(presentLearners(presentation, { ...present, day: 60 })).toHaveLength(25);
  });

  test('did nothing after it, nor after they withdrew', () => {
    for (const { externalId, events } of learners) {
      const left = presentation.learners.find(({ id }) => `ou-${id}` === externalId)?.unregisteredOn ?? 117;
      const last = events.map(({ at }) => 117 + dayOf(at) - dayOf(present.now)).at(-1) ?? 0;
      expect(last).toBeLessThanOrEqual(Math.min(left, 117));
      expect(events.every(({ at }) => at <= present.now)).toBe(true);
    }
  });

  test('did on each day what the data says, between six in the morning and midnight', () => {
    for (const learner of presentation.learners) {
      const found = learners.find(({ externalId }) => externalId === `ou-${learner.id}`);
      if (found === undefined) continue;
      const days = new Map<number, number>();
      for (const { at } of found.events.filter((event) => !isWork(event))) {
        const day = 117 + dayOf(at) - dayOf(present.now);
        days.set(day, (days.get(day) ?? 0) + 1);
        // London is an hour ahead of UTC on that day, and was not in March.
        const hour = (at % dayMs) / 3_600_000 + 1;
        expect(hour).toBeGreaterThan(day === 117 ? 0 : 6);
        expect(hour).toBeLessThan(24);
      }
      const told = new Map<number, number>();
      for (const { day, pages } of learner.clicks) {
        if (day > Math.min(117, learner.unregisteredOn ?? 117)) continue;
        told.set(day, (told.get(day) ?? 0) + Math.min(pages, 20));
      }
      expect(days).toEqual(told);
    }
  });

  test('handed in what was not banked, and know its mark two weeks later', () => {
    const work = learners.flatMap(({ events }) => events.filter(isWork));
    const marks = work.filter(({ graded }) => graded);
    const handedIn = work.filter(({ graded }) => graded !== true);
    expect(handedIn.every(({ percent, completed }) => percent === undefined && completed === undefined)).toBe(
      true,
    );
    expect(marks.length).toBeGreaterThan(50);
    expect(marks.length).toBeLessThan(handedIn.length);
    for (const mark of marks) {
      const before = handedIn.some(
        ({ learner, at }) => learner === mark.learner && dayOf(at) + 14 === dayOf(mark.at),
      );
      expect(before).toBe(true);
    }
  });

  test('have events that any source might send, each id once', () => {
    const events = learners.flatMap((learner) => learner.events);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const event of events) {
      const sent = { ...event, at: new Date(event.at).toISOString() };
      expect(parseEvent(sent, present.now)).toEqual({ ok: true, event });
    }
  });

  test('are the same each time, and have other hours with another seed', () => {
    expect(presentLearners(presentation, present)).toEqual(learners);
    const others = presentLearners(presentation, { ...present, seed: 2 });
    expect(others.map(({ events }) => events.length)).toEqual(learners.map(({ events }) => events.length));
    expect(others).not.toEqual(learners);
  });

  test('have a truth beside them that knows what came later', () => {
    const truths = new Map(learners.map(({ truth }) => [truth.learner, truth]));
    expect(truths.get('ou-97865')).toMatchObject({ day: 117, withdrewOn: 163, finalResult: 'Withdrawn' });
    expect(truths.get('ou-50069')).toMatchObject({ withdrewOn: null, finalResult: 'Fail' });
    const later = learners.filter(({ truth }) => (truth.lastActiveOn ?? 0) > 117);
    expect(later.length).toBeGreaterThan(5);
  });
});

/** By the calendar of London, where no event is within two hours of midnight. */
function dayOf(at: number): number {
  return Math.floor((at + 3_600_000) / dayMs);
}

/** Everything else is a click. */
function isWork({ type }: LearnerEvent): boolean {
  return type === 'assignment_submission';
}
