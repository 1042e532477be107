import type { Reason } from '#engagement/risk.ts';
import { count, format } from './en-format.ts';

// Why a risk is what it is; a part of en.ts.

const { whole } = format;

export function reason({ code, params }: Reason): string {
  switch (code) {
    case 'base':
      return 'Where everyone starts';
    case 'silence':
      return silenceWords(params['days'] ?? 0, params['usual']);
    case 'activity':
      return `Active on ${whole(params['days'] ?? 0)} of the last ${count(params['of'] ?? 28, 'day')}`;
    case 'cohort':
      return standingWords(params['percent']);
    case 'deadlines':
      return dueWords(params['days']);
    case 'work':
      return workWords(params['handed'] ?? 0, params['due']);
    case 'results':
      return params['percent'] === undefined
        ? 'No results yet'
        : `Results of ${whole(params['percent'])}% lately`;
    case 'attendance':
      return `Came to ${whole(params['percent'] ?? 0)}% of sessions lately`;
    case 'mood':
      return `The mood of texts lately: ${whole(params['percent'] ?? 0)} of 100`;
    case 'course':
      return params['percent'] === undefined
        ? `Known for ${count(params['days'] ?? 0, 'day')}`
        : courseWords(params['percent']);
  }
}

function silenceWords(days: number, usual: number | undefined): string {
  if (days === 0) return 'Active today';
  const quiet =
    days >= longSilenceDays
      ? `No activity for ${longSilenceDays} days or more`
      : `No activity for ${count(days, 'day')}`;
  if (usual === undefined) return quiet;
  return usual === 1 ? `${quiet}; usually every day` : `${quiet}; usually every ${whole(usual)} days`;
}

function workWords(handed: number, due: number | undefined): string {
  if (due === undefined) return `Handed in ${count(handed, 'piece')} of work lately`;
  if (due === 0)
    return handed === 0 ? 'No work was due lately' : `Handed in ${whole(handed)} before it was due`;
  return handed > due
    ? `Handed in ${count(handed, 'piece')} of work lately, where ${whole(due)} fell due`
    : `Handed in ${whole(handed)} of ${count(due, 'piece')} of work due lately`;
}

/** Windows hold no more. */
const longSilenceDays = 77;

function standingWords(percent: number | undefined): string {
  if (percent === undefined) return 'How the cohort goes';
  if (percent <= edgePercent) return 'Among the least active of the cohort';
  if (percent >= 100 - edgePercent) return 'Among the most active of the cohort';
  return percent < 50
    ? `Less active than ${whole(100 - percent)}% of the cohort`
    : `More active than ${whole(percent)}% of the cohort`;
}

/** So near to an end a share of the cohort would say more than is known. */
const edgePercent = 3;

export function dueWords(days: number | undefined): string {
  if (days === undefined) return 'No deadlines are known';
  return days >= farAheadDays ? 'Nothing is due soon' : `Work is due in ${count(days, 'day')}`;
}

const farAheadDays = 60;

export function courseWords(percent: number): string {
  if (percent < 0) return 'The course has not begun';
  return percent > 100 ? 'The course is over' : `${whole(percent)}% of the course is over`;
}

/** Counted from the data that the shipped model learned from, and was checked on. */
export const learnedFrom =
  'The model that comes with Holdfast learned from 12,206 enrolments in courses of 2013 at the Open University';
