import { type AlertDecision, type AlertType, type Facts, type Standing, alertsOf } from './alert.ts';
import { type Anomaly, unusualOf } from './anomaly.ts';
import { dayMs, dayOf, startOfDay, weekdayOf } from './day.ts';
import { type Flag, flags as allFlags, flagsOf, partOfFlag } from './flag.ts';
import { type Circumstances, isDownAt, quietDays, quietUntil } from './quiet.ts';
import {
  type Band,
  type Floors,
  type Lack,
  type Reason,
  type BareRisk,
  bandOf,
  bands,
  bareRiskOf,
  logOddsFrom,
  riskOf,
} from './risk.ts';
import type { RiskView } from './risk-features.ts';
import { type Outlook, riskViewOf } from './risk-view.ts';
import { type Level, type ScorePart, levelOf, scoreOf, scoreValueOf, scoredDays } from './score.ts';
import { type PartName, partNames } from './scoring.ts';
import type { Surroundings } from './surroundings.ts';
import { type Totals, sessionsOf } from './totals.ts';
import { type Trend, trendOf } from './trend.ts';
import { valuesOf } from './week.ts';
import { type WayOut, wayOutOf } from './way-out.ts';
import type { WindowRead } from './window.ts';

/**
 * All that is said about one enrolment at one moment. Nulls mean: not enough information yet. Reasons, withdrawal and
 * the way out are told once it is `explained`.
 */
export interface Assessment {
  score: number | null;
  parts: ScorePart[];
  level: Level | null;
  /** Points gained or lost in a week. */
  change: number | null;
  trend: Trend | null;
  risk: number | null;
  band: Band | null;
  reasons: Reason[];
  /** The probability of withdrawing before the end of the course. */
  withdrawal: number | null;
  /** What the risk had to be told without. */
  lacks: Lack[];
  wayOut: WayOut | null;
  flags: Flag[];
  /** Texts of the last seven days in which the learner asked for help. */
  helpTexts: number;
  unusual: Anomaly[];
  lastSeenAt: number | null;
}

/** What was said the last time, as far as it holds on. */
export type Before = Pick<Assessment, 'level' | 'trend' | 'flags' | 'band'>;

const nothingBefore: Before = { level: null, trend: null, flags: [], band: null };

/** What a look goes by beside the window and the circumstances, as far as it is known. */
export interface Known {
  before?: Before | undefined;
  around?: Surroundings | null;
  isUpAtNight?: boolean;
  outlook?: Outlook | null;
}

/** An assessment with what follows from it. */
export interface Look {
  assessment: Assessment;
  alerts: AlertDecision[];
  /** Parts of which nothing can be heard now: no flag is raised on them, and none of their alerts is over. */
  held: PartName[];
  /** Days without anything, as far as something was expected and could be heard. */
  quietDays: number;
  /** When the risk reaches the next band if nothing is done until then; null where it does not today. */
  nextBandAt: number | null;
}

/** At the very moment of a change rounding could still say what was true before; longer would be taken from the two seconds within which it is told. */
const justPastMs = 250;
/** Looked at again at least this often, since anomalies and risk move on without any event. */
const lookAgainMs = 6 * 3_600_000;

export function assess(
  window: WindowRead,
  of: Circumstances,
  now: number,
  { before = nothingBefore, around = null, isUpAtNight = false, outlook = null }: Known = {},
): Look {
  const score = scoreOf(window, of);
  const held = partNames.filter((part) => isDownAt(now, part, of));
  const { lastEventAt: lastSeenAt } = window;
  const silentDays = quietDays(lastSeenAt, now, partNames, of);
  const told = outlook === null ? null : tellRisk(window, of, { outlook, before, held });
  const risk = { ...noRisk, ...told?.risk };
  const nextBandAt = told?.nextBandAt ?? null;
  if (score === null) {
    return {
      assessment: { ...unknown, ...risk, lastSeenAt },
      alerts: [],
      held,
      quietDays: silentDays,
      nextBandAt,
    };
  }

  const earlier = scoreValueOf(window, of, scoredDays);
  const change = earlier === null ? null : Math.round((score.value - earlier) * 10) / 10;
  const values = { ...valuesOf(score.parts), score: score.value };
  const raised = flagsOf(values, of.scoring, before.flags);
  // While nothing can be heard, what was so stays so.
  const flags = allFlags.filter((flag) => (isHeld(flag, held) ? before.flags : raised).includes(flag));
  const facts = factsOf(score.totals, window, now, of);
  const standing: Standing = { ...values, flags, facts };
  return {
    assessment: {
      score: score.value,
      parts: score.parts,
      level: levelOf(score.value, of.scoring, before.level),
      change,
      trend: change === null ? null : trendOf(change, of.scoring, before.trend),
      ...risk,
      flags,
      helpTexts: facts.help,
      unusual: around === null ? [] : unusualIn(window, around, isUpAtNight),
      lastSeenAt,
    },
    alerts: alertsOf(standing, of.scoring).filter(({ type }) => !heldAlerts(held).includes(type)),
    held,
    quietDays: silentDays,
    nextBandAt,
  };
}

/**
 * The same look, and why: the reasons of its risk, how likely a withdrawal is, and a way out where one is needed. This
 * costs as much as fifty looks, and most looks are no news.
 */
export function explained(look: Look, window: WindowRead, of: Circumstances, outlook: Outlook): Look {
  const { band } = look.assessment;
  if (band === null) return look;
  const { model, plan, floors } = outlook;
  const view = viewOf(window, of, outlook);
  const isDown = look.held.includes('lms');
  const risk = riskOf(view, model, passedShareOf(outlook, isDown), isDown);
  if (risk === null) return look;
  const below = band === 'low' ? null : floors[band] - of.scoring.risk.steadyPercent;
  const why = {
    reasons: risk.reasons,
    withdrawal: rounded(risk.withdrawal),
    wayOut: below === null ? null : wayOutOf(view, model, { plan, today: window.today, below }),
  };
  return { ...look, assessment: { ...look.assessment, ...why } };
}

/**
 * When this enrolment must be looked at again even if nothing more is heard of it: silence has grown into the
 * next band or past the threshold of an alert, or a day is over and the score is that of other days.
 */
export function nextLookAt({ nextBandAt }: Look, window: WindowRead, of: Circumstances, now: number): number {
  let next = Math.min(now + lookAgainMs, startOfDay(window.today + 1, of.timeZone));
  const orAt = (at: number): void => {
    if (at > now && at < next) next = at;
  };
  if (nextBandAt !== null) orAt(nextBandAt);
  if (window.lastLmsAt !== null) {
    const { silentDays: first, silentDaysCritical } = of.scoring.alerts;
    orAt(quietUntil(window.lastLmsAt, first, platform, of));
    orAt(quietUntil(window.lastLmsAt, silentDaysCritical, platform, of));
  }
  return next + justPastMs;
}

const platform = ['lms'] as const;

const noRisk = { risk: null, band: null, reasons: [], withdrawal: null, lacks: [], wayOut: null };

const unknown: Omit<Assessment, 'lastSeenAt'> = {
  score: null,
  parts: [],
  level: null,
  change: null,
  trend: null,
  ...noRisk,
  flags: [],
  helpTexts: 0,
  unusual: [],
};

/** Alerts of which nothing can be said while nothing is heard of these parts. */
export function heldAlerts(held: readonly PartName[]): AlertType[] {
  return held.length === 0 ? [] : ['overall_engagement', ...held.map((part) => alertOfPart[part])];
}

const alertOfPart = {
  attendance: 'attendance',
  lms: 'lms_inactivity',
  sentiment: 'negative_sentiment',
} as const satisfies Record<PartName, AlertType>;

/** Whether a flag might be up, or down, only because nothing can be heard. */
function isHeld(flag: Flag, held: readonly PartName[]): boolean {
  const part = partOfFlag[flag];
  return part === null ? held.length > 0 : held.includes(part);
}

function unusualIn(window: WindowRead, around: Surroundings, isUpAtNight: boolean): Anomaly[] {
  const { days, activeSeconds, hours, today } = window;
  const own = { days, seconds: activeSeconds.days, hours };
  const { usual, dayShare, hour, counts } = around;
  const options = { hour, isUpAtNight, ...(counts === null ? {} : { counts }) };
  return unusualOf(own, weekdayOf(today), dayShare, usual, options);
}

function factsOf({ attendance, texts }: Totals, window: WindowRead, now: number, of: Circumstances): Facts {
  return {
    sessions: sessionsOf(attendance),
    missed: attendance.absent,
    silentDays: quietDays(window.lastLmsAt, now, platform, of),
    texts: texts.scored,
    help: texts.help,
  };
}

/** The risk with its band, and when the next band is reached if nothing is done; null while too little is known. */
function tellRisk(
  window: WindowRead,
  of: Circumstances,
  { outlook, before, held }: { outlook: Outlook; before: Before; held: PartName[] },
): { risk: Pick<Assessment, 'risk' | 'band' | 'lacks'>; nextBandAt: number | null } | null {
  const { model, floors } = outlook;
  const isDown = held.includes('lms');
  const dayShare = passedShareOf(outlook, isDown);
  // Of whom nothing was ever heard nothing is known, and that is no silence.
  if (window.lastLmsAt === null) return null;
  const told = bareRiskOf(viewOf(window, of, outlook), model, dayShare, isDown);
  if (told === null) return null;
  const { steadyPercent } = of.scoring.risk;
  const band = bandOf(told.value, floors, steadyPercent, before.band);
  return {
    risk: { risk: rounded(told.value), band, lacks: told.lacks },
    nextBandAt: nextBandOf(told, band, floors, { dayShare, startsAt: startOfDay(window.today, of.timeZone) }),
  };
}

/** While nothing can be heard the day does not go on, and a day on which nothing is expected is no day of silence. */
function passedShareOf({ counts, dayShare }: Outlook, isDown: boolean): number {
  return isDown ? 0 : counts?.at(-1) === false ? 1 : dayShare;
}

function viewOf(window: WindowRead, of: Circumstances, outlook: Outlook): RiskView {
  return riskViewOf(window, outlook, dayOf(of.enrolledAt, of.timeZone));
}

function nextBandOf(
  { path }: BareRisk,
  band: Band,
  floors: Floors,
  { dayShare, startsAt }: { dayShare: number; startsAt: number },
): number | null {
  const next = bands[bands.indexOf(band) + 1];
  if (path === null || path.to <= path.from || next === undefined || next === 'low') return null;
  const share = (logOddsFrom(floors[next] / 100) - path.from) / (path.to - path.from);
  return share > dayShare && share <= 1 ? startsAt + share * dayMs : null;
}

function rounded(chance: number): number {
  return Math.round(chance * 10_000) / 10_000;
}
