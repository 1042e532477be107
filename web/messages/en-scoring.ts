import type { Flag } from '#engagement/flag.ts';
import type { Flagged } from '#engagement/risk-preview.ts';
import type { Level } from '#engagement/score.ts';
import type { ScoringChange } from '#engagement/scoring-change.ts';
import type { Weekday, Holiday } from '#engagement/scoring.ts';
import { type Threshold, thresholdNames } from '#engagement/threshold.ts';
import { flagNames } from './en-flags.ts';
import { count, format } from './en-format.ts';

// What the screen of scores and thresholds says; a part of en.ts.

const { whole, tenths } = format;

/** What each number of a scoring is called and does. */
const thresholdWords: Record<Threshold, { name: string; does: string; unit: string }> = {
  'weights.attendance': {
    name: 'Attendance weight',
    does: 'Being there, on time, for all of it, and taking part.',
    unit: '%',
  },
  'weights.lms': {
    name: 'Platform weight',
    does: 'How often and how long a learner is on the platform, and what comes of it.',
    unit: '%',
  },
  'weights.sentiment': {
    name: 'Writing weight',
    does: 'How what a learner writes reads: posts and messages.',
    unit: '%',
  },
  'levels.high': { name: 'High risk below', does: 'A score below this is high risk.', unit: 'points' },
  'levels.medium': {
    name: 'Medium risk below',
    does: 'A score from there to below this is medium risk.',
    unit: 'points',
  },
  'levels.low': {
    name: 'Low risk below',
    does: 'A score from there to below this is low risk; from here on a learner is fully engaged.',
    unit: 'points',
  },
  steadyPoints: {
    name: 'Better only after',
    does: 'Levels, trends and flags get worse at once, and better only so many points past their border, so that nobody flickers.',
    unit: 'points',
  },
  'trends.improving': {
    name: 'Improving from',
    does: 'Gaining at least this much in a week is improving.',
    unit: 'points',
  },
  'trends.declining': {
    name: 'Declining from',
    does: 'Losing at least this much in a week is declining; less is stable.',
    unit: 'points',
  },
  'trends.critical': {
    name: 'Falling fast from',
    does: 'Losing at least this much in a week is a critical decline.',
    unit: 'points',
  },
  'flags.lowAttendance': {
    name: 'Low attendance below',
    does: 'The attendance part below this raises the flag.',
    unit: 'points',
  },
  'flags.inactiveLms': {
    name: 'Inactive on the platform below',
    does: 'The platform part below this raises the flag.',
    unit: 'points',
  },
  'flags.negativeSentiment': {
    name: 'Dark mood below',
    does: 'The writing part below this raises the flag; 50 is neither good nor bad.',
    unit: 'points',
  },
  'flags.disengaged': {
    name: 'Disengaged below',
    does: 'A score below this raises the flag, if enough other flags are up.',
    unit: 'points',
  },
  'flags.disengagedFlags': {
    name: 'Disengaged with at least',
    does: 'So many other flags must be up as well.',
    unit: 'flags',
  },
  'expected.activeDays': {
    name: 'Active days',
    does: 'On so many days of a week a learner is expected on the platform: more gives no more points.',
    unit: 'a week',
  },
  'expected.minutes': {
    name: 'Active minutes',
    does: 'So many minutes of a week a learner is expected on the platform: more gives no more points.',
    unit: 'a week',
  },
  'alerts.silentDays': {
    name: 'Inactive for',
    does: 'After so long without platform activity an inactive learner has an alert. Days off and outages do not count.',
    unit: 'days',
  },
  'alerts.silentDaysCritical': {
    name: 'Inactive, critical after',
    does: 'From so long on the alert is critical.',
    unit: 'days',
  },
  'alerts.missedSessions': {
    name: 'Missed sessions',
    does: 'Missing so many in seven days, with low attendance, raises an alert.',
    unit: 'sessions',
  },
  'alerts.attendanceCritical': {
    name: 'Attendance, critical below',
    does: 'The attendance part below this makes its alert critical.',
    unit: 'points',
  },
  'alerts.sentimentHigh': {
    name: 'Dark mood, high below',
    does: 'The writing part below this makes its alert high rather than medium.',
    unit: 'points',
  },
  'alerts.sentimentCritical': {
    name: 'Dark mood, critical below',
    does: 'The writing part below this makes its alert critical.',
    unit: 'points',
  },
  'alerts.overallCritical': {
    name: 'Disengaged, critical below',
    does: 'A score below this makes the alert of a disengaged learner critical.',
    unit: 'points',
  },
  'risk.medium': {
    name: 'Medium risk from',
    does: 'Whoever is at least so likely to do nothing for 14 days is at medium risk; below it risk is low.',
    unit: '%',
  },
  'risk.high': {
    name: 'High risk from',
    does: 'From here on a learner comes into the mentors’ queue. With mentors given below, it moves with what they can take, never below medium risk.',
    unit: '%',
  },
  'risk.critical': {
    name: 'Critical risk from',
    does: 'From here on the queue shows them first.',
    unit: '%',
  },
  'risk.steadyPercent': {
    name: 'Better only after',
    does: 'A band is reached at once, and left only so many points of risk below where it begins, so that nobody flickers.',
    unit: 'points',
  },
  'risk.mentors': {
    name: 'Mentors to reckon with',
    does: 'Flags as many as these can take, the likeliest to drop off first. None: everybody at high risk is flagged.',
    unit: 'mentors',
  },
  'risk.casesEach': {
    name: 'Cases each mentor can take',
    does: 'How many flagged learners one mentor can look after at a time.',
    unit: 'cases',
  },
};

const levelNames: Record<Level | 'unknown', string> = {
  high: 'High risk',
  medium: 'Medium risk',
  low: 'Low risk',
  fully_engaged: 'Fully engaged',
  unknown: 'Not known yet',
};

/** 2024-01-01 was a Monday. */
function weekdayName(day: Weekday): string {
  return format.weekday(Date.UTC(2024, 0, day), 'UTC');
}

/** "Platform weight 35 → 40" */
function scoringChange({ field, from, to }: ScoringChange): string {
  const name = thresholdNames.find((one) => one === field);
  if (name !== undefined && typeof from === 'number' && typeof to === 'number') {
    return `${thresholdWords[name].name} ${format.precise(from)} → ${format.precise(to)}`;
  }
  const what = field === 'daysOff.restDays' ? 'Rest days' : 'Holidays';
  return `${what}: ${daysNamed(from)} → ${daysNamed(to)}`;
}

function daysNamed(days: ScoringChange['from']): string {
  if (typeof days === 'number') return format.precise(days);
  if (days.length === 0) return 'none';
  return format.list(days.map((day) => (typeof day === 'number' ? weekdayName(day) : holidayNamed(day))));
}

function holidayNamed({ from, to, name }: Holiday): string {
  const [first, last] = [from, to].map((date) => format.date(Date.parse(date), 'UTC'));
  const when = from === to ? first : `${first} to ${last}`;
  return name === '' ? `${when}` : `${name} (${when})`;
}

function flagsMoved(gained: Flag[], lost: Flag[]): string {
  const said = [
    ...gained.map((flag) => `+ ${flagNames[flag]}`),
    ...lost.map((flag) => `− ${flagNames[flag]}`),
  ];
  return said.length === 0 ? '' : `· ${format.list(said)}`;
}

/** "about 9": a sum of probabilities is a number of learners only roughly. */
function aboutLearners(learners: number): string {
  return learners < 10 ? tenths(learners) : whole(learners);
}

const capacityWords = {
  title: 'With the learners there are now',
  sentence: ({ learners, expected }: Flagged) => {
    if (learners === 0) return 'Nobody would be flagged.';
    const likely = Math.round(expected);
    const said = likely === 0 ? 'hardly any' : `about ${whole(likely)}`;
    return `${count(learners, 'learner')} would be flagged; ${said} of them ${likely === 1 ? 'is' : 'are'} expected to drop off without help.`;
  },
  what: 'How learners are flagged',
  byMentors: (places: number) => `mentors, ${whole(places)} places`,
  byThresholds: 'thresholds alone',
  flagged: 'Flagged',
  learners: ({ learners, staying }: Flagged) =>
    staying === 0 ? whole(learners) : `${whole(learners)}, ${whole(staying)} still`,
  from: 'From a risk of',
  floor: ({ from }: Flagged) => {
    if (from === null) return '–';
    const [lowest, highest] = [tenths(from.lowest), tenths(from.highest)];
    return lowest === highest ? `${lowest}%` : `${lowest} to ${highest}%`;
  },
  expected: 'Expected to drop off without help',
  precision: ({ learners, expected }: Flagged) =>
    learners === 0 ? '–' : `${aboutLearners(expected)} (${format.share(expected / learners)})`,
  missed: 'Not flagged, and expected to',
  left: (expected: number, learners: number) =>
    `${aboutLearners(Math.max(0, expected))} of ${whole(learners)}`,
  none: 'No mentors are reckoned with yet.',
  tryIt: (mentors: number, cases: number) => `Try ${whole(mentors)} mentors with ${whole(cases)} cases each`,
};

export const scoring = {
  lead: 'What scores are made of, and where levels, flags and alerts begin. You see who would change before you save; what is saved takes effect within seconds.',
  lookOnly:
    'What scores are made of, and where levels, flags and alerts begin. Admins and managers can change it.',
  failed: 'The scoring could not be loaded.',
  origin: (whose: 'programme' | 'tenant', from: 'programme' | 'tenant' | 'usual') => {
    if (from === 'usual') return 'Scored as is usual.';
    if (whose === from) {
      return from === 'programme'
        ? 'This programme has a scoring of its own.'
        : 'For all programmes without a scoring of their own.';
    }
    return 'Scored like all programmes.';
  },
  follow: { programme: 'Score like all programmes', tenant: 'Score as is usual' },
  followed: {
    programme: 'Scored like all programmes from then on.',
    tenant: 'Scored as is usual from then on.',
  },
  heldOn: 'A scoring of its own from then on, with the same numbers.',
  threshold: thresholdWords,
  differing: (settings: number) => `${whole(settings)} not as usual`,
  group: {
    weights: {
      title: 'Weights',
      text: 'What each part counts for in the score. They are always 100 together: change one, and the others share the rest. A part without data is left out for that learner.',
    },
    levels: {
      title: 'Levels',
      text: 'Each dot is a learner at their score. Drag a border, move it with the arrow keys, or type below.',
    },
    trends: { title: 'Trends', text: 'How much the score must move from one week to the next' },
    flags: { title: 'Flags', text: 'Below which value something counts as wrong' },
    alerts: { title: 'Alerts', text: 'When staff are told, and when it is urgent' },
    risk: {
      title: 'Risk',
      text: 'From which risk on a learner is called at risk, and how many mentors can take',
    },
    expected: { title: 'Expected', text: 'What a good week on the platform looks like' },
    daysOff: { title: 'Days off', text: 'When nothing is expected, and silence is none' },
  },
  riskNote:
    'No number here changes the risk of anybody: the model tells it. They decide what it is called, who comes into the queue, and how much mentors are given. The preview shows levels of the score, not bands of risk.',
  border: {
    high: 'Border between high and medium risk',
    medium: 'Border between medium and low risk',
    low: 'Border between low risk and fully engaged',
  },
  axis: (each: number) => (each === 1 ? 'score' : `score; a dot is up to ${count(each, 'learner')}`),
  level: levelNames,
  range: (from: number, to: number) =>
    to === 100 ? `from ${format.precise(from)}` : `${format.precise(from)} to below ${format.precise(to)}`,
  fromTo: (from: number, to: number) =>
    from === to ? count(from, 'learner') : `${whole(from)} → ${count(to, 'learner')}`,
  restDays: 'Rest days',
  restDaysDo: 'Weekdays on which nothing is expected of anybody.',
  weekday: weekdayName,
  holidays: 'Holidays',
  holidaysDo: 'By the calendar of each cohort, first and last day included.',
  holidayFrom: 'First day',
  holidayTo: 'Last day',
  holidayName: 'Name',
  addHoliday: 'Add a holiday',
  removeHoliday: (name: string) => (name === '' ? 'Remove this holiday' : `Remove ${name}`),
  daysBackToUsual: 'Back to usual',
  preview: 'What would change',
  previewFailed: 'The preview could not be made.',
  previewWaits: 'Once the number marked on the page is right, you see who would change.',
  previewNothing: (learners: number) =>
    `${count(learners, 'learner')}. Change a number to see who would change level.`,
  looking: (learners: number) => `Looking at ${count(learners, 'learner')}`,
  changes: (changing: number, learners: number) =>
    `${whole(changing)} of ${count(learners, 'learner')} would change level`,
  flagChanges: (changing: number) => `${count(changing, 'learner')} would gain or lose a flag`,
  flaggedChanges: (from: number, to: number) =>
    `${count(to, 'learner')} at high or critical risk, now ${whole(from)}`,
  what: 'Bands, flags and alerts',
  before: 'now',
  after: 'then',
  flag: {
    low_attendance: 'Flag: low attendance',
    inactive_lms: 'Flag: inactive on the platform',
    negative_sentiment: 'Flag: dark mood',
    disengaged: 'Flag: disengaged',
  },
  alert: {
    attendance: 'Alert: missed sessions',
    lms_inactivity: 'Alert: no activity',
    negative_sentiment: 'Alert: dark mood',
    overall_engagement: 'Alert: disengaged',
  },
  band: {
    low: 'Band: low risk',
    medium: 'Band: medium risk',
    high: 'Band: high risk',
    critical: 'Band: critical risk',
  },
  capacity: capacityWords,
  who: 'Who would change',
  becomes: 'becomes',
  scoreMoved: (from: number | null, to: number | null) => {
    const [before, after] = [from, to].map((one) => (one === null ? '–' : format.fixedTenths(one)));
    return before === after ? `score ${before}` : `score ${before} → ${after}`;
  },
  flagsMoved,
  andOthers: (others: number) => `and ${count(others, 'other')}`,
  change: scoringChange,
  saveTitle: 'Save this scoring?',
  saveText: 'Everybody it is about is scored anew within seconds, on every open screen.',
  saved: 'Saved. Scores on open screens follow within seconds.',
};
