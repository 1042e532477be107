import { dayMs } from '#engagement/day.ts';
import {
  type Candidate,
  type NudgeFacts,
  type NudgeKind,
  type NudgeRule,
  type PastNudge,
  decideNudge,
} from '#engagement/nudge.ts';
import type { Arm } from '#engagement/nudging/arm.ts';
import type { KindEvidence } from '#engagement/nudging/choice.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import { usualPreferences } from '#engagement/nudging/preferences.ts';
import { type Band, bands } from '#engagement/risk.ts';
import { type Random, openRandom } from './random.ts';
import { reactionTo } from './reaction.ts';

/*
 * Learners of whom it is known what a nudge does to them, nudged as the product would: every decision is the product's own, with
 * its hold-out, caps, cool-downs, quiet hours, backfire guard and chances. What follows is decided here, by the process of
 * `reaction.ts`, so that what the product says of its effect can be held against what was planted.
 */
export interface TrialSettings {
  seed: string;
  learners: number;
  days: number;
  /** What asks for a nudge, and how often a learner gives it occasion. */
  rule: NudgeRule;
  occasionsEach: number;
  holdOutPercent: number;
  /** By how much a first nudge raises the chance to come back within three days; below 0, lowers it. */
  effectOf: (kind: NudgeKind, band: Band) => number;
  /** How a kind is chosen of those that may be: as the product does, each as often as another, or the one that helps most. */
  chosenBy?: 'product' | 'uniform' | 'truth';
}

/** Something that was decided with an arm, and what came of it. */
export interface Tried {
  learner: string;
  kind: NudgeKind;
  band: Band;
  arm: Arm;
  sendAt: number;
  candidates: Candidate[];
  returned: boolean;
  /** By how much it raised the chance to come back; 0 where nothing was sent. */
  raisedBy: number;
}

/** How many come back within three days by themselves. */
const comesAnyway: Record<Band, number> = { low: 0.6, medium: 0.45, high: 0.3, critical: 0.22 };
const bandShares: readonly (readonly [Band, number])[] = [
  ['low', 0.3],
  ['medium', 0.35],
  ['high', 0.25],
  ['critical', 0.1],
];
/** 2 March 2026, a Monday. */
const firstDay = 20_514;
const knownAfterMs = 3 * dayMs + 3_600_000;
const pace = { leastMs: 120_000, meanMs: 10_800_000 };
const noHabit = Array.from({ length: 168 }, () => 0);

interface Subject {
  id: string;
  band: Band;
  random: Random;
  occasions: number;
  past: PastNudge[];
  ignored: number;
  hasOptedOut: boolean;
  arms: NudgeFacts['arms'];
}

export function tryNudges(settings: TrialSettings): Tried[] {
  const { seed, learners, days, occasionsEach } = settings;
  const random = openRandom(seed);
  const comes: { day: number; subject: Subject }[] = [];
  for (let index = 0; index < learners; index++) {
    const own = random.fork(String(index));
    const subject: Subject = {
      id: `${seed}-${index}`,
      band: own.weighted(bandShares),
      random: own,
      occasions: 0,
      past: [],
      ignored: 0,
      hasOptedOut: false,
      arms: {},
    };
    for (let count = 0; count < occasionsEach; count++)
      comes.push({ day: Math.floor(own.between(0, days)), subject });
  }
  const known = openEvidence();
  const tried: Tried[] = [];
  for (const { day, subject } of comes.toSorted((one, other) => one.day - other.day)) {
    const now = (firstDay + day) * dayMs + Math.floor(subject.random.between(6, 20)) * 3_600_000;
    known.releaseUntil(now);
    const one = tryOne(settings, subject, known.evidenceOf(subject.band), now);
    if (one === null) continue;
    tried.push(one.tried);
    known.add(one.tried, one.past, one.tried.sendAt + knownAfterMs);
  }
  return tried;
}

function tryOne(
  settings: TrialSettings,
  subject: Subject,
  evidence: Record<NudgeKind, KindEvidence>,
  now: number,
): { tried: Tried; past: PastNudge | null } | null {
  const facts = factsOf(settings, subject, evidence, now);
  let decision = decideNudge(facts);
  if (decision.kind === null) return null;
  const wanted = wantedOf(settings, subject.band, decision.candidates, subject.random);
  if (wanted !== null && wanted !== decision.kind) {
    const offers = { [wanted]: {} };
    decision = decideNudge({ ...facts, offers });
    if (decision.kind === null) return null;
  }
  const { kind, arm, sendAt, candidates } = decision;
  subject.arms[kind] = arm;
  const { band, random, ignored, hasOptedOut } = subject;
  const base = comesAnyway[band];
  const isAlone = random.chance(base);
  const common = { learner: subject.id, kind, band, arm, sendAt, candidates };
  if (arm === 'held_out') return { tried: { ...common, returned: isAlone, raisedBy: 0 }, past: null };

  const planted = settings.effectOf(kind, band);
  const helps = Math.max(0, planted) / (1 - base);
  const reaction = reactionTo(random, { answersNudge: helps, ignored, hasOptedOut }, sendAt, pace);
  // Who is driven away stays away, whatever they were about to do.
  const isDriven = planted < 0 && random.chance(-planted / base);
  const returned =
    !isDriven && (isAlone || (reaction.actsAt !== null && reaction.actsAt <= sendAt + 3 * dayMs));
  const past: PastNudge = { kind, at: sendAt, isDelivered: true, answer: reaction.answer, returned: null };
  subject.past.push(past);
  subject.ignored = reaction.actsAt === null ? ignored + 1 : 0;
  subject.hasOptedOut ||= reaction.answer === 'not_for_me';
  const raisedBy = hasOptedOut ? 0 : planted > 0 ? planted * 0.5 ** ignored : planted;
  return { tried: { ...common, returned, raisedBy }, past };
}

function factsOf(
  { rule, holdOutPercent, chosenBy }: TrialSettings,
  subject: Subject,
  evidence: Record<NudgeKind, KindEvidence>,
  now: number,
): NudgeFacts {
  const period = String(subject.occasions++);
  return {
    now,
    seed: `${subject.id} ${rule} ${period}`,
    learnerSeed: `trial ${subject.id}`,
    occasion: { rule, period, params: {}, until: now + 4 * dayMs },
    band: subject.band,
    hasEnded: false,
    daysOff: { restDays: [], holidays: [] },
    timeZone: 'UTC',
    policy: { ...usualPolicy, holdOutPercent },
    preferences: usualPreferences,
    past: subject.past,
    habit: noHabit,
    offers: { reminder: {}, micro_assessment: {}, peer_challenge: {}, mentor_connection: {} },
    arms: subject.arms,
    evidence: chosenBy === 'product' || chosenBy === undefined ? evidence : nothingKnown,
    stopped: [],
    isDone: false,
    isContested: false,
  };
}

/** What is chosen by somebody else than the product; null where the product chooses. */
function wantedOf(
  { chosenBy = 'product', effectOf }: TrialSettings,
  band: Band,
  candidates: readonly Candidate[],
  random: Random,
): NudgeKind | null {
  const open = candidates.flatMap(({ kind, not }) => (not === null ? [kind] : []));
  switch (chosenBy) {
    case 'product':
      return null;
    case 'uniform':
      return random.pick(open);
    case 'truth':
      return open.toSorted((one, other) => effectOf(other, band) - effectOf(one, band))[0] ?? null;
  }
}

const nothingKnown: Record<NudgeKind, KindEvidence> = {
  reminder: { returned: 0, of: 0 },
  micro_assessment: { returned: 0, of: 0 },
  peer_challenge: { returned: 0, of: 0 },
  mentor_connection: { returned: 0, of: 0 },
};

/** What is known of each kind by now: an outcome counts from when the product would have measured it. */
function openEvidence() {
  const byBand = new Map(bands.map((band) => [band, structuredClone(nothingKnown)]));
  const waiting: { tried: Tried; past: PastNudge | null; at: number }[] = [];
  return {
    add(tried: Tried, past: PastNudge | null, at: number): void {
      waiting.push({ tried, past, at });
    },
    releaseUntil(now: number): void {
      for (let index = waiting.length - 1; index >= 0; index--) {
        const one = waiting[index];
        if (one === undefined || one.at > now) continue;
        waiting.splice(index, 1);
        if (one.past === null) continue;
        const { kind, band, returned } = one.tried;
        one.past.returned = returned;
        const evidence = byBand.get(band)?.[kind];
        if (evidence === undefined) continue;
        evidence.of++;
        evidence.returned += Number(returned);
      }
    },
    evidenceOf: (band: Band) => byBand.get(band) ?? nothingKnown,
  };
}
