import { type RiskView, featureCount, featureNames, writeFeatures } from './risk-features.ts';
import { type OpenModel, logOddsOf, writeBins, writeReasons } from './open-model.ts';
import type { HeadName } from './risk-model.ts';
import { type ReasonGroup, reasonGroups } from './risk-groups.ts';
import type { Scoring } from './scoring.ts';
import { steady } from './steady.ts';

/** What is said of how likely a learner is to drop off within 14 days: the weights of all reasons add up to its log-odds. */
export interface Risk {
  value: number;
  /** In log-odds: what it was last evening and will be this evening if nothing is done; null on a day on which something was. */
  path: { from: number; to: number } | null;
  /** The probability of withdrawing before the end of the course. */
  withdrawal: number;
  reasons: Reason[];
  lacks: Lack[];
}

/** One contribution, in log-odds; the words for a code are in the page's message catalogue. */
export interface Reason {
  code: 'base' | ReasonGroup;
  weight: number;
  params: Record<string, number>;
}

export const bands = ['low', 'medium', 'high', 'critical'] as const;
export type Band = (typeof bands)[number];

/** What was not known: with each of these a risk is less certain. */
export const lacks = ['newcomer', 'cohort', 'deadlines', 'course', 'source_down'] as const;
export type Lack = (typeof lacks)[number];
export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];

/** So many days somebody must be known before a risk is told at all, and before it is told without a word of caution. */
export const knownDaysMin = 5;
const newcomerDays = 21;

export function confidenceOf(missing: readonly Lack[]): Confidence {
  return missing.length === 0 ? 'high' : missing.length === 1 ? 'medium' : 'low';
}

const worstFirst = bands.toReversed();

/** From which risk on, in percent, a band begins. */
export type Floors = Record<Exclude<Band, 'low'>, number>;

/** A band is reached at once, and left only some points below where it begins, so that nobody flickers. */
export function bandOf(
  risk: number,
  floors: Floors,
  steadyPercent: number = 0,
  before: Band | null = null,
): Band {
  const nameOf = (calm: number): Band =>
    worstFirst.find((band) => band !== 'low' && -calm >= floors[band]) ?? 'low';
  return steady(worstFirst, nameOf, -100 * risk, before, steadyPercent);
}

/** With mentors to reckon with, as many are flagged as they can take: never more of those than are at medium risk at all. */
export function floorsOf({ risk }: Pick<Scoring, 'risk'>, capacityFloor: number | null): Floors {
  const { medium, high, critical } = risk;
  if (risk.mentors === 0 || capacityFloor === null) return { medium, high, critical };
  const own = Math.max(medium, capacityFloor);
  return { medium, high: own, critical: Math.max(own, critical) };
}

/** How high a risk is, without what makes it so. */
export type BareRisk = Pick<Risk, 'value' | 'path' | 'lacks'>;

/**
 * The risk of a learner at a moment; null while too little is known of them. A day on which nothing was done yet
 * is over only by as much of it as has passed: the risk moves from that of last evening to that of this one.
 */
export function bareRiskOf(
  view: RiskView,
  model: OpenModel,
  dayShare: number,
  isDown: boolean = false,
): BareRisk | null {
  if (view.joinedDays < knownDaysMin) return null;
  const { silence } = model.heads;
  const share = passedShare(view, dayShare);
  writeFeatures(view, 0, features);
  writeBins(model, features, bins);
  const to = logOddsOf(silence, bins);
  const lacking = lacksOf(view, isDown);
  if (share === 1) return { value: chanceOf(to), path: null, lacks: lacking };
  writeFeatures(view, 1, ofYesterday);
  writeBins(model, ofYesterday, bins);
  const from = logOddsOf(silence, bins);
  return { value: chanceOf(share * to + (1 - share) * from), path: { from, to }, lacks: lacking };
}

/** The same with its reasons, and with how likely the learner is to withdraw: this takes half as long again. */
export function riskOf(
  view: RiskView,
  model: OpenModel,
  dayShare: number,
  isDown: boolean = false,
): Risk | null {
  if (view.joinedDays < knownDaysMin) return null;
  const { silence, withdrawal } = model.heads;
  const share = passedShare(view, dayShare);
  writeFeatures(view, 0, features);
  writeBins(model, features, bins);
  const to = writeReasons(silence, bins, weights);
  let leaving = logOddsOf(withdrawal, bins);
  let path: Risk['path'] = null;
  if (share < 1) {
    writeFeatures(view, 1, ofYesterday);
    writeBins(model, ofYesterday, bins);
    path = { from: writeReasons(silence, bins, earlier), to };
    leaving = share * leaving + (1 - share) * logOddsOf(withdrawal, bins);
    for (let at = 0; at < weights.length; at++) {
      weights[at] = share * (weights[at] as number) + (1 - share) * (earlier[at] as number);
    }
  }
  const reasons = reasonsOf(silence.base, view);
  let logOdds = 0;
  for (const { weight } of reasons) logOdds += weight;
  return {
    value: chanceOf(logOdds),
    path,
    withdrawal: chanceOf(leaving),
    reasons,
    lacks: lacksOf(view, isDown),
  };
}

/** How much of today is over as far as this learner goes: all of it, once something was done. */
function passedShare({ own: { events } }: RiskView, dayShare: number): number {
  return (events[events.length - 1] ?? 0) > 0 ? 1 : dayShare;
}

/** The same as of this evening, if nothing more happens: what is asked of a future that is only thought of. */
export function eveningRisk(view: RiskView, model: OpenModel): number {
  writeFeatures(view, 0, features);
  writeBins(model, features, bins);
  return chanceOf(logOddsOf(model.heads.silence, bins));
}

/** What another head of the model tells of this evening, with its reasons; null while too little is known. */
export function toldOf(
  head: HeadName,
  view: RiskView,
  model: OpenModel,
  isDown: boolean = false,
): Pick<Risk, 'value' | 'reasons' | 'lacks'> | null {
  if (view.joinedDays < knownDaysMin) return null;
  writeFeatures(view, 0, features);
  writeBins(model, features, bins);
  const own = model.heads[head];
  const value = chanceOf(writeReasons(own, bins, weights));
  return { value, reasons: reasonsOf(own.base, view), lacks: lacksOf(view, isDown) };
}

export function chanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export function logOddsFrom(chance: number): number {
  return Math.log(chance / (1 - chance));
}

/** Written anew at each look. */
const features = new Float64Array(featureCount);
const ofYesterday = new Float64Array(featureCount);
const bins = new Uint8Array(featureCount);
const weights = new Float64Array(reasonGroups.length);
const earlier = new Float64Array(reasonGroups.length);
/** Less than this moves no risk by a tenth of a percent: it goes to the base, so that the sum stays what it is. */
const weightMin = 0.01;
const weightsPerOne = 10_000;

/** Everyone's base, then the heaviest first. They are few, and put where they belong one by one. */
function reasonsOf(base: number, view: RiskView): Reason[] {
  const start: Reason = { code: 'base', weight: base, params: {} };
  const all = [start];
  for (let group = 0; group < reasonGroups.length; group++) {
    const whole = weights[group] as number;
    const kept = Math.round(whole * weightsPerOne) / weightsPerOne;
    if (Math.abs(kept) < weightMin) {
      start.weight += whole;
      continue;
    }
    start.weight += whole - kept;
    const code = reasonGroups[group] as ReasonGroup;
    let to = all.length;
    all.push({ code, weight: kept, params: paramsOf(code, view) });
    for (; to > 1 && Math.abs((all[to - 1] as Reason).weight) < Math.abs(kept); to--) {
      [all[to - 1], all[to]] = [all[to] as Reason, all[to - 1] as Reason];
    }
  }
  return all;
}

const place = (name: (typeof featureNames)[number]): number => featureNames.indexOf(name);
const at = {
  silence: place('silence'),
  days28: place('days28'),
  days56: place('days56'),
  days7: place('days7'),
  cohortRank: place('cohortRank'),
  dueIn: place('dueIn'),
  dueWeight: place('dueWeight'),
  handedCount: place('handedCount'),
  results: place('results'),
  attended: place('attended'),
  mood: place('mood'),
  courseShare: place('courseShare'),
};

/** What a reason is told with. */
function paramsOf(code: ReasonGroup, { course, joinedDays }: RiskView): Record<string, number> {
  switch (code) {
    case 'silence': {
      const [days, active] = [valueOf(at.silence), valueOf(at.days56)];
      const span = Math.max(1, Math.min(56, joinedDays + 1));
      return active === 0 ? { days } : { days, usual: Math.max(1, Math.round(span / active)) };
    }
    case 'activity':
      return {
        days: valueOf(at.days28),
        of: Math.max(1, Math.min(28, joinedDays + 1)),
        week: valueOf(at.days7),
      };
    case 'cohort':
      return percentOf(valueOf(at.cohortRank), 100);
    case 'deadlines': {
      const [days, weight] = [valueOf(at.dueIn), valueOf(at.dueWeight)];
      // Both are known, or neither.
      return Number.isNaN(days) ? {} : { days: Math.round(days), weight: Math.round(weight) };
    }
    case 'work': {
      const handed = valueOf(at.handedCount);
      return course[0].hasDeadlines ? { handed, due: course[0].duePast } : { handed };
    }
    case 'results':
      return percentOf(valueOf(at.results), 1);
    case 'attendance':
      return percentOf(valueOf(at.attended), 100);
    case 'mood':
      return percentOf(valueOf(at.mood), 0.5);
    case 'course': {
      const share = valueOf(at.courseShare);
      return Number.isNaN(share)
        ? { days: joinedDays }
        : { percent: Math.round(100 * share), days: joinedDays };
    }
  }
}

/** Nothing where it is not known. */
function percentOf(value: number, scale: number): Record<string, number> {
  return Number.isNaN(value) ? {} : { percent: Math.round(scale * value) };
}

function valueOf(feature: number): number {
  return features[feature] as number;
}

function lacksOf({ joinedDays, cohort, course }: RiskView, isDown: boolean): Lack[] {
  const missing: Lack[] = [];
  if (joinedDays < newcomerDays) missing.push('newcomer');
  if (cohort === null) missing.push('cohort');
  if (!course[0].hasDeadlines) missing.push('deadlines');
  if (Number.isNaN(course[0].share)) missing.push('course');
  if (isDown) missing.push('source_down');
  return missing;
}
