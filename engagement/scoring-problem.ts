import { isDate } from './day.ts';
import { type Problem, firstProblem } from './problem.ts';
import type { Holiday, Scoring } from './scoring.ts';
import { type Threshold, boundsOf, thresholdNames, thresholdOf } from './threshold.ts';

export const holidaysMax = 100;
export const holidayNameMaxChars = 80;
/** On the seventh day something is expected, or nobody would ever be scored. */
const restDaysMax = 6;
/** Thirds of a hundred do not add up to it exactly. */
const roundingPoints = 0.05;

/** The first thing that is wrong with a scoring, in words for whoever wrote it; null when it may be used. */
export function scoringProblem(scoring: Scoring): Problem | null {
  return (
    firstProblem(thresholdNames, (name) => boundsProblem(scoring, name)) ??
    weightsProblem(scoring) ??
    firstProblem(orders, (order) => orderProblem(scoring, order)) ??
    restDaysProblem(scoring) ??
    holidaysProblem(scoring)
  );
}

function boundsProblem(scoring: Scoring, name: Threshold): Problem | null {
  const value = thresholdOf(scoring, name);
  const { least, most, isWhole = false } = boundsOf(name);
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return null;
  return {
    field: name,
    message: `This must be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`,
  };
}

function weightsProblem({ weights }: Scoring): Problem | null {
  const sum = weights.attendance + weights.lms + weights.sentiment;
  if (Math.abs(sum - 100) <= roundingPoints) return null;
  const said = Math.round(sum * 100) / 100;
  return { field: 'weights', message: `The three weights must be 100 together; they are ${said}.` };
}

interface Order {
  less: Threshold;
  more: Threshold;
  mayEqual: boolean;
  /** Of the two, which the message stands beside. */
  beside: Threshold;
  message: string;
}

const orders: readonly Order[] = [
  {
    less: 'levels.high',
    more: 'levels.medium',
    mayEqual: false,
    beside: 'levels.medium',
    message: 'Medium risk must end above high risk, or nobody could be at medium risk.',
  },
  {
    less: 'levels.medium',
    more: 'levels.low',
    mayEqual: false,
    beside: 'levels.low',
    message: 'Low risk must end above medium risk, or nobody could be at low risk.',
  },
  {
    less: 'trends.declining',
    more: 'trends.critical',
    mayEqual: true,
    beside: 'trends.critical',
    message: 'A critical decline must be at least as many points as a decline.',
  },
  {
    less: 'alerts.silentDays',
    more: 'alerts.silentDaysCritical',
    mayEqual: false,
    beside: 'alerts.silentDaysCritical',
    message: 'The alert must become critical later than it is raised.',
  },
  {
    less: 'risk.medium',
    more: 'risk.high',
    mayEqual: false,
    beside: 'risk.high',
    message: 'The high band must begin above the medium one, or nobody could be at medium risk.',
  },
  {
    less: 'risk.high',
    more: 'risk.critical',
    mayEqual: false,
    beside: 'risk.critical',
    message: 'The critical band must begin above the high one, or nobody could be at high risk.',
  },
  {
    less: 'alerts.sentimentCritical',
    more: 'alerts.sentimentHigh',
    mayEqual: true,
    beside: 'alerts.sentimentCritical',
    message: 'Critical must not begin above the score from which the alert is high.',
  },
];

function orderProblem(scoring: Scoring, { less, more, mayEqual, beside, message }: Order): Problem | null {
  const [low, high] = [thresholdOf(scoring, less), thresholdOf(scoring, more)];
  const isInOrder = mayEqual ? low <= high : low < high;
  return isInOrder ? null : { field: beside, message };
}

function restDaysProblem({ daysOff: { restDays } }: Scoring): Problem | null {
  const field = 'daysOff.restDays';
  if (restDays.length > restDaysMax) {
    return { field, message: 'At least one day of the week must not be a rest day.' };
  }
  if (new Set(restDays).size < restDays.length) {
    return { field, message: 'Each rest day can be named only once.' };
  }
  return null;
}

function holidaysProblem({ daysOff: { holidays } }: Scoring): Problem | null {
  if (holidays.length > holidaysMax) {
    return { field: 'daysOff.holidays', message: `There can be at most ${holidaysMax} holidays.` };
  }
  return firstProblem(holidays.entries(), ([index, holiday]) => holidayProblem(index, holiday));
}

function holidayProblem(index: number, { from, to, name }: Holiday): Problem | null {
  const at = `daysOff.holidays.${index}`;
  const notReal = 'This must be a day of the calendar, such as 2026-12-24.';
  if (!isDate(from)) return { field: `${at}.from`, message: notReal };
  if (!isDate(to)) return { field: `${at}.to`, message: notReal };
  if (to < from) return { field: `${at}.to`, message: 'A holiday cannot end before it begins.' };
  if (name.length > holidayNameMaxChars) {
    return {
      field: `${at}.name`,
      message: `The name can have at most ${holidayNameMaxChars} characters.`,
    };
  }
  return null;
}
