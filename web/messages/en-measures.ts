import type { ClaimName, NumberName, Per } from '#engagement/differing/measures.ts';
import { format } from './en-format.ts';

// What learners are compared by, in words; a part of en-difference.ts.

const { whole, share } = format;

/** A number in its unit, as the middle of a sentence. */
type Said = (value: number, per: Per) => string;

interface NumberWords {
  name: string;
  /** What those did who have more of it, and less. */
  more: string;
  less: string;
  value: Said;
  /** What those did who have any of it, of what most have none of. */
  any: string;
  /** What those did who have more, or less, than most, where "had … above" says it badly. */
  than?: (is: 'more' | 'less', value: string) => string;
}

/** Of all that somebody does, how much is done then. */
function partOf(when: string): NumberWords {
  return {
    name: `${when.charAt(0).toUpperCase()}${when.slice(1)}`,
    more: `Did more of it ${when}`,
    less: `Did less of it ${when}`,
    value: shared,
    any: `did some of it ${when}`,
    than: (is, value) => `did ${is} than ${value} of it ${when}`,
  };
}

/** As many digits as tell it from its neighbours. */
export function figure(value: number): string {
  return Math.abs(value) >= 100 ? whole(value) : format.tenths(value);
}

const counted: Said = (value, per) => (per === 'week' ? `${figure(value)} a week` : figure(value));
const minutes: Said = (value, per) => `${figure(value)} min${per === 'week' ? ' a week' : ''}`;
const days: Said = (value, per) =>
  `${figure(value)} ${plain(value, 'day')}${per === 'week' ? ' a week' : ''}`;
/** A little is not none. */
const shared: Said = (value) => (value > 0 && value < 0.005 ? 'under 1%' : share(value));
const points: Said = (value) => format.signed(value);

function plain(value: number, one: string): string {
  return format.tenths(value) === '1' ? one : `${one}s`;
}

export const numbers: Record<NumberName, NumberWords> = {
  events: { name: 'Activity', more: 'Did more', less: 'Did less', value: counted, any: 'did anything' },
  minutes: {
    name: 'Time spent',
    more: 'Spent more time',
    less: 'Spent less time',
    value: minutes,
    any: 'spent any time',
  },
  active_days: {
    name: 'Days with activity',
    more: 'Came on more days',
    less: 'Came on fewer days',
    value: days,
    any: 'came at all',
  },
  content: {
    name: 'Reading and watching',
    more: 'Read and watched more',
    less: 'Read and watched less',
    value: counted,
    any: 'read or watched anything',
  },
  login: {
    name: 'Sign-ins',
    more: 'Signed in more often',
    less: 'Signed in less often',
    value: counted,
    any: 'signed in',
  },
  quiz: {
    name: 'Quizzes and questions',
    more: 'Tried more quizzes',
    less: 'Tried fewer quizzes',
    value: counted,
    any: 'tried a quiz',
  },
  assignment: {
    name: 'Work handed in',
    more: 'Handed in more work',
    less: 'Handed in less work',
    value: counted,
    any: 'handed in any work',
  },
  discussion: {
    name: 'Forum posts',
    more: 'Wrote more in the forum',
    less: 'Wrote less in the forum',
    value: counted,
    any: 'wrote in the forum',
  },
  live: {
    name: 'Live sessions',
    more: 'Joined more live sessions',
    less: 'Joined fewer live sessions',
    value: counted,
    any: 'joined a live session',
  },
  contact: {
    name: 'Contact with people',
    more: 'Had more contact with people',
    less: 'Had less contact with people',
    value: counted,
    any: 'had contact with people',
  },
  night: partOf('at night'),
  morning: partOf('in the morning'),
  afternoon: partOf('in the afternoon'),
  evening: partOf('in the evening'),
  weekend: partOf('at weekends'),
  quiet_days: {
    name: 'Silence at the end',
    more: 'Were silent for longer at the end',
    less: 'Were heard of nearer the end',
    value: (value) => `${figure(value)} ${plain(value, 'day')}`,
    any: 'were silent at the end',
  },
  results: {
    name: 'Results',
    more: 'Had better results',
    less: 'Had worse results',
    value: (value) => share(value / 100),
    any: 'had any result above nought',
  },
  attended: {
    name: 'Attendance',
    more: 'Came to more of their sessions',
    less: 'Came to fewer of their sessions',
    value: shared,
    any: 'came to any of their sessions',
  },
  minutes_late: {
    name: 'Late for sessions',
    more: 'Came later to sessions',
    less: 'Came nearer to the beginning of sessions',
    value: (value) => `${figure(value)} min`,
    any: 'came late to a session',
  },
  work_late: {
    name: 'Lateness of work',
    more: 'Handed in later',
    less: 'Handed in earlier',
    value: (value) =>
      Math.abs(value) < 0.05
        ? 'on the day'
        : `${figure(Math.abs(value))} ${plain(Math.abs(value), 'day')} ${value > 0 ? 'late' : 'early'}`,
    any: 'handed in late',
  },
  mood: {
    name: 'Mood of what they wrote',
    more: 'Wrote in a brighter mood',
    less: 'Wrote in a darker mood',
    value: (value) => format.signedHundredths(value),
    any: 'wrote in a bright mood',
  },
  alerts: {
    name: 'Alerts',
    more: 'Had more alerts',
    less: 'Had fewer alerts',
    value: counted,
    any: 'had an alert',
  },
  nudges: {
    name: 'Nudges',
    more: 'Got more nudges',
    less: 'Got fewer nudges',
    value: counted,
    any: 'got a nudge',
  },
  score: {
    name: 'Score',
    more: 'Had a higher score',
    less: 'Had a lower score',
    value: (value) => figure(value),
    any: 'had a score above nought',
  },
  change: {
    name: 'Trend',
    more: 'Their score went up more',
    less: 'Their score went down more',
    value: points,
    any: 'had a score that went up',
  },
  risk: {
    name: 'Risk',
    more: 'Were at higher risk',
    less: 'Were at lower risk',
    value: shared,
    any: 'were at any risk',
  },
  weeks_in: {
    name: 'Time in the cohort',
    more: 'Joined earlier',
    less: 'Joined later',
    value: (value) => `${figure(value)} ${plain(value, 'week')}`,
    any: 'had joined before',
  },
};

export const claims: Record<ClaimName, { name: string; is: string }> = {
  low_attendance: { name: 'Flag: low attendance', is: 'had the flag “low attendance”' },
  inactive_lms: { name: 'Flag: inactive on the platform', is: 'had the flag “inactive on the platform”' },
  negative_sentiment: { name: 'Flag: dark mood', is: 'had the flag “dark mood”' },
  disengaged: { name: 'Flag: disengaged', is: 'had the flag “disengaged”' },
  help: { name: 'Asked for help', is: 'asked for help' },
  case: { name: 'Open case', is: 'had an open case' },
};
