import { type AlertDecision, type AlertType, type Facts, type Standing, alertsOf } from './alert.ts';
import { type Anomaly, unusualOf } from './anomaly.ts';
import { dayMs, startOfDay, weekdayOf } from './day.ts';
import { type Flag, flags as allFlags, flagsOf, partOfFlag } from './flag.ts';
import { type Circumstances, isDownAt, quietDays, quietUntil } from './quiet.ts';
import { type Band, type Reason, type Risk, bandOf, daysToNextBand, riskOf } from './risk.ts';
import { type Level, type ScorePart, levelOf, scoreOf, scoreValueOf, scoredDays } from './score.ts';
import { type PartName, partNames } from './scoring.ts';
import { type Surroundings, countingDays } from './surroundings.ts';
import { type Totals, sessionsOf } from './totals.ts';
import { type Trend, trendOf } from './trend.ts';
import { valuesOf } from './week.ts';
import type { WindowRead } from './window.ts';

/** All that is said about one enrolment at one moment. Nulls mean: not enough information yet. */
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
  flags: Flag[];
  /** Texts of the last seven days in which the learner asked for help. */
  helpTexts: number;
  unusual: Anomaly[];
  lastSeenAt: number | null;
}

/** What was said the last time, as far as it holds on. */
export type Before = Pick<Assessment, 'level' | 'trend' | 'flags'>;

const nothingBefore: Before = { level: null, trend: null, flags: [] };

/** An assessment with what follows from it. */
export interface Look {
  assessment: Assessment;
  alerts: AlertDecision[];
  /** Parts of which nothing can be heard now: no flag is raised on them, and none of their alerts is over. */
  held: PartName[];
  /** Days without anything, as far as something was expected and could be heard. */
  quietDays: number;
}

/** Looked at again at least this often, since anomalies and risk move on without any event. */
const lookAgainMs = 6 * 3_600_000;

export function assess(
  window: WindowRead,
  of: Circumstances,
  now: number,
  before: Before = nothingBefore,
  around: Surroundings | null = null,
  isUpAtNight = false,
): Look {
  const score = scoreOf(window, of);
  const held = partNames.filter((part) => isDownAt(now, part, of));
  const { lastEventAt: lastSeenAt } = window;
  const silentDays = quietDays(lastSeenAt, now, partNames, of);
  if (score === null)
    return { assessment: { ...unknown, lastSeenAt }, alerts: [], held, quietDays: silentDays };

  const earlier = scoreValueOf(window, of, scoredDays);
  const change = earlier === null ? null : Math.round((score.value - earlier) * 10) / 10;
  const values = { ...valuesOf(score.parts), score: score.value };
  const raised = flagsOf(values, of.scoring, before.flags);
  // While nothing can be heard, what was so stays so.
  const flags = allFlags.filter((flag) => (isHeld(flag, held) ? before.flags : raised).includes(flag));
  const facts = factsOf(score.totals, window, now, of);
  const standing: Standing = { ...values, flags, facts };
  const risk = riskNow(window, of, now, { silentDays, change: change ?? 0 });
  return {
    assessment: {
      score: score.value,
      parts: score.parts,
      level: levelOf(score.value, of.scoring, before.level),
      change,
      trend: change === null ? null : trendOf(change, of.scoring, before.trend),
      risk: Math.round(risk.value * 10_000) / 10_000,
      band: bandOf(risk.value),
      reasons: risk.reasons,
      flags,
      helpTexts: facts.help,
      unusual: around === null ? [] : unusualIn(window, around, isUpAtNight),
      lastSeenAt,
    },
    alerts: alertsOf(standing, of.scoring).filter(({ type }) => !heldAlerts(held).includes(type)),
    held,
    quietDays: silentDays,
  };
}

/**
 * When this enrolment must be looked at again even if nothing more is heard of it: silence has grown into the
 * next band or past the threshold of an alert, or a day is over and the score is that of other days.
 */
export function nextLookAt(
  { assessment, quietDays: silentDays }: Look,
  window: WindowRead,
  of: Circumstances,
  now: number,
): number {
  let next = Math.min(now + lookAgainMs, startOfDay(window.today + 1, of.timeZone));
  const orAt = (at: number): void => {
    if (at > now && at < next) next = at;
  };
  const { band, reasons, lastSeenAt } = assessment;
  if (band !== null && lastSeenAt !== null) {
    const days = daysToNextBand(band, reasons, silentDays);
    if (days !== null) orAt(quietUntil(lastSeenAt, silentDays + days, partNames, of));
  }
  if (window.lastLmsAt !== null) {
    const { silentDays: first, silentDaysCritical } = of.scoring.alerts;
    orAt(quietUntil(window.lastLmsAt, first, platform, of));
    orAt(quietUntil(window.lastLmsAt, silentDaysCritical, platform, of));
  }
  // One second past: at the very moment of it rounding could still say what was true before.
  return next + 1000;
}

const platform = ['lms'] as const;

const unknown: Omit<Assessment, 'lastSeenAt'> = {
  score: null,
  parts: [],
  level: null,
  change: null,
  trend: null,
  risk: null,
  band: null,
  reasons: [],
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

function riskNow(
  window: WindowRead,
  of: Circumstances,
  now: number,
  known: { silentDays: number; change: number },
): Risk {
  const span = Math.max(1, Math.min(14, Math.ceil((now - of.enrolledAt) / dayMs)));
  let activeDays = 0;
  for (let back = 1; back <= span; back++) if ((window.days.at(-back) ?? 0) > 0) activeDays++;
  const counting = countingDays(window.today, of, span)?.filter((counts) => counts).length ?? span;
  return riskOf({ ...known, activeShare: Math.min(1, activeDays / Math.max(1, counting)) });
}
