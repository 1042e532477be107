import type { LearnerEvent } from '#engagement/event.ts';
import { type Persona, type SimulatedLearner, personas } from './personas.ts';
import { type Random, openRandom } from './random.ts';
import { inOrder } from './simulate.ts';
import { type Act, type Mind, type Sitting, beginSitting, nextAct } from './sitting.ts';

/*
 * What a cohort does next. Whoever sits at the course acts by themselves; every few seconds the
 * conductor sees to it that about as many are there as the rate asks for, and that now and then
 * something happens worth seeing: somebody struggles, returns, or goes quiet without a word.
 *
 * The state is changed in place. The same seed and the same nudges at the same times make the same
 * events, however the time is cut into calls of `advance`.
 */
export interface Live {
  players: Player[];
  random: Random;
  idPrefix: string;
  /** Everything before this has been told. */
  at: number;
  conductAt: number;
  /** Next first; never empty. */
  stories: { what: Story; at: number }[];
  wantedPresent: number;
  gapS: number;
  restMeanMs: number;
  /** How far the number present wanders from what is wanted, as a share of it. */
  swell: number;
  isBeginning: boolean;
  hasAnsweredNudge: boolean;
}

/** A thing worth seeing. */
type Story = 'struggles' | 'returns' | 'goes_quiet';

export interface LiveStart {
  learners: readonly SimulatedLearner[];
  seed: string | number;
  /** When it begins, in ms. */
  from: number;
  /** Events of the whole cohort in a second, on average. */
  eventsPerSecond: number;
  /** Begins every event's id; two plays that may meet at one tenant need different ones. */
  idPrefix: string;
  /** Tells one story of each kind within the first minute. */
  isOpening?: boolean;
}

interface Player {
  learner: SimulatedLearner;
  persona: Persona;
  random: Random;
  mind: Mind;
  eventsMade: number;
  lastAt: number;
  /** What they sit at; null while away. */
  presence: Presence | null;
  /** When away: not before this by themselves. */
  restsUntil: number;
  /** When away: a nudge brings them back at this time. */
  returnsAt: number | null;
}

interface Presence {
  sitting: Sitting;
  beganAt: number;
  endsAt: number;
  nextAt: number;
}

const secondMs = 1_000;
const minuteMs = 60_000;
const conductEveryMs = 5 * secondMs;
/** Between two acts of one learner: six to seven seconds, as when answering practice questions. */
const usualGapS = 6.5;
/** Live play takes place in this week of the course. */
const week = 4;

const sittingMeanMs = 11 * minuteMs;
const sittingLeastMs = 3 * minuteMs;
const sittingMostMs = 40 * minuteMs;
const shortSittingMs = 2 * minuteMs;
const restLeastMs = 10 * secondMs;
/** Somebody who goes quiet stays away for so long that a person watching sees the row run empty. */
const quietLeastMs = 25 * minuteMs;

/** So long after the beginning. */
const openingStories: [Story, number][] = [
  ['struggles', 6 * secondMs],
  ['returns', 22 * secondMs],
  ['goes_quiet', 45 * secondMs],
];
/** How often, compared with each other. */
const laterStories: [Story, number][] = [
  ['struggles', 4],
  ['goes_quiet', 2],
  ['returns', 1],
];
const storyGapMeanMs = 100 * secondMs;
const storyGapLeastMs = 30 * secondMs;
/** Acts during which somebody who struggles gets hardly anything right; the last one asks for help. */
const troubleActs = 5;

export function openLive({
  learners,
  seed,
  from,
  eventsPerSecond,
  idPrefix,
  isOpening = false,
}: LiveStart): Live {
  const random = openRandom(seed).fork('live');
  // However high the rate, only those who like to come are there at once; their pace rises instead.
  const lively = learners.filter(({ persona }) => personas[persona].liveliness >= 1).length;
  const wantedPresent = Math.max(1, Math.min(lively, eventsPerSecond * usualGapS));
  return {
    players: learners.map((learner) => ({
      learner,
      persona: personas[learner.persona],
      random: random.fork(learner.externalId),
      mind: new Map(),
      eventsMade: 0,
      lastAt: from - (learner.quietForDays ?? 0) * 86_400_000,
      presence: null,
      restsUntil: from,
      returnsAt: null,
    })),
    random,
    idPrefix,
    at: from,
    conductAt: from,
    stories: isOpening
      ? openingStories.map(([what, after]) => ({ what, at: from + after }))
      : [laterStory(random, from)],
    wantedPresent,
    gapS: wantedPresent / eventsPerSecond,
    // Half as long as would keep the balance: somebody should always be ready when one is missing.
    restMeanMs: (sittingMeanMs * Math.max(0, lively - wantedPresent)) / wantedPresent / 2,
    swell: 0,
    isBeginning: true,
    hasAnsweredNudge: false,
  };
}

/** What happens from where the last call ended up to, but not including, `until`; in order of time. */
export function advance(live: Live, until: number): LearnerEvent[] {
  const events: LearnerEvent[] = [];
  while (live.at < until) {
    if (live.at >= live.conductAt) {
      conduct(live);
      live.isBeginning = false;
      live.conductAt += conductEveryMs;
    }
    live.at = Math.min(until, live.conductAt);
    for (const player of live.players) act(live, player, events);
  }
  return events.toSorted(inOrder);
}

/**
 * A learner received a nudge. Some come back after 20 to 40 seconds; the first who well might always
 * does, so that whoever watches sees it happen. With `accepted` they said that they will.
 */
export function nudged(live: Live, externalId: string, accepted = false): void {
  const player = live.players.find(({ learner }) => learner.externalId === externalId);
  if (!player || player.presence || player.returnsAt !== null) return;
  const { persona, learner, random } = player;
  const isFirst = !live.hasAnsweredNudge && persona.answersNudge >= 0.3;
  const comes =
    accepted || (learner.isPlayedByPerson !== true && (isFirst || random.chance(persona.answersNudge)));
  if (!comes) return;
  live.hasAnsweredNudge = true;
  player.returnsAt =
    live.at + Math.round(accepted ? random.between(4, 10) * secondMs : random.between(20, 40) * secondMs);
}

/** How many sit at the course now. */
export function presentCount(live: Live): number {
  return live.players.reduce((count, { presence }) => count + (presence ? 1 : 0), 0);
}

function conduct(live: Live): void {
  for (const player of live.players) {
    if (player.returnsAt !== null && player.returnsAt <= live.at) sitDown(live, player, shortSittingMs);
  }
  const [story] = live.stories;
  if (story && story.at <= live.at) {
    tell(live, story.what);
    live.stories.shift();
    if (live.stories.length === 0) live.stories.push(laterStory(live.random, live.at));
  }
  // Wanders back to nothing within minutes: a class has livelier and calmer stretches.
  live.swell = 0.97 * live.swell + live.random.normal(0, 0.06);
  const wanted = Math.round(live.wantedPresent * Math.max(0.6, Math.min(1.4, 1 + live.swell)));
  const missing = wanted - presentCount(live);
  // Most are there when it begins; later a third of those missing at a time: people drop in, they do not march in.
  for (let count = Math.ceil(missing * (live.isBeginning ? 0.7 : 1 / 3)); count > 0; count--) {
    const next = nextToSit(live);
    if (next === null) return;
    // Those who rarely come stay rare when nobody else is ready.
    if (live.random.chance(next.persona.liveliness)) sitDown(live, next, sittingMs(live.random));
  }
}

function nextToSit(live: Live): Player | null {
  const ready = live.players.filter(
    ({ presence, persona, learner, restsUntil }) =>
      !presence && persona.liveliness > 0 && learner.isPlayedByPerson !== true && restsUntil <= live.at,
  );
  if (ready.length === 0) return null;
  return live.random.weighted(ready.map((player) => [player, player.persona.liveliness] as const));
}

function laterStory(random: Random, now: number): Live['stories'][number] {
  const at = now + storyGapLeastMs + Math.round(random.exponential(storyGapMeanMs));
  return { what: random.weighted(laterStories), at };
}

function tell(live: Live, story: Story): void {
  const present = live.players.filter(({ presence }) => presence !== null);
  switch (story) {
    case 'struggles': {
      const one = weightedOrNull(live, present, ({ persona }) => 1.2 - persona.ability);
      if (one?.presence) one.presence.sitting.trouble = troubleActs;
      return;
    }
    case 'goes_quiet': {
      // Not those who have only just come back, nor those who are about to ask for help.
      const one = weightedOrNull(live, present, ({ persona, presence }) =>
        persona.liveliness >= 1 && presence?.sitting.trouble === 0 ? 1 : 0,
      );
      if (one) leave(live, one, live.at, quietLeastMs);
      return;
    }
    case 'returns': {
      const rare = live.players.filter((player) => !player.presence && canReturn(player));
      const [one] = rare.toSorted(
        (a, b) => a.lastAt - b.lastAt || b.persona.answersNudge - a.persona.answersNudge,
      );
      if (one) sitDown(live, one, shortSittingMs);
      return;
    }
  }
}

/** Rarely seen, but not gone. */
function canReturn({ persona, learner }: Player): boolean {
  return persona.liveliness > 0 && persona.liveliness < 1 && learner.isPlayedByPerson !== true;
}

function weightedOrNull(live: Live, players: Player[], weight: (player: Player) => number): Player | null {
  const weighted = players.map((player) => [player, weight(player)] as const);
  return weighted.some(([, one]) => one > 0) ? live.random.weighted(weighted) : null;
}

function sitDown(live: Live, player: Player, forMs: number): void {
  player.returnsAt = null;
  if (player.presence) return;
  const nextAt =
    live.at + Math.round(player.random.between(0, Math.min(conductEveryMs, live.gapS * secondMs)));
  const sitting = beginSitting(player.random, week);
  player.presence = { sitting, beganAt: nextAt, endsAt: nextAt + forMs, nextAt };
}

function leave(live: Live, player: Player, at: number, restLeast: number): void {
  player.presence = null;
  player.restsUntil = at + restLeast + Math.round(player.random.exponential(live.restMeanMs));
}

/** All that one learner does until `live.at`. */
function act(live: Live, player: Player, events: LearnerEvent[]): void {
  for (let { presence } = player; presence && presence.nextAt < live.at; { presence } = player) {
    const at = presence.nextAt;
    const what = actAt(player, presence, at);
    const id = `${live.idPrefix}-${player.learner.externalId}-${(player.eventsMade++).toString(36)}`;
    events.push({ id, learner: player.learner.externalId, at, ...what });
    player.lastAt = at;
    if (what.type === 'session_end') leave(live, player, at, restLeastMs);
    else presence.nextAt = at + gapMs(player.random, live.gapS, presence.sitting.trouble > 0);
  }
}

function actAt({ random, persona, mind }: Player, { sitting, beganAt, endsAt }: Presence, at: number): Act {
  if (at === beganAt) return { type: 'session_start' };
  if (at >= endsAt && sitting.trouble === 0)
    return { type: 'session_end', durationS: Math.round((at - beganAt) / 1000) };
  return nextAct(random, persona, mind, sitting, usualGapS);
}

/** Mostly a few seconds; now and then somebody fetches a coffee. Who wrestles with a question tries again at once. */
function gapMs(random: Random, gapS: number, isInTrouble: boolean): number {
  const usual = 0.3 * gapS + random.exponential(0.7 * gapS);
  const gap = isInTrouble ? 0.7 * usual : random.chance(1 / 100) ? random.between(5, 15) * gapS : usual;
  return Math.max(1, Math.round(gap * 1000));
}

function sittingMs(random: Random): number {
  return Math.round(
    Math.min(sittingMostMs, sittingLeastMs + random.exponential(sittingMeanMs - sittingLeastMs)),
  );
}
