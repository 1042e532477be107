import { describe, expect, test } from 'vitest';
import { parseEvent } from '#engagement/event.ts';
import { digestOf, digestsElsewhere, sameElsewhere } from '#test/elsewhere.ts';
import { wireOf } from '../send.ts';
import { eventsOf } from './events.ts';
import { lanternhill } from './people.ts';
import { span, timeZone, tutoringDefaults } from './probabilities.ts';
import { simulateTutoring } from './simulate.ts';
import { figuresOf, summaryLines } from './summary.ts';

const { seedValue: seed, totalSessions, seedNow } = tutoringDefaults;
const tutoring = simulateTutoring({ seed, sessions: totalSessions, seedNow });
const events = tutoring.sessions.flatMap((session) => eventsOf(session, seed, seedNow));

describe('the tutoring set at seed 42', () => {
  test('has the numbers of the brief', () => {
    expect(figuresOf(tutoring)).toMatchObject({
      admins: 1,
      mentors: 6,
      learners: 20,
      sessions: 150,
      completed: 132,
      feedback: 53,
      highlights: 412,
    });
    expect(summaryLines(figuresOf(tutoring))).toMatchObject({
      length: 12,
      9: expect.stringMatching(/feedback +53$/) as string,
    });
  });

  test('is the same to the byte today, in Auckland and in Turkish', async () => {
    const bytes = JSON.stringify([tutoring, events]);
    expect(digestOf(bytes)).toBe(bytesOf42);
    const digests = await digestsElsewhere(`
      const { simulateTutoring } = await import('./seed/tutoring/simulate.ts');
      const { eventsOf } = await import('./seed/tutoring/events.ts');
      const set = simulateTutoring({ seed: ${seed}, sessions: ${totalSessions}, seedNow: ${seedNow} });
      const events = set.sessions.flatMap((session) => eventsOf(session, ${seed}, ${seedNow}));
      told(JSON.stringify([set, events]));`);
    expect(digests).toEqual(sameElsewhere(bytes));
  });

  test('is another one with another seed', () => {
    expect(simulateTutoring({ seed: 43, sessions: 150, seedNow })).not.toEqual(tutoring);
  });

  test('lies in a month in which the clock of the cohort stands at UTC', () => {
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
    for (const { startsAt } of tutoring.sessions) {
      expect(Number(hour.format(startsAt))).toBe(new Date(startsAt).getUTCHours());
    }
  });
});

describe('a set of more sessions', () => {
  test('has as many more people, and begins with the same ones', () => {
    const larger = simulateTutoring({ seed, sessions: 10 * span.sessions, seedNow });
    expect(figuresOf(larger)).toMatchObject({
      mentors: 60,
      learners: 200,
      sessions: 1_500,
      completed: 1_320,
      feedback: 530,
    });
    const ids = new Set(tutoring.learners.map((one) => one.id));
    expect(larger.sessions.filter(({ learner }) => ids.has(learner.id))).toEqual(tutoring.sessions);
    expect(new Set(larger.sessions.map(({ id }) => id)).size).toBe(1_500);
    expect(new Set(larger.mentors.map(({ email }) => email)).size).toBe(60);
  });

  test('or of fewer, even of one, is possible', () => {
    expect(simulateTutoring({ seed, sessions: 1, seedNow }).sessions).toHaveLength(1);
    expect(simulateTutoring({ seed, sessions: 160, seedNow }).sessions).toHaveLength(160);
  });
});

describe('its events', () => {
  test('are such as the API takes, and none is later than the end', () => {
    for (const event of events) expect(parseEvent(wireOf(event), seedNow)).toEqual({ ok: true, event });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.every(({ at, course }) => at < seedNow && course === lanternhill.course)).toBe(true);
  });

  test('tell of every session what became of it', () => {
    const told = tutoring.sessions.map((session) => {
      const theirs = eventsOf(session, seed, seedNow);
      const status = theirs.flatMap(({ attendance }) => attendance?.status ?? []);
      const types = theirs.map(({ type }) => type).filter((type) => type !== 'message');
      const isNamed = theirs.filter((one) => one.session?.with === session.mentor.name).length === 1;
      const came = session.outcome === 'completed' && session.minutesLate > 0 ? 'late' : session.outcome;
      return { came, said: [...types, ...status, isNamed].join(' ') };
    });
    const byOutcome = new Map(told.map(({ came, said }) => [came, said]));
    expect(byOutcome).toEqual(
      new Map([
        ['completed', 'session_start attendance session_end present true'],
        ['late', 'session_start attendance session_end late true'],
        ['learner_no_show', 'attendance absent true'],
        ['mentor_no_show', 'attendance excused true'],
        ['rescheduled', 'attendance excused true'],
      ]),
    );
    expect(told.filter(({ came, said }) => byOutcome.get(came) !== said)).toEqual([]);
  });

  test('bring words with every rating, hardly two of them alike', () => {
    const texts = events.flatMap(({ text }) => text ?? []);
    expect(texts).toHaveLength(53);
    expect(new Set(texts).size).toBeGreaterThan(48);
    expect(texts.filter((text) => /[{}]/.test(text))).toEqual([]);
  });
});

const bytesOf42 = '4f6db1235382eee7a682aa2def654373128eb436513c47197efbad96a4c12404';
