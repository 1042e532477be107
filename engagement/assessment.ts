import { type Flag, flagsOf } from './flag.ts';
import { type Band, type Reason, bandOf, daysToNextBand, riskOf } from './risk.ts';
import { type Level, type ScorePart, daysSince, levelOf, scoreOf } from './score.ts';
import { type Trend, trendOf } from './trend.ts';
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
  lastSeenAt: number | null;
}

/** Looked at again at least this often, since day buckets move on without any event. */
const lookAgainMs = 6 * 3_600_000;
const dayMs = 86_400_000;

export function assess(window: WindowRead, enrolledAt: number, now: number): Assessment {
  const lastSeenAt = window.lastEventAt;
  const score = scoreOf(window, enrolledAt, now);
  if (score === null) {
    return {
      score: null,
      parts: [],
      level: null,
      change: null,
      trend: null,
      risk: null,
      band: null,
      reasons: [],
      flags: [],
      lastSeenAt,
    };
  }
  const silentDays = daysSince(lastSeenAt, now);
  const before = scoreOf(window, enrolledAt, now, 7);
  const change = before === null ? null : Math.round((score.value - before.value) * 10) / 10;
  const span = Math.max(1, Math.min(14, Math.ceil((now - enrolledAt) / dayMs)));
  const activeShare = window.days.slice(-span).filter((events) => events > 0).length / span;
  const risk = riskOf({ silentDays, activeShare, change: change ?? 0 });
  return {
    score: score.value,
    parts: score.parts,
    level: levelOf(score.value),
    change,
    trend: change === null ? null : trendOf(change),
    risk: Math.round(risk.value * 10_000) / 10_000,
    band: bandOf(risk.value),
    reasons: risk.reasons,
    flags: flagsOf(score, silentDays),
    lastSeenAt,
  };
}

/** When this enrolment must be looked at again even if nothing more is heard of it. */
export function nextLookAt(assessment: Assessment, now: number): number {
  const { band, reasons, lastSeenAt } = assessment;
  if (band === null) return now + lookAgainMs;
  const days = daysToNextBand(band, reasons, daysSince(lastSeenAt, now));
  // One second past the crossing: at the very moment of it rounding could still name the lower band.
  const crossing = days === null ? Number.POSITIVE_INFINITY : now + days * dayMs + 1000;
  return Math.min(now + lookAgainMs, crossing);
}
