/** Probability of dropping off within 14 days, with the reasons whose weights add up to its log-odds. */
export interface Risk {
  value: number;
  reasons: Reason[];
}

/** One contribution, in log-odds; the words for a code are in the page's message catalogue. */
export interface Reason {
  code: 'base' | 'silent_days' | 'irregular' | 'falling';
  weight: number;
  params: Record<string, number>;
}

export const bands = ['low', 'medium', 'high', 'critical'] as const;
export type Band = (typeof bands)[number];

export interface RiskInput {
  silentDays: number;
  /** Share of the last 14 days (or of the days known, if fewer) with any activity. */
  activeShare: number;
  /** Score change over a week; 0 when it is not known. */
  change: number;
}

/*
 * A first formula, not a trained model: the weights were set by hand so that five silent days after
 * a regular fortnight reach "medium", ten reach "critical", and a daily learner stays below 0.1.
 * The trained model replaces this function and keeps its shape.
 */
const baseLogOdds = -2.2;
const perSilentDay = 0.3;
const silentDaysMax = 21;
const irregularMax = 1.8;
const usualActiveShare = 0.6;
const perPointFallen = 0.015;
const pointsFallenMax = 40;

const bandFloors: Record<Band, number> = { low: 0, medium: 0.25, high: 0.5, critical: 0.75 };

export function riskOf({ silentDays, activeShare, change }: RiskInput): Risk {
  const reasons: Reason[] = [{ code: 'base', weight: baseLogOdds, params: {} }];
  add(reasons, 'silent_days', perSilentDay * Math.min(silentDays, silentDaysMax), {
    days: Math.round(silentDays * 10) / 10,
  });
  const irregular = Math.max(0, 1 - activeShare / usualActiveShare);
  add(reasons, 'irregular', irregularMax * irregular, { percent: Math.round(100 * activeShare) });
  // In whole points, as it is said: a reason of nought points would be none.
  const fallen = Math.round(Math.min(pointsFallenMax, Math.max(0, -change)));
  add(reasons, 'falling', perPointFallen * fallen, { points: fallen });
  const logOdds = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return { value: 1 / (1 + Math.exp(-logOdds)), reasons };
}

export function bandOf(risk: number): Band {
  return bands.findLast((band) => risk >= bandFloors[band]) ?? 'low';
}

/**
 * How many more days of silence lift the risk into the next band, everything else unchanged;
 * null when silence alone cannot. A learner who stops sends no event that would make us look again,
 * so this is when we look again by ourselves.
 */
export function daysToNextBand(band: Band, reasons: Reason[], silentDays: number): number | null {
  const next = bands[bands.indexOf(band) + 1];
  if (next === undefined || silentDays >= silentDaysMax) return null;
  const floor = bandFloors[next];
  const logOdds = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  const days = (Math.log(floor / (1 - floor)) - logOdds) / perSilentDay;
  return silentDays + days > silentDaysMax ? null : Math.max(0, days);
}

function add(reasons: Reason[], code: Reason['code'], weight: number, params: Record<string, number>): void {
  if (weight > 0.001) reasons.push({ code, weight, params });
}
