import { dateOf, dayMs, dayOf, startOfDay } from '#engagement/day.ts';
import {
  type NudgeFacts,
  type NudgeKind,
  type PastNudge,
  decideNudge,
  nudgeKinds,
  recheck,
} from '#engagement/nudge.ts';
import { drawsOf } from '#engagement/nudging/draw.ts';
import { type NudgePolicy, type QuietHours, usualPolicy } from '#engagement/nudging/policy.ts';
import { usualPreferences } from '#engagement/nudging/preferences.ts';
import { type Holiday, weekdays } from '#engagement/scoring.ts';
import { type ZoneClock, zoneClock } from './zone-clock.ts';

// Learners of every time zone, whom something asks to nudge on most days of two years, in whatever hours. What was
// decided is held against clocks that are told another way.

export interface NudgeTimes {
  zones: number;
  /** Changes of clocks that these learners lived through. */
  changes: number;
  decisions: number;
  sent: number;
  /** Sent in quiet hours, the programme's or the learner's own, or on a day off. */
  inside: number;
  /** Not sent, although there was a moment for it while it was of use. */
  lost: number;
  overDay: number;
  overWeek: number;
  /** Sent before the moment from which it was wanted. */
  early: number;
  /** Sent later than it was of use. */
  late: number;
}

const twoYears = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2028, 0, 1) };

export function nudgeTimesIn(zones: readonly string[], learnersEach: number): NudgeTimes {
  const total: NudgeTimes = {
    zones: zones.length,
    changes: 0,
    decisions: 0,
    sent: 0,
    inside: 0,
    lost: 0,
    overDay: 0,
    overWeek: 0,
    early: 0,
    late: 0,
  };
  for (const timeZone of zones) {
    const clock = zoneClock(timeZone, twoYears.from - 9 * dayMs, twoYears.to + 30 * dayMs);
    total.changes += clock.changes * learnersEach;
    for (let learner = 0; learner < learnersEach; learner++)
      live(lifeOf(`${timeZone} ${learner}`, timeZone), clock, total);
  }
  return total;
}

/** What is decided for a learner, and how it is found right or wrong. */
interface Life {
  draw: () => number;
  facts: NudgeFacts;
}

interface Planned {
  facts: NudgeFacts;
  kind: NudgeKind;
  wantedAt: number;
  at: number;
}

/** As different from each other as policies, preferences and habits may be. */
function lifeOf(seed: string, timeZone: string): Life {
  const draw = drawsOf(`times ${seed}`);
  const pick = <T>(...of: readonly [T, ...T[]]): T => of[Math.floor(draw() * of.length)] ?? of[0];
  const fives = (from: number, to: number): number => 5 * Math.floor((from + draw() * (to - from)) / 5);
  // From 8 in the evening on, or over midnight, or from midnight on, or in the middle of the day, or none.
  const quietHours = pick<QuietHours>(
    usualPolicy.quietHours,
    { from: fives(1_080, 1_440), to: fives(240, 720) },
    { from: 0, to: fives(30, 600) },
    { from: fives(600, 800), to: fives(0, 300) },
    { from: 0, to: 0 },
  );
  const own = pick<QuietHours | null>(
    null,
    null,
    { from: fives(0, 1_440) % 1_440, to: fives(0, 1_440) % 1_440 },
    { from: 1_430, to: 10 },
  );
  const perDay = pick(1, 1, 2);
  const coolDownDays = pick(0, 1, 2);
  const policy: NudgePolicy = {
    ...usualPolicy,
    quietHours,
    perDay,
    perWeek: perDay + Math.floor(draw() * 5),
    holdOutPercent: 0,
    waitsForHabit: draw() < 0.6,
    kinds: Object.fromEntries(
      nudgeKinds.map((kind) => [kind, { isOn: true, coolDownDays: kind === 'reminder' ? coolDownDays : 0 }]),
    ) as NudgePolicy['kinds'],
  };
  const usual = Math.floor(draw() * 24);
  const habit = Array.from({ length: 168 }, (_, hour) =>
    hour % 24 === usual ? 9 : Math.floor(draw() * 3) * Math.floor(draw() * 2),
  );
  const facts: NudgeFacts = {
    now: twoYears.from,
    seed,
    learnerSeed: seed,
    occasion: { rule: 'work_due', period: '', params: {}, until: 0 },
    band: 'medium',
    hasEnded: false,
    daysOff: { restDays: draw() < 0.4 ? weekdays.slice(5) : [], holidays: holidays(draw) },
    timeZone,
    policy,
    preferences: { ...usualPreferences, quietHours: own },
    past: [],
    habit,
    offers: { reminder: {}, mentor_connection: {} },
    arms: {},
    evidence: Object.fromEntries(
      nudgeKinds.map((kind) => [kind, { returned: 0, of: 0 }]),
    ) as NudgeFacts['evidence'],
    stopped: [],
    isDone: false,
    isContested: false,
  };
  return { draw, facts };
}

function holidays(draw: () => number): Holiday[] {
  return Array.from({ length: 6 }, (_, index) => {
    const from = Math.floor(twoYears.from / dayMs) + 120 * index + Math.floor(draw() * 100);
    return { from: dateOf(from), to: dateOf(from + Math.floor(draw() * 4)), name: '' };
  });
}

function live({ draw, facts }: Life, clock: ZoneClock, total: NudgeTimes): void {
  const { timeZone } = facts;
  const sent: Sent[] = [];
  let planned: Planned[] = [];
  for (let now = twoYears.from; now < twoYears.to; now += Math.floor(draw() * 1.4 * dayMs)) {
    planned = deliver(planned, now, { sent, clock, total });
    const past = pastOf(sent, planned, now);
    const until = startOfDay(dayOf(now, timeZone) + 1 + Math.floor(draw() * 5), timeZone) - 1;
    const snoozedUntil = draw() < 0.1 ? now + Math.floor(draw() * dayMs) : null;
    const rule = draw() < 0.7 ? 'work_due' : 'high_risk';
    const asked: NudgeFacts = {
      ...facts,
      now,
      past,
      occasion: { ...facts.occasion, rule, until },
      preferences: { ...facts.preferences, snoozedUntil },
    };
    total.decisions++;
    const wantedAt = Math.max(now, snoozedUntil ?? 0);
    const { kind, sendAt, reason } = decideNudge(asked);
    if (kind !== null) planned.push({ facts: asked, kind, wantedAt, at: sendAt });
    else if (reason !== 'paused' && hadMoment(asked, kindOf(asked), wantedAt, clock)) total.lost++;
  }
  deliver(planned, Infinity, { sent, clock, total });
  judgeCaps(sent, facts, clock, total);
}

/** Sends what is due by now, each after one more look. */
function deliver(
  planned: Planned[],
  now: number,
  { sent, clock, total }: { sent: Sent[]; clock: ZoneClock; total: NudgeTimes },
): Planned[] {
  const waiting = planned.toSorted((one, other) => one.at - other.at);
  for (let next = waiting[0]; next !== undefined && next.at <= now; next = waiting[0]) {
    waiting.shift();
    const { facts, kind, wantedAt, at } = next;
    const again = { ...facts, now: at, past: pastOf(sent, waiting, at) };
    const checked = recheck(again, kind);
    if (checked.what === 'send') {
      sent.push({ kind, at });
      total.sent++;
      if (isQuietAt(again, clock.wallMinute(at))) total.inside++;
      if (at < wantedAt) total.early++;
      if (at > facts.occasion.until) total.late++;
    } else if (checked.what === 'wait') {
      waiting.push({ ...next, at: checked.until });
      waiting.sort((one, other) => one.at - other.at);
    } else if (hadMoment(again, kind, at, clock)) total.lost++;
  }
  return waiting;
}

function kindOf({ occasion: { rule } }: NudgeFacts): NudgeKind {
  return rule === 'work_due' ? 'reminder' : 'mentor_connection';
}

interface Sent {
  kind: NudgeKind;
  at: number;
}

function pastOf(sent: readonly Sent[], planned: readonly Planned[], now: number): PastNudge[] {
  const answered = { answer: 'accepted', returned: true } as const;
  return [
    ...sent
      .slice(-40)
      .filter(({ at }) => at > now - 20 * dayMs)
      .map((one): PastNudge => ({ ...answered, ...one, isDelivered: true })),
    ...planned.map(({ kind, at }): PastNudge => ({ ...answered, kind, at, isDelivered: false })),
  ];
}

/** Whether there was a moment, looked for in steps of five minutes, which all quiet hours here are made of. */
function hadMoment(facts: NudgeFacts, kind: NudgeKind, from: number, clock: ZoneClock): boolean {
  const step = 300_000;
  const days = facts.past.map(({ at }) => Math.floor(clock.wallMinute(at) / 1_440));
  const apartMs = facts.policy.kinds[kind].coolDownDays * dayMs;
  const near = facts.past.filter((one) => one.kind === kind);
  let [looked, isClosed] = [Number.NaN, true];
  for (let at = Math.ceil(from / step) * step; at <= facts.occasion.until; at += step) {
    const wall = clock.wallMinute(at);
    const day = Math.floor(wall / 1_440);
    if (day !== looked) [looked, isClosed] = [day, isOff(facts, day) || isFull(days, day, facts.policy)];
    if (isClosed || isQuietMinute(facts, wall - 1_440 * day)) continue;
    if (near.every((one) => Math.abs(one.at - at) >= apartMs)) return true;
  }
  return false;
}

function isQuietAt(facts: NudgeFacts, wall: number): boolean {
  const day = Math.floor(wall / 1_440);
  return isOff(facts, day) || isQuietMinute(facts, wall - 1_440 * day);
}

function isQuietMinute({ policy, preferences }: NudgeFacts, minute: number): boolean {
  return isWithin(policy.quietHours, minute) || isWithin(preferences.quietHours, minute);
}

function isWithin(hours: QuietHours | null, minute: number): boolean {
  if (hours === null || hours.from === hours.to) return false;
  const { from, to } = hours;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function isOff({ daysOff }: NudgeFacts, day: number): boolean {
  const date = new Date(day * dayMs);
  const weekday = weekdays[(date.getUTCDay() + 6) % 7];
  const name = date.toISOString().slice(0, 10);
  return (
    (weekday !== undefined && daysOff.restDays.includes(weekday)) ||
    daysOff.holidays.some(({ from, to }) => name >= from && name <= to)
  );
}

function isFull(days: readonly number[], day: number, { perDay, perWeek }: NudgePolicy): boolean {
  if (days.filter((one) => one === day).length >= perDay) return true;
  return Array.from({ length: 7 }, (_, index) => day + index).some(
    (last) => days.filter((one) => one <= last && one > last - 7).length >= perWeek,
  );
}

function judgeCaps(sent: readonly Sent[], { policy }: NudgeFacts, clock: ZoneClock, total: NudgeTimes): void {
  const perDay = new Map<number, number>();
  for (const { at } of sent) {
    const day = Math.floor(clock.wallMinute(at) / 1_440);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  for (const [last, count] of perDay) {
    if (count > policy.perDay) total.overDay++;
    let week = 0;
    for (let day = last - 6; day <= last; day++) week += perDay.get(day) ?? 0;
    if (week > policy.perWeek) total.overWeek++;
  }
}
