import type { Scoring } from './scoring.ts';

/** What each number of a scoring may be, by its path. */
export const thresholds = {
  'weights.attendance': { least: 0, most: 100 },
  'weights.lms': { least: 0, most: 100 },
  'weights.sentiment': { least: 0, most: 100 },
  'levels.high': { least: 0, most: 100 },
  'levels.medium': { least: 0, most: 100 },
  'levels.low': { least: 0, most: 100 },
  steadyPoints: { least: 0, most: 10 },
  'trends.improving': { least: 0.1, most: 100 },
  'trends.declining': { least: 0.1, most: 100 },
  'trends.critical': { least: 0.1, most: 100 },
  'flags.lowAttendance': { least: 0, most: 100 },
  'flags.inactiveLms': { least: 0, most: 100 },
  'flags.negativeSentiment': { least: 0, most: 100 },
  'flags.disengaged': { least: 0, most: 100 },
  'flags.disengagedFlags': { least: 2, most: 3, isWhole: true },
  'expected.activeDays': { least: 0.5, most: 7 },
  'expected.minutes': { least: 1, most: 3_000 },
  // A part of a day may be a threshold: the least is some nine seconds.
  'alerts.silentDays': { least: 0.0001, most: 60 },
  'alerts.silentDaysCritical': { least: 0.0001, most: 100 },
  'alerts.missedSessions': { least: 1, most: 20, isWhole: true },
  'alerts.attendanceCritical': { least: 0, most: 100 },
  'alerts.sentimentHigh': { least: 0, most: 100 },
  'alerts.sentimentCritical': { least: 0, most: 100 },
  'alerts.overallCritical': { least: 0, most: 100 },
  'risk.medium': { least: 1, most: 99 },
  'risk.high': { least: 1, most: 99 },
  'risk.critical': { least: 1, most: 99 },
  'risk.steadyPercent': { least: 0, most: 10 },
  'risk.mentors': { least: 0, most: 10_000, isWhole: true },
  'risk.casesEach': { least: 1, most: 100, isWhole: true },
} as const satisfies Record<string, Bounds>;

export type Threshold = keyof typeof thresholds;

export interface Bounds {
  least: number;
  most: number;
  isWhole?: boolean;
}

export const thresholdNames = Object.keys(thresholds) as Threshold[];

export function boundsOf(name: Threshold): Bounds {
  return thresholds[name];
}

export function thresholdOf(scoring: Scoring, name: Threshold): number {
  const { group, key } = placeOf(name);
  const found = group === null ? scoring.steadyPoints : valuesOf(scoring, group)[key];
  return found ?? Number.NaN;
}

/** The same scoring with another number in one place. */
export function withThreshold(scoring: Scoring, name: Threshold, value: number): Scoring {
  const { group, key } = placeOf(name);
  if (group === null) return { ...scoring, steadyPoints: value };
  return { ...scoring, [group]: { ...scoring[group], [key]: value } };
}

const groups = ['weights', 'levels', 'trends', 'flags', 'expected', 'alerts', 'risk'] as const;
type Group = (typeof groups)[number];

function placeOf(name: Threshold): { group: Group | null; key: string } {
  const group = groups.find((one) => name.startsWith(`${one}.`)) ?? null;
  return { group, key: group === null ? name : name.slice(group.length + 1) };
}

function valuesOf(scoring: Scoring, group: Group): Record<string, number> {
  return scoring[group];
}
