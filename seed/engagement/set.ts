import { type AlertDecision, alertsOf } from '#engagement/alert.ts';
import type { EventType } from '#engagement/event.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { type LearnerWeek, weekOf } from '#engagement/week.ts';
import { type Random, openRandom } from '../random.ts';
import { type TrainingClass, trainingClasses, weekStarts } from './classes.ts';
import { type Hand, type SetRecord, drawWeek } from './draw.ts';
import {
  type Demand,
  type SessionLetter,
  type WeekKind,
  activityDecks,
  activityTypes,
  demands,
  finishable,
  finishableLeast,
  sessionDecks,
  textDecks,
} from './kinds.ts';
import { datePlus } from './local-time.ts';

/** Brief A13, before it is stored. */
export interface EngagementSet {
  learners: SetLearner[];
}

export interface SetLearner {
  class: TrainingClass;
  externalId: string;
  name: string;
  weeks: SetWeek[];
}

export interface SetWeek {
  kind: WeekKind;
  records: SetRecord[];
  week: LearnerWeek;
  alerts: AlertDecision[];
}

const daysOfWeek = 7;
const drawsMax = 4_000;
const dealsMax = 50;

/**
 * The weeks of fifteen learners. Counts are dealt, details drawn; then each week goes through the
 * product's rules, and is drawn again until they find in it what its kind says. Where a deal leaves
 * a week that cannot be had, all is dealt anew.
 */
export function engagementSet(seed: string | number): EngagementSet {
  const random = openRandom(seed).fork('engagement');
  for (let deal = 0; deal < dealsMax; deal++) {
    const set = drawSet(random.fork(`deal ${deal}`));
    if (set !== null) return set;
  }
  throw new Error('the rules leave no way to have the weeks of brief A13: see seed/engagement/kinds.ts');
}

function drawSet(random: Random): EngagementSet | null {
  const hands = dealHands(random);
  const learners: SetLearner[] = [];
  for (const own of trainingClasses) {
    for (const { externalId, name } of own.learners) {
      const weeks: SetWeek[] = [];
      for (const hand of hands.splice(0, weekStarts.length)) {
        const before = weeks.at(-1)?.week.score ?? null;
        const theirs = random.fork(`${externalId} ${hand.dates[0]}`);
        const week = drawUntilRight(theirs, externalId, hand, own, before);
        if (week === null) return null;
        weeks.push(week);
      }
      learners.push({ class: own, externalId, name, weeks });
    }
  }
  return { learners };
}

function drawUntilRight(
  random: Random,
  learner: string,
  hand: Hand,
  where: TrainingClass,
  before: number | null,
): SetWeek | null {
  for (let draw = 0; draw < drawsMax; draw++) {
    const records = drawWeek(random, learner, hand, where);
    const week = weekOf(hand.dates, records, before);
    const alerts = alertsOf(week, usualScoring);
    if (isAsDemanded(week, alerts, demands[hand.kind])) return { kind: hand.kind, records, week, alerts };
    if (hand.kind === 'golden') return null;
  }
  return null;
}

function datesFrom(startsOn: string): string[] {
  return Array.from({ length: daysOfWeek }, (_, day) => datePlus(startsOn, day));
}

function isAsDemanded(week: LearnerWeek, alerts: AlertDecision[], demand: Demand): boolean {
  const raised = alerts.map(({ type, severity }) => [type, severity]);
  return (
    week.level === demand.level &&
    String(week.flags) === String(demand.flags) &&
    String(raised) === String(demand.alerts) &&
    (demand.score === undefined || week.score === demand.score)
  );
}

/** Learner after learner, each with their weeks in order. */
function dealHands(random: Random): Hand[] {
  const kinds = trainingClasses.flatMap((own) => own.learners.flatMap((learner) => learner.weeks));
  const sessions = dealt(random.fork('sessions'), kinds, sessionDecks);
  const counts = dealt(random.fork('counts'), kinds, activityDecks);
  const texts = dealt(random.fork('texts'), kinds, textDecks);
  const activities = dealActivities(random.fork('activities'), counts);
  return kinds.map((kind, index) => ({
    kind,
    dates: datesFrom(weekStarts[index % weekStarts.length] ?? weekStarts[0]),
    sessions: shuffled(random.fork(`sessions ${index}`), [...(sessions[index] ?? '')] as SessionLetter[]),
    activities: activities[index] ?? [],
    texts: texts[index] ?? [],
  }));
}

/** To each week as many as its count says. Where they are few, some can be finished: these are dealt first. */
function dealActivities(random: Random, counts: (number | undefined)[]): EventType[][] {
  const all = shuffled(
    random,
    activityTypes.flatMap(([type, count]) => Array.from({ length: count }, () => type)),
  );
  const canFinish = all.filter((type) => finishable.includes(type));
  const first = counts.map((count = 0) => canFinish.splice(0, finishableLeast(count)));
  const left = [...canFinish, ...all.filter((type) => !finishable.includes(type))];
  const rest = shuffled(random, left);
  return counts.map((count = 0, index) => {
    const own = first[index] ?? [];
    return [...own, ...rest.splice(0, count - own.length)];
  });
}

/** To each week a card of its group's deck; none where no deck is for its kind. */
function dealt<Card>(
  random: Random,
  kinds: WeekKind[],
  decks: readonly { kinds: readonly WeekKind[]; deck: readonly (readonly [Card, number])[] }[],
): (Card | undefined)[] {
  const shuffledDecks = decks.map((one) => ({
    kinds: one.kinds,
    cards: shuffled(
      random,
      one.deck.flatMap(([card, weeks]) => Array.from({ length: weeks }, () => card)),
    ),
  }));
  return kinds.map((kind) => shuffledDecks.find((one) => one.kinds.includes(kind))?.cards.pop());
}

function shuffled<T>(random: Random, values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: random.uniform() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value);
}
