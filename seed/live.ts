import type { LearnerEvent } from '#engagement/event.ts';
import type { LiveCohort } from './live-cohort.ts';
import { type Persona, type SimulatedLearner, personas } from './personas.ts';
import { type Random, openRandom } from './random.ts';
import { type Reaction, reactionTo } from './reaction.ts';
import { inOrder } from './simulate.ts';
import { type Act, type Mind, type Sitting, beginSitting, nextAct } from './sitting.ts';

/*
 * A cohort whose rate is given. Whoever sits at the course acts by themselves; every few seconds the
 * conductor sees to it that about as many are there as the rate asks for, and that now and then
 * something happens worth seeing: somebody struggles, returns, or goes quiet without a word.
 */
interface Live {
  players: ReadonlyMap<string, Player>;
  /** Those who may sit down by themselves. */
  comers: readonly Player[];
  present: Set<Player>;
  /** Those away whom something brings back at a time that is known. */
  returning: Set<Player>;
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

export interface ConductedStart {
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
  /** Nudges in a row that did not bring them. */
  ignored: number;
  hasOptedOut: boolean;
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
/** As many at once as a class that one person watches. */
const classOf = 10;
/** Between two acts of one learner: six to seven seconds, as when answering practice questions. */
const usualGapS = 6.5;
/** Live play takes place in this week of the course. */
const week = 4;

const sittingMeanMs = 11 * minuteMs;
const sittingLeastMs = 3 * minuteMs;
const sittingMostMs = 40 * minuteMs;
const shortSittingMs = 2 * minuteMs;
/** Of those who like to come; the others rest, so that there is always somebody to take the next seat. */
const presentMost = 0.7;
const restLeastMs = 10 * secondMs;
const livelinessMost = Math.max(...Object.values(personas).map(({ liveliness }) => liveliness));
/** Half of those who may come are ready as a rule, and one in three of them is taken; at the end of a term it may be few. */
const drawsMost = 64;
/** From a nudge to sitting down in some 15 to 45 seconds, while somebody watches. */
const watchedPace = { leastMs: 10 * secondMs, meanMs: 5 * secondMs };
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

export function openConducted(start: ConductedStart): LiveCohort {
  const live = openLive(start);
  return {
    get at() {
      return live.at;
    },
    advance: (until) => advance(live, until),
    nudged: (learner, at, isOffer = false) => nudged(live, learner, at, isOffer),
    promised: (learner, at) => promised(live, learner, at),
    present: () => live.present.size,
  };
}

function openLive({
  learners,
  seed,
  from,
  eventsPerSecond,
  idPrefix,
  isOpening = false,
}: ConductedStart): Live {
  const random = openRandom(seed).fork('live');
  const players = learners.map((learner): Player => ({
    learner,
    persona: personas[learner.persona],
    random: random.fork(learner.externalId),
    mind: new Map(),
    eventsMade: 0,
    lastAt: from - (learner.quietForDays ?? 0) * 86_400_000,
    presence: null,
    restsUntil: from,
    returnsAt: null,
    ignored: 0,
    hasOptedOut: false,
  }));
  // However high the rate, only those who like to come are there at once; their pace rises instead.
  const lively = players.filter(({ persona }) => persona.liveliness >= 1).length;
  const wantedPresent = Math.max(1, Math.min(presentMost * lively, eventsPerSecond * usualGapS));
  return {
    players: new Map(players.map((player) => [player.learner.externalId, player])),
    comers: players.filter(
      ({ persona, learner }) => persona.liveliness > 0 && learner.isPlayedByPerson !== true,
    ),
    present: new Set(),
    returning: new Set(),
    random,
    idPrefix,
    at: from,
    conductAt: from,
    stories: isOpening
      ? openingStories.map(([what, after]) => ({ what, at: from + after }))
      : [laterStory(random, from)],
    wantedPresent,
    gapS: wantedPresent / eventsPerSecond / gapsMean,
    // Half as long as would keep the balance: somebody should always be ready when one is missing.
    restMeanMs: (sittingMeanMs * Math.max(0, lively - wantedPresent)) / wantedPresent / 2,
    swell: 0,
    isBeginning: true,
    hasAnsweredNudge: false,
  };
}

function advance(live: Live, until: number): LearnerEvent[] {
  const events: LearnerEvent[] = [];
  while (live.at < until) {
    if (live.at >= live.conductAt) {
      conduct(live);
      live.isBeginning = false;
      live.conductAt += conductEveryMs;
    }
    live.at = Math.min(until, live.conductAt);
    for (const player of live.present) act(live, player, events);
  }
  return events.toSorted(inOrder);
}

/** The first who well might always comes, so that whoever watches sees it happen. */
function nudged(live: Live, externalId: string, at: number, isOffer: boolean): Reaction | null {
  const player = live.players.get(externalId);
  if (!player) return null;
  const { persona, learner, random, ignored, presence } = player;
  // For whom a visitor plays, the visitor answers.
  const hasOptedOut = player.hasOptedOut || learner.isPlayedByPerson === true;
  const isFirst = !isOffer && !live.hasAnsweredNudge && persona.answersNudge >= 0.3 && !presence;
  const receiver = isFirst
    ? { answersNudge: 1, ignored: 0, hasOptedOut }
    : { answersNudge: persona.answersNudge, ignored, hasOptedOut, isOffer };
  const reaction = reactionTo(random, receiver, at, watchedPace);
  player.ignored = reaction.actsAt === null ? ignored + 1 : 0;
  player.hasOptedOut ||= reaction.answer === 'not_for_me';
  if (reaction.actsAt !== null) comeBack(live, player, reaction.actsAt);
  return reaction;
}

function promised(live: Live, externalId: string, at: number): void {
  const player = live.players.get(externalId);
  if (player) comeBack(live, player, at + Math.round(player.random.between(4, 10) * secondMs));
}

function comeBack(live: Live, player: Player, at: number): void {
  if (player.presence) return;
  live.hasAnsweredNudge = true;
  player.returnsAt = Math.min(at, player.returnsAt ?? at);
  live.returning.add(player);
}

function conduct(live: Live): void {
  for (const player of live.returning) {
    if (player.returnsAt !== null && player.returnsAt <= live.at) sitDown(live, player, shortSittingMs);
  }
  const [story] = live.stories;
  if (story && story.at <= live.at) {
    tell(live, story.what);
    live.stories.shift();
    if (live.stories.length === 0) live.stories.push(laterStory(live.random, live.at));
  }
  // Wanders back to nothing within minutes: a class has livelier and calmer stretches, the more even the larger it is.
  const unevenness = Math.min(1, Math.sqrt(classOf / live.wantedPresent));
  live.swell = 0.97 * live.swell + live.random.normal(0, 0.06 * unevenness);
  const wanted = Math.round(live.wantedPresent * Math.max(0.6, Math.min(1.4, 1 + live.swell)));
  const missing = wanted - live.present.size;
  // Most are there when it begins; later a third of those missing at a time: people drop in, they do not march in.
  for (let count = Math.ceil(missing * (live.isBeginning ? 0.7 : 1 / 3)); count > 0; count--) {
    const next = nextToSit(live);
    if (next === null) return;
    // Those who rarely come stay rare when nobody else is ready.
    if (live.random.chance(next.persona.liveliness)) sitDown(live, next, sittingMs(live.random));
  }
}

/** Drawn until one fits: to look at thousands for each seat that is empty would cost more than all else. */
function nextToSit(live: Live): Player | null {
  const { comers, random, at } = live;
  const isReady = ({ presence, restsUntil }: Player) => !presence && restsUntil <= at;
  for (let draw = 0; draw < drawsMost; draw++) {
    const player = comers[Math.floor(random.uniform() * comers.length)];
    if (player && isReady(player) && random.chance(player.persona.liveliness / livelinessMost)) return player;
  }
  return weightedOrNull(live, comers.filter(isReady), ({ persona }) => persona.liveliness);
}

function laterStory(random: Random, now: number): Live['stories'][number] {
  const at = now + storyGapLeastMs + Math.round(random.exponential(storyGapMeanMs));
  return { what: random.weighted(laterStories), at };
}

function tell(live: Live, story: Story): void {
  const present = [...live.present];
  switch (story) {
    case 'struggles': {
      const one = weightedOrNull(live, present, ({ persona }) => 1.2 - persona.ability);
      if (!one?.presence) return;
      one.presence.sitting.trouble = troubleActs;
      // Whoever is fetching a coffee would struggle unseen for a minute.
      one.presence.nextAt = Math.min(one.presence.nextAt, live.at + Math.round(live.gapS * secondMs));
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
      const one = live.comers.filter(canReturn).reduce<Player | null>(longerAway, null);
      if (one) sitDown(live, one, shortSittingMs);
      return;
    }
  }
}

/** Rarely seen, but not gone. */
function canReturn({ persona, presence }: Player): boolean {
  return !presence && persona.liveliness < 1;
}

function longerAway(one: Player | null, other: Player): Player {
  if (one === null) return other;
  const sooner = one.lastAt - other.lastAt || other.persona.answersNudge - one.persona.answersNudge;
  return sooner <= 0 ? one : other;
}

function weightedOrNull(
  live: Live,
  players: readonly Player[],
  weight: (player: Player) => number,
): Player | null {
  const weighted = players.map((player) => [player, weight(player)] as const);
  return weighted.some(([, one]) => one > 0) ? live.random.weighted(weighted) : null;
}

function sitDown(live: Live, player: Player, forMs: number): void {
  player.returnsAt = null;
  live.returning.delete(player);
  if (player.presence) return;
  const nextAt =
    live.at + Math.round(player.random.between(0, Math.min(conductEveryMs, live.gapS * secondMs)));
  const sitting = beginSitting(player.random, week);
  player.presence = { sitting, beganAt: nextAt, endsAt: nextAt + forMs, nextAt };
  live.present.add(player);
}

function leave(live: Live, player: Player, at: number, restLeast: number): void {
  player.presence = null;
  live.present.delete(player);
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

/** What `gapMs` makes of a gap on average. */
const gapsMean = 0.99 + 0.01 * 10;

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
