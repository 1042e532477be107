import { dayOfDate } from '#engagement/day.ts';
import type { Flag } from '#engagement/flag.ts';
import type { Silence, HeatmapDay, DayState } from '#engagement/heatmap-data.ts';
import type { PeriodWeek } from '#engagement/period.ts';
import type { PartName } from '#engagement/scoring.ts';
import { flagNames } from './en-flags.ts';
import { count, format, hundredthsSigned } from './en-format.ts';

// What the page of a learner says; a part of en.ts.

const { whole } = format;

const silenceNames: Record<Silence, string> = {
  none: 'Nothing heard',
  excused: 'Excused',
  holiday: 'Day off',
  source_down: 'Source down',
  not_scored: 'Written, not scored',
  before: 'Before joining',
  future: 'Still to come',
  forgotten: 'No longer kept',
};

const activityNames: Record<string, [one: string, many: string]> = {
  login: ['sign-in', 'sign-ins'],
  content_view: ['page read', 'pages read'],
  video_watch: ['video', 'videos'],
  quiz_attempt: ['quiz', 'quizzes'],
  assignment_submission: ['assignment', 'assignments'],
  forum_post: ['forum post', 'forum posts'],
  resource_download: ['download', 'downloads'],
  live_session_join: ['live session', 'live sessions'],
  peer_review: ['peer review', 'peer reviews'],
  answer: ['answer', 'answers'],
  progress: ['step', 'steps'],
};

/** Of what was done most; the journey has all of it. */
const activitiesNamed = 4;

function activitiesSaid(activities: Record<string, number>): string {
  const most = Object.entries(activities).toSorted(([, one], [, other]) => other - one);
  const named = most.slice(0, activitiesNamed);
  const said = named.map(([type, number]) => count(number, ...(activityNames[type] ?? [type, type])));
  return `${format.list(said)}${most.length > named.length ? ' and more' : ''}`;
}

/** What happened on a day, part by part. */
function daySaid(day: HeatmapDay): Record<PartName, string> {
  const { present, late, absent, excused } = day.sessions;
  const sessions = [
    ...(present > 0 ? [`on time ${whole(present)}×`] : []),
    ...(late > 0 ? [`late ${whole(late)}×`] : []),
    ...(absent > 0 ? [`absent ${whole(absent)}×`] : []),
    ...(excused > 0 ? [`excused ${whole(excused)}×`] : []),
  ];
  const told = Object.keys(day.activities).length > 0 ? `: ${activitiesSaid(day.activities)}` : '';
  const help = day.help > 0 ? `, asked for help ${whole(day.help)}×` : '';
  const mood =
    day.sentiment === null ? ', not scored' : `, mood ${hundredthsSigned(day.sentiment)} of −1 to 1`;
  const { attendance, lms, sentiment } = day.missing;
  const isStored = day.state === 'forgotten' && (day.attendance !== null || day.lms_minutes > 0);
  return {
    attendance:
      sessions.length > 0
        ? format.list(sessions)
        : isStored && day.attendance !== null
          ? day.attendance
            ? 'was there'
            : 'was not there'
          : silenceNames[attendance ?? 'none'],
    lms:
      lms === null || (isStored && day.lms_minutes > 0)
        ? `${count(day.lms_minutes, 'minute')}${told}`
        : silenceNames[lms],
    sentiment:
      day.texts > 0 ? `${count(day.texts, 'text')}${mood}${help}` : silenceNames[sentiment ?? 'none'],
  };
}

function dayTold(date: string, day: HeatmapDay): string {
  const said = daySaid(day);
  const score = day.score === null ? 'no score' : `score ${format.fixedTenths(day.score)}`;
  const on = format.day(dayOfDate(date) * 86_400_000, 'UTC');
  if (day.state !== 'data') return `${on}: ${silenceNames[day.state]}, ${score}`;
  return `${on}: attendance ${said.attendance}; platform ${said.lms}; writing ${said.sentiment}; ${score}`;
}

export const learner = {
  one: 'Learner',
  failed: 'This learner could not be loaded.',
  gone: {
    title: 'There is no such learner',
    text: 'They may have left, or belong to another organisation.',
  },
  lastSeen: 'last seen',
  neverSeen: 'nothing received yet',
  noCohort: 'In no cohort at the moment.',
  risk: 'Risk and its reasons',
  score: 'Engagement in the last seven days',
  journey: 'Journey',
  nudges: 'Nudges',
  noNudges: 'None was sent yet. One is sent when a learner in a raised band has been quiet for two days.',
};

export const days = {
  title: 'Day by day',
  failed: 'The days could not be loaded.',
  zone: (timeZone: string) => `Days in ${timeZone}`,
  view: 'View',
  views: { calendar: 'Calendar', grid: 'Grid' },
  period: 'Period',
  periods: { four: '4 weeks', twelve: '12 weeks', term: 'Term' },
  colour: 'Shown as colour',
  colours: {
    all: 'All three',
    attendance: 'Attendance',
    lms: 'Platform',
    sentiment: 'Writing',
    score: 'Score',
  },
  rows: { attendance: 'Attendance', lms: 'Platform', sentiment: 'Writing', score: 'Score' },
  pick: 'Day; arrow keys move by a day or a week',
  date: (date: string) => format.date(Date.parse(date), 'UTC'),
  day: (date: string) => format.day(Date.parse(date), 'UTC'),
  dayMonth: (date: string) => format.dayMonth(Date.parse(date), 'UTC'),
  dayOfMonth: (date: string) => String(Number(date.slice(8))),
  month: (at: number) => format.monthYear(at, 'UTC'),
  said: daySaid,
  told: dayTold,
  silence: silenceNames,
  state: (state: DayState) => (state === 'data' ? null : silenceNames[state]),
  scoreOf: (day: HeatmapDay) =>
    day.score === null
      ? 'No score: too little was known'
      : `${format.fixedTenths(day.score)} for the seven days that ended then`,
  inJourney: 'Show in the journey',
  table: 'The same as a table',
  column: {
    date: 'Date',
    attendance: 'Attendance',
    minutes: 'Minutes',
    mood: 'Mood',
    score: 'Score',
    state: 'What is known',
  },
  attended: (attendance: boolean | null) => (attendance === null ? '–' : attendance ? 'yes' : 'no'),
  mood: (mood: number | null) => (mood === null ? '–' : hundredthsSigned(mood)),
  data: 'data',
  legend: {
    attendance: { there: 'On time', late: 'Late', absent: 'Absent' },
    minutes: 'minutes',
    mood: ['very dark', 'dark', 'neutral', 'bright', 'very bright'],
    how: 'Each day has what was recorded on it; its score is that of the seven days that ended then. A day without anything is not zero: the marks say which silence it is.',
    marks: 'In each day, from left to right: attendance, platform, writing.',
  },
};

export const weeks = {
  title: 'Weeks',
  column: {
    week: 'Week',
    score: 'Score',
    change: 'Change',
    attendance: 'Attendance',
    lms: 'Platform',
    sentiment: 'Writing',
    alerts: 'Alerts',
    interventions: 'Help',
  },
  name: ({ starts_on: startsOn, ends_on: endsOn }: PeriodWeek) =>
    `${format.dayMonth(Date.parse(startsOn), 'UTC')} – ${format.dayMonth(Date.parse(endsOn), 'UTC')}`,
  running: 'so far',
  how: 'A week runs from Monday to Sunday and has the score of its Sunday, compared with the Sunday before. One that is not over yet shows the seven days that end today. Alerts were raised, and help was given, in that week.',
  none: 'No week to show yet.',
  value: (value: number | null) => (value === null ? '–' : format.fixedTenths(value)),
  change: (change: number | null) => (change === null ? '–' : format.signed(change)),
  flags: (flags: readonly Flag[]) => format.list(flags.map((flag) => flagNames[flag])),
};
