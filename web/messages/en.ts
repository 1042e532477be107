import type { AlertRules } from '#engagement/alert-rules.ts';
import type { AlertStatus, AlertStep, AlertType, DismissReason, Severity } from '#engagement/alert.ts';
import type { Anomaly } from '#engagement/anomaly.ts';
import { attendancePoints } from '#engagement/attendance.ts';
import type { CoursePlan, PlannedDeadline } from '#engagement/course-plan.ts';
import { dayMs, dayOfDate, isDate } from '#engagement/day.ts';
import type { Flag } from '#engagement/flag.ts';
import type { DayState, HeatmapDay, Silence } from '#engagement/heatmap-data.ts';
import type { Forecast } from '#engagement/forecast.ts';
import type { Interval } from '#engagement/interval.ts';
import type { Intervention, InterventionKind } from '#engagement/intervention.ts';
import type { JourneyEntry, JourneyWeek } from '#engagement/learner.ts';
import type { NextSkill, PathSkill } from '#engagement/learning-path.ts';
import { lmsPoints } from '#engagement/lms.ts';
import type { NextResult, ResultKind } from '#engagement/next-result.ts';
import type { Nudge, NudgeAnswer } from '#engagement/nudge.ts';
import type { RecommendedAction } from '#engagement/recommended.ts';
import { type Band, type Confidence, type Lack, type Reason, bands, confidenceOf } from '#engagement/risk.ts';
import type { Flagged } from '#engagement/risk-preview.ts';
import type { PeriodWeek } from '#engagement/period.ts';
import type { Level, Missing, ScorePart } from '#engagement/score.ts';
import type { Holiday, PartName, Scoring, Weekday } from '#engagement/scoring.ts';
import type { ScoringChange } from '#engagement/scoring-change.ts';
import type { Emotion } from '#engagement/sentiment/emotion.ts';
import type { SentimentLabel } from '#engagement/sentiment/label.ts';
import type { HighlightKind, TutoredSession } from '#engagement/session.ts';
import { type Threshold, thresholdNames } from '#engagement/threshold.ts';
import { type WayOut, wayOutDays } from '#engagement/way-out.ts';
import { delivery } from './en-delivery.ts';
import { check, items } from './en-check.ts';
import { deciding } from './en-deciding.ts';
import { difference } from './en-difference.ts';
import { effect } from './en-effect.ts';
import { model } from './en-model.ts';
import { contests, mine } from './en-mine.ts';
import { decisions } from './en-decisions.ts';
import { nudge } from './en-nudge.ts';
import { bandNames } from './en-risk.ts';
import { policy } from './en-policy.ts';
import { wall } from './en-wall.ts';
import { screen } from './en-screen.ts';
import { asking, mentoring, myMentor, together, weekdays } from './en-together.ts';
import { formatsFor } from './formats.ts';

// All that the page says, in English. Another language is a file of this same shape: `Messages` holds it to every key.

const format = formatsFor('en-GB');
const { whole, tenths } = format;
const plural = new Intl.PluralRules('en');

/** `count(1, 'learner')` is "1 learner", `count(30, 'learner')` "30 learners". */
function count(number: number, one: string, many = `${one}s`): string {
  return `${whole(number)} ${plural.select(number) === 'one' ? one : many}`;
}

const toldWithout: Record<Lack, string> = {
  newcomer: 'more than three weeks of this learner',
  cohort: 'a cohort of eight or more to compare with',
  deadlines: 'what is due when',
  course: 'when the course begins and ends',
  source_down: 'what happened while a source was down',
};

const resultNames: Record<ResultKind, string> = { quiz: 'next quiz', assignment: 'next assignment' };

function lastAnswers({ last }: NextSkill): string {
  return last === null
    ? 'It has not been practised yet.'
    : `${whole(last.right)} of the last ${count(last.of, 'answer')} ${plural.select(last.right) === 'one' ? 'was' : 'were'} right.`;
}

function pathWhy(next: NextSkill): string {
  switch (next.why) {
    case 'prerequisite':
      return `${next.beside ?? 'What the course is at'} builds on it. ${lastAnswers(next)}`;
    case 'forgotten':
      return `It was mastered and is fading without practice. ${lastAnswers(next)}`;
    case 'course':
      return next.beside === null
        ? `The course is at it now. ${lastAnswers(next)}`
        : `The course is at it now, and ${next.beside}, which it builds on, is mastered. ${lastAnswers(next)}`;
  }
}

/** To whom it is about: what would help, never what is wrong. */
function ownPathWhy({ why, beside, last }: NextSkill): string {
  const isGoing = last !== null && 2 * last.right > last.of;
  const going =
    last === null
      ? 'and it is new to you.'
      : isGoing
        ? 'and your last answers were mostly right.'
        : 'and your last answers show that a little practice would help.';
  switch (why) {
    case 'prerequisite':
      return `because ${beside ?? 'what comes now'} builds on it, ${going}`;
    case 'forgotten':
      return 'because you had it, and a few minutes keep it fresh.';
    case 'course':
      return beside === null
        ? `because the course is there now, ${going}`
        : `because it builds on ${beside}, which you have, ${going}`;
  }
}

function stateCounts(skills: readonly PathSkill[]): string {
  const of = (state: PathSkill['state']): number => skills.filter((one) => one.state === state).length;
  const all: [number, string][] = [
    [of('mastered'), 'mastered'],
    [of('learning'), 'being learned'],
    [of('forgotten'), 'fading'],
    [of('new'), 'not begun'],
  ];
  const some = all.filter(([number]) => number > 0).map(([number, name]) => `${whole(number)} ${name}`);
  return `Of ${count(skills.length, 'skill')}: ${some.join(', ')}.`;
}

const bandShort: Record<Band | 'unknown', string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
  unknown: 'Unknown',
};

function reason({ code, params }: Reason): string {
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

function dueWords(days: number | undefined): string {
  if (days === undefined) return 'No deadlines are known';
  return days >= farAheadDays ? 'Nothing is due soon' : `Work is due in ${count(days, 'day')}`;
}

const farAheadDays = 60;

function courseWords(percent: number): string {
  if (percent < 0) return 'The course has not begun';
  return percent > 100 ? 'The course is over' : `${whole(percent)}% of the course is over`;
}

/** What raises the risk, heaviest first; where everyone starts says nothing about this one. */
function mainReasons(reasons: Reason[]): string[] {
  const telling = reasons
    .filter(({ code, weight }) => code !== 'base' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 3);
  return telling.length > 0 ? telling.map(reason) : ['No single reason stands out'];
}

/** "Active on 2 of the next 3 days, and the next work handed in, would bring this to 18%: below high risk." */
function wayOutSaid({ days, within, handIn, risk }: WayOut, band: Band): string {
  const visits =
    within === 1
      ? 'Being active today'
      : days === within
        ? `Being active on each of the next ${whole(within)} days`
        : `Being active on ${whole(days)} of the next ${whole(within)} days`;
  const work = handIn ? ' and handing in the next work' : '';
  return `${visits}${work} would bring this to ${format.share(risk)}: below ${bandNames[band].toLowerCase()}.`;
}

function wayOutShort({ days, within, handIn, risk }: WayOut): string {
  const visits = within === 1 ? 'A visit today' : `${count(days, 'visit')} in ${count(within, 'day')}`;
  return `${visits}${handIn ? ' and the next work handed in' : ''} would bring the risk to ${format.share(risk)}`;
}

const wayOutHow = [
  'Holdfast imagines the learner active on some of the coming days, today included, each as busy as their usual active days, and asks the model what it would say in the evening of the last one. The smallest plan that leaves the band is told.',
  'It is what the model would say, not a promise: those it learned from who came back may have had other reasons to.',
];

/** "Medium confidence: no deadlines are planned." */
function confidenceSaid(missing: readonly Lack[]): string {
  const name = confidenceNames[confidenceOf(missing)];
  return missing.length === 0 ? name : `${name}: ${format.list(missing.map((lack) => lackNames[lack]))}`;
}

const confidenceNames: Record<Confidence, string> = {
  high: 'High confidence',
  medium: 'Medium confidence',
  low: 'Low confidence',
};

const lackNames: Record<Lack, string> = {
  newcomer: 'known for less than three weeks',
  cohort: 'the cohort’s rhythm is not known',
  deadlines: 'no deadlines are planned',
  course: 'the length of the course is not planned',
  source_down: 'a source is down',
};

/** Counted from the data that the shipped model learned from, and was checked on. */
const learnedFrom =
  'The model that comes with Holdfast learned from 12,206 enrolments in courses of 2013 at the Open University';

const riskHow = [
  'Dropping off means doing nothing at all on the platform for 14 days.',
  'Each reason adds weight or takes some away. Their sum is turned into a probability: a sum of 0 is 50%, +1 is 73%, −1 is 27%.',
  `${learnedFrom}, and was checked on 6,464 of 2014: of a hundred times that it told a risk of about 30%, 31 were followed by such a silence.`,
  'Those learners studied at a distance, in one country, on one platform; yours may differ. It is a reason to look, never a verdict on a person.',
];

const withdrawalHow = [
  'The probability that the learner formally withdraws before the course ends. Another model tells it from the same facts; it has reasons of its own, which are not listed here.',
  'It is rougher than the risk above: whether somebody withdraws hangs on money, work and family as well, of which nothing is known. When it was checked, of a hundred times that it told about 30%, 35 were followed by a withdrawal.',
];

/** What a part was made of, or why it says nothing. */
function madeOf({ name, missing, madeOf: from }: ScorePart): string {
  if (missing !== null) return missingParts[missing];
  switch (name) {
    case 'attendance':
      return attendanceMadeOf(from);
    case 'lms':
      return lmsMadeOf(from);
    case 'sentiment':
      return sentimentMadeOf(from);
  }
}

const missingParts: Record<Missing, string> = {
  no_data: 'Nothing was heard in seven days: left out, not zero',
  excused: 'Excused in seven days: left out, not zero',
  holiday: 'Days off: nothing was expected',
  source_down: 'The source was down: nothing could be heard',
  not_scored: 'Texts in a language we do not read: not scored',
};

function attendanceMadeOf(from: Record<string, number>): string {
  const of = (name: string): number => from[name] ?? 0;
  const said = [
    `There ${whole(of('present') + of('late'))} of ${count(of('sessions'), 'time')}`,
    ...(of('late') > 0 ? [`late ${whole(of('late'))}×`] : []),
    ...(of('excused') > 0 ? [`excused ${whole(of('excused'))}×`] : []),
    ...(from['participation'] === undefined ? [] : [tookPart(from['participation'])]),
  ];
  return said.join(', ');
}

/** From none 0 to high 3. */
function tookPart(mean: number): string {
  if (mean < 0.5) return 'took no part';
  if (mean < 1.5) return 'took little part';
  return mean < 2.5 ? 'took some part' : 'took an active part';
}

function lmsMadeOf(from: Record<string, number>): string {
  const of = (name: string): number => from[name] ?? 0;
  const results = of('results') === 0 ? '' : `, results ${whole(of('percent'))}%`;
  return `Active on ${count(of('activeDays'), 'day')} (${tenths(of('expectedDays'))} expected), ${whole(of('minutes'))} minutes (${whole(of('expectedMinutes'))} expected)${results}`;
}

function sentimentMadeOf(from: Record<string, number>): string {
  const of = (name: string): number => from[name] ?? 0;
  const said = [
    `${count(of('texts'), 'text')}, mood ${hundredthsSigned(of('mood'))} of −1 to 1`,
    ...(of('help') > 0 ? [`asked for help ${whole(of('help'))}×`] : []),
    ...(of('unscored') > 0 ? [`${whole(of('unscored'))} not scored`] : []),
  ];
  return said.join(', ');
}

/** What was seen, and between what it usually lies: half of all times, which people read as "usually". */
function unusual(anomaly: Anomaly): string {
  const { what, than, of, days } = anomaly;
  const observed = amountOf(of, anomaly.observed);
  const within = days === 1 ? 'by this hour' : `in ${count(days, 'day')}`;
  switch (what) {
    case 'odd_hours':
      return `At unusual hours: ${observed} in the last 24 hours while the cohort sleeps`;
    case 'quieter':
      if (than === 'cohort')
        return `Behind the cohort: ${observed} ${within}, where the others would suggest ${rangeOf(anomaly)}`;
      return days === 1
        ? `Much less than usual today: ${observed} ${within}, usually ${rangeOf(anomaly)}`
        : `Quieter than usual: ${observed} ${within}, usually ${rangeOf(anomaly)}`;
    case 'busier':
      return days === 1
        ? `Much more than usual today: ${observed} ${within}, usually ${rangeOf(anomaly)}`
        : `Busier than usual: ${observed} ${within}, usually ${rangeOf(anomaly)}`;
  }
}

function amountOf(of: Anomaly['of'], amount: number): string {
  switch (of) {
    case 'events':
      return count(Math.round(amount), 'event');
    case 'minutes':
      return count(Math.round(amount), 'active minute');
    case 'active_days':
      return `${count(Math.round(amount), 'day')} with activity`;
  }
}

/** Half of what is usual lies so many spreads around the middle. */
const halfWithinSpreads = 0.6745;

function rangeOf({ of, days, usual, spread }: Anomaly): string {
  const most = of === 'active_days' ? days : Infinity;
  const from = whole(Math.max(0, usual - halfWithinSpreads * spread));
  const to = whole(Math.min(most, usual + halfWithinSpreads * spread));
  return from === to ? `about ${from}` : `${from} to ${to}`;
}

const partTitles: Record<PartName, string> = {
  attendance: 'Attendance',
  lms: 'Platform',
  sentiment: 'Writing',
};

/** How a part came to its value, with the learner's own figures filled in. */
function partHow(part: ScorePart): string[] {
  switch (part.name) {
    case 'attendance':
      return attendanceHow(part);
    case 'lms':
      return lmsHow(part);
    case 'sentiment':
      return sentimentHow(part);
  }
}

function attendanceHow({ value, madeOf: from }: ScorePart): string[] {
  const { presence, punctuality, participation, lateMinutesMax } = attendancePoints;
  const rule = `A session gives up to 100 points: ${presence} for being there, less for a part of it; ${punctuality} for being on time, none from ${lateMinutesMax} minutes late on; for taking part ${participation.high}, ${participation.medium} (some) or ${participation.low} (little). An absence gives none, and one that was excused does not count.`;
  if (value === null) return [rule];
  const of = (name: string): string => whole(from[name] ?? 0);
  const sessions = from['sessions'] ?? 0;
  return [
    rule,
    `On time ${of('present')}, late ${of('late')}, absent ${of('absent')}: ${format.fixedTenths(value * sessions)} points ÷ ${count(sessions, 'session')} = ${format.fixedTenths(value)}.`,
  ];
}

function lmsHow({ value, madeOf: from }: ScorePart): string[] {
  const of = (name: string): number => from[name] ?? 0;
  const { frequency, interaction, completion } = lmsPoints;
  const rule = `Up to ${frequency} points for days with activity, ${interaction} for minutes, both against what is expected, and ${completion} for results. Where nothing has a result, the first two count for all of it.`;
  if (value === null) return [rule];
  const share = (done: number, expected: number): number =>
    expected <= 0 ? 1 : Math.min(1, done / expected);
  const days = frequency * share(of('activeDays'), of('expectedDays'));
  const minutes = interaction * share(of('minutes'), of('expectedMinutes'));
  const results = of('results') > 0;
  return [
    rule,
    `Days: ${whole(of('activeDays'))} of ${tenths(of('expectedDays'))} × ${frequency} = ${format.fixedTenths(days)}.`,
    `Minutes: ${tenths(of('minutes'))} of ${tenths(of('expectedMinutes'))} × ${interaction} = ${format.fixedTenths(minutes)}.`,
    ...(results
      ? [
          `${count(of('results'), 'result')}: ${tenths(of('percent'))}% × ${completion} = ${format.fixedTenths((completion * of('percent')) / 100)}.`,
        ]
      : []),
    results
      ? `Together ${format.fixedTenths(value)}.`
      : `Together ${format.fixedTenths(days + minutes)} of ${frequency + interaction}, which is ${format.fixedTenths(value)} of 100.`,
  ];
}

function sentimentHow({ value, madeOf: from }: ScorePart): string[] {
  const rule =
    'Each text has a mood from −1 to 1; their mean, (mood + 1) × 50, is the part. The mood of a text is read from its words and may be wrong: a hint, never a fact about a person.';
  if (value === null) return [rule];
  const texts = count(from['texts'] ?? 0, 'text');
  return [
    rule,
    `${texts}, mean mood ${hundredthsSigned(from['mood'] ?? 0)}: about ${format.fixedTenths(value)}.`,
  ];
}

function hundredthsSigned(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  return `${sign}${Math.abs(value).toFixed(2)}`;
}

/** What a part weighs; where others are missing, what it usually weighs and why it is more. */
function weightSaid({ name, weight }: ScorePart, parts: readonly ScorePart[], scoring: Scoring): string {
  const usual = scoring.weights[name];
  const missing = parts.filter((part) => part.missing !== null);
  if (missing.length === 0 || Math.round(weight) === Math.round(usual))
    return `${tenths(weight)}% of the score`;
  const why = missing.map((part) => whyMissing(part.name, part.missing ?? 'no_data'));
  return `${whole(weight)}% of the score (usually ${tenths(usual)}%), because ${format.list(why)}`;
}

function whyMissing(part: PartName, missing: Missing): string {
  switch (missing) {
    case 'no_data':
      return {
        attendance: 'no session took place',
        lms: 'nothing came from the platform',
        sentiment: 'nothing was written',
      }[part];
    case 'excused':
      return 'all sessions were excused';
    case 'holiday':
      return `nothing was expected of ${partTitles[part].toLowerCase()}`;
    case 'source_down':
      return `the source of ${partTitles[part].toLowerCase()} was down`;
    case 'not_scored':
      return 'what was written could not be scored';
  }
}

function scoreHow(parts: readonly ScorePart[], score: number): string[] {
  const lines = parts.flatMap(({ name, value, weight, points }) =>
    value === null
      ? [`${partTitles[name]}: left out`]
      : [
          `${partTitles[name]}: ${format.fixedTenths(value)} × ${tenths(weight)}% = ${format.fixedTenths(points)} points`,
        ],
  );
  return [...lines, `Together ${format.fixedTenths(score)}`];
}

function flagHow(flag: Flag, { flags: below, steadyPoints }: Scoring): string {
  const again = `It comes down ${count(steadyPoints, 'point')} above that, so that it does not flicker.`;
  switch (flag) {
    case 'low_attendance':
      return `Raised while attendance is below ${tenths(below.lowAttendance)}. ${again}`;
    case 'inactive_lms':
      return `Raised while the platform part is below ${tenths(below.inactiveLms)}. ${again}`;
    case 'negative_sentiment':
      return `Raised while the writing part is below ${tenths(below.negativeSentiment)}. ${again}`;
    case 'disengaged':
      return `Raised while the score is below ${tenths(below.disengaged)} and ${count(below.disengagedFlags, 'other flag')} or more are up. ${again}`;
  }
}

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

const eventNames: Record<string, string> = {
  login: 'signed in',
  content_view: 'read',
  video_watch: 'watched videos',
  quiz_attempt: 'tried a quiz',
  assignment_submission: 'handed in an assignment',
  forum_post: 'wrote in the forum',
  resource_download: 'downloaded material',
  live_session_join: 'joined a live session',
  peer_review: 'reviewed a peer',
  answer: 'answered questions',
  progress: 'made progress',
  attendance: 'attendance noted',
  attendance_present: 'was present',
  attendance_late: 'came late',
  attendance_absent: 'was absent',
  attendance_excused: 'was excused',
  message: 'wrote a message',
};

const caseSteps: Record<string, string> = {
  asked: 'was asked for by the learner',
  taken_back: 'was taken back by the learner',
  claimed: 'was claimed',
  released: 'was released',
  handed_over: 'was handed over',
  closed: 'was closed',
};

const answered: Record<NudgeAnswer, string> = {
  accepted: 'started',
  later: 'put off for later',
  not_for_me: 'declined',
};

function bandName(name: string | null): string {
  return name === 'low' || name === 'medium' || name === 'high' || name === 'critical' ? name : 'unknown';
}

/** "high (34%)" */
function bandAt(band: Band | null, risk: number | null): string {
  return risk === null ? bandName(band) : `${bandName(band)} (${format.share(risk)})`;
}

/** What weighed most when a band changed, on the side to which it did. */
function bandWhy({ from, to, reasons }: Extract<JourneyEntry, { what: 'band' }>): string | null {
  const [lower, higher] = [from, to].map((band) => (band === null ? -1 : bands.indexOf(band)));
  const isWorse = (higher ?? 0) >= (lower ?? 0);
  const main = reasons
    .filter(({ code, weight }) => code !== 'base' && (isWorse ? weight > 0 : weight < 0))
    .toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight))[0];
  if (main === undefined) return null;
  return isWorse ? `Raised it most: ${reason(main)}` : `Lowered it most: ${reason(main)}`;
}

function journeyEntry(entry: Exclude<JourneyEntry, { what: 'event' }>): string {
  switch (entry.what) {
    case 'band':
      return entry.from === null
        ? `First assessed: ${bandName(entry.to)} risk${entry.risk === null ? '' : `, ${format.share(entry.risk)}`}`
        : `Risk went from ${bandAt(entry.from, entry.before)} to ${bandAt(entry.to, entry.risk)}`;
    case 'nudge':
      return `Nudge sent, ${nudgeTaken(entry)}`;
    case 'case': {
      if (entry.step === 'opened') return 'Came into the mentors’ queue';
      const step = caseSteps[entry.step] ?? entry.step;
      return entry.by === null ? `Case ${step}` : `Case ${step} by ${entry.by}`;
    }
    case 'alert':
      return `Alert: ${alertSaid(entry.type, entry.trigger)} (${entry.severity}, ${entry.status})`;
    case 'alert_step': {
      const said = `${alertTypeNames[entry.type]} alert: ${alertStep(entry.step, entry.severity).toLowerCase()}`;
      return entry.by === null ? said : `${said} by ${entry.by}`;
    }
    case 'intervention':
      return `${entry.by}: ${entry.action}`;
    case 'week':
      return weekSaid(entry);
  }
}

/** Counted from the records that raised it, never typed. */
function alertSaid(type: AlertType, trigger: Record<string, number>): string {
  switch (type) {
    case 'attendance':
      return `missed ${whole(trigger['missed'] ?? 0)} of ${count(trigger['sessions'] ?? 0, 'session')}`;
    case 'lms_inactivity':
      return `no activity for ${count(trigger['silentDays'] ?? 0, 'day')}`;
    case 'negative_sentiment':
      return `${count(trigger['texts'] ?? 0, 'text')} of a rather dark mood`;
    case 'overall_engagement':
      return `${count(trigger['flags'] ?? 0, 'flag')} at once and a score of ${format.fixedTenths(trigger['score'] ?? 0)}`;
  }
}

const severityNames: Record<Severity, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

const alertTypeNames: Record<AlertType, string> = {
  attendance: 'Attendance',
  lms_inactivity: 'Inactivity',
  negative_sentiment: 'Mood',
  overall_engagement: 'Overall',
};

const alertStatusNames: Record<AlertStatus, string> = {
  active: 'Active',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  dismissed: 'Dismissed',
};

const dismissReasonNames: Record<DismissReason, string> = {
  false_alarm: 'A false alarm',
  known_reason: 'There is a known reason',
  duplicate: 'Dealt with elsewhere',
  left_programme: 'Has left the programme',
  other: 'Something else',
};

const interventionNames: Record<InterventionKind, string> = {
  message: 'Message',
  assignment: 'Assignment',
  meeting: 'Meeting',
  parent: 'Family informed',
  call: 'Call',
};

/** What would help, and how it is put once it was done. */
function recommended({ code, params }: RecommendedAction): { toDo: string; done: string } {
  const missed = params['missed'] ?? 0;
  const which = missed > 0 ? `the ${count(missed, 'missed session')}` : 'the missed sessions';
  const silentDays = params['silentDays'] ?? 0;
  const after = silentDays > 0 ? ` after ${format.days(silentDays)} of silence` : '';
  switch (code) {
    case 'call_about_missed':
      return { toDo: `Call about ${which}`, done: `Called about ${which}` };
    case 'agree_on_catching_up':
      return { toDo: 'Agree on how to catch up', done: 'Agreed on how to catch up' };
    case 'ask_for_clashes':
      return { toDo: 'Ask whether another duty clashes', done: 'Asked whether another duty clashes' };
    case 'involve_manager':
      return { toDo: 'Bring in the programme manager', done: 'Talked it over with the programme manager' };
    case 'send_short_activity':
      return { toDo: 'Send one short activity to start with', done: `Sent one short activity${after}` };
    case 'check_access':
      return { toDo: 'Check that signing in works', done: 'Checked that signing in works' };
    case 'call_ten_minutes':
      return { toDo: 'Set up a call of ten minutes', done: `Called for ten minutes${after}` };
    case 'pair_with_peer':
      return { toDo: 'Pair with a peer', done: 'Paired with a peer' };
    case 'answer_request': {
      const asked = count(params['help'] ?? 0, 'request');
      return { toDo: `Answer the ${asked} for help first`, done: `Answered the ${asked} for help` };
    }
    case 'talk_in_person':
      return { toDo: 'Talk in person about what is hard', done: 'Talked in person about what is hard' };
    case 'offer_support':
      return { toDo: 'Write what support there is', done: 'Wrote what support there is' };
    case 'meet':
      return { toDo: 'Meet and listen', done: 'Met and listened' };
    case 'plan_fortnight':
      return { toDo: 'Make a plan for a fortnight', done: 'Made a plan for a fortnight' };
    case 'inform_parent':
      return { toDo: 'Inform the family', done: 'Informed the family' };
  }
}

/** The figures that raised an alert, one a line. Those of rules younger than this page keep their own names. */
function alertFigures(trigger: Record<string, number>): [name: string, value: string][] {
  return Object.entries(trigger).map(([name, value]) => [figureNames[name] ?? name, tenths(value)]);
}

const figureNames: Record<string, string> = {
  attendance: 'Attendance, of 100',
  sessions: 'Sessions planned',
  missed: 'Sessions missed',
  late: 'Times late',
  lms: 'Platform, of 100',
  silentDays: 'Days without activity',
  sentiment: 'Mood of texts, of 100',
  texts: 'Texts',
  help: 'Texts that ask for help',
  score: 'Score, of 100',
  flags: 'Other flags at once',
};

/** What was counted, and once they are known the lines it was held against. */
function alertHow(type: AlertType, rules: AlertRules | null): string[] {
  return rules === null ? [alertCounted[type]] : [alertCounted[type], ...alertLines(type, rules)];
}

const alertCounted: Record<AlertType, string> = {
  attendance: 'Counted from the sessions of the last week; excused absences do not count.',
  lms_inactivity: 'Counted from what reached us from the platform; days off and outages do not count.',
  negative_sentiment:
    'Counted from what the learner wrote in the last week, each text from very negative to very positive. A rule on words, not a judgement of a person.',
  overall_engagement: 'Seen from the score as a whole and the flags that are up at once.',
};

function alertLines(type: AlertType, rules: AlertRules): string[] {
  const of = (name: Threshold): number => rules[name] ?? Number.NaN;
  const points = (name: Threshold): string => tenths(of(name));
  const after = (name: Threshold): string => silence(of(name));
  const since = (flag: Threshold): string => {
    const steady = of('steadyPoints');
    const until = `Once below ${points(flag)}, it counts as below until it reaches ${tenths(of(flag) + steady)}. `;
    return `${steady > 0 ? until : ''}These are the programme’s numbers of today; they may have been others when it was raised.`;
  };
  switch (type) {
    case 'attendance': {
      const missed = count(of('alerts.missedSessions'), 'session');
      return [
        `Raised as high when attendance is below ${points('flags.lowAttendance')} with at least ${missed} missed; critical below ${points('alerts.attendanceCritical')}.`,
        since('flags.lowAttendance'),
      ];
    }
    case 'lms_inactivity':
      return [
        `Raised as high when the platform part is below ${points('flags.inactiveLms')} and nothing came for ${after('alerts.silentDays')}; critical after ${after('alerts.silentDaysCritical')}.`,
        since('flags.inactiveLms'),
      ];
    case 'negative_sentiment':
      return [
        `Raised as medium when the mood of texts is below ${points('flags.negativeSentiment')}; high below ${points('alerts.sentimentHigh')}, critical below ${points('alerts.sentimentCritical')}.`,
        since('flags.negativeSentiment'),
      ];
    case 'overall_engagement': {
      const others = count(of('flags.disengagedFlags'), 'other flag');
      return [
        `Raised as high when the score is below ${points('flags.disengaged')} with at least ${others} up; critical below ${points('alerts.overallCritical')}.`,
        since('flags.disengaged'),
      ];
    }
  }
}

/** Programmes whose alerts come within hours, as in a trial, are told in hours. */
function silence(days: number): string {
  return days < 1 ? format.lasting(days * 86_400_000) : format.days(days);
}

function alertStep(step: AlertStep, severity: Severity): string {
  switch (step) {
    case 'raised':
      return `Raised as ${severityNames[severity].toLowerCase()}`;
    case 'worsened':
      return `Became ${severityNames[severity].toLowerCase()}`;
    case 'eased':
      return 'No longer so';
    case 'acknowledged':
      return 'Acknowledged';
    case 'resolved':
      return 'Resolved';
    case 'dismissed':
      return 'Dismissed';
    case 'reopened':
      return 'Opened again';
  }
}

function scoreSaid(score: number | null): string {
  return score === null ? '–' : format.fixedTenths(score);
}

function afterSaid(before: number | null, after: Intervention['after']): string {
  if (after === null) return 'Too early to say what came of it';
  const to = `${format.fixedTenths(after.score)} in ${count(after.days, 'day')}`;
  return before === null ? `After it: ${to}` : `After it: ${format.fixedTenths(before)} to ${to}`;
}

function weekSaid({ startsOn, score, change }: JourneyWeek): string {
  const of = `Week of ${format.date(Date.parse(startsOn), 'UTC')}`;
  if (score === null) return `${of}: nothing to score`;
  const since = change === null ? '' : ` (${format.signed(change)})`;
  return `${of}: ${format.fixedTenths(score)} for the week${since}`;
}

/** What the score of a week is made of, and what was wrong with it. */
function weekParts({ attendance, lms, sentiment, flags }: JourneyWeek): string[] {
  const parts: [string, number | null][] = [
    ['attendance', attendance],
    ['platform', lms],
    ['mood of texts', sentiment],
  ];
  return [
    ...parts.map(([name, value]) => `${name} ${value === null ? 'no data' : format.fixedTenths(value)}`),
    ...flags.map((flag) => flagNames[flag]),
  ];
}

const flagNames: Record<Flag, string> = {
  low_attendance: 'low attendance',
  inactive_lms: 'inactive on the platform',
  negative_sentiment: 'writes in a dark mood',
  disengaged: 'disengaged',
};

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

function sessionTitle(
  { with: mentor, outcome = 'completed', first }: TutoredSession,
  lastedMs: number,
): string {
  switch (outcome) {
    case 'completed': {
      const length = lastedMs > 0 ? `, ${format.minutes(lastedMs)}` : '';
      return `${first ? 'First session' : 'Session'} with ${mentor}${length}`;
    }
    case 'learner_no_show':
      return `Did not come to a session with ${mentor}`;
    case 'mentor_no_show':
      return `Session with ${mentor}: the mentor did not come`;
    case 'rescheduled':
      return `Session with ${mentor} was moved`;
  }
}

/** In the words of somebody who looked over it; what nobody noticed is left out. */
function sessionSignals(session: TutoredSession): string[] {
  const { talkShare, checks, questions, rating, rebooked } = session;
  const of10 = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name} ${tenths(value)} of 10`];
  return [
    ...of10('engagement', session.engagement),
    ...(talkShare === undefined ? [] : [`mentor talked ${format.share(talkShare)}`]),
    ...(checks === undefined ? [] : [count(checks, 'check')]),
    ...(questions === undefined ? [] : [count(questions, 'question')]),
    ...of10('frustration', session.frustration),
    ...of10('confusion', session.confusion),
    ...(rating === undefined ? [] : [`rated ${tenths(rating)} of 5`]),
    ...(rebooked === undefined ? [] : [rebooked ? 'booked again' : 'not booked again']),
    ...(session.technicalIssue ? ['technical trouble'] : []),
    ...(session.gamingDetected ? ['answers may not be their own'] : []),
  ];
}

const labelNames: Record<SentimentLabel, string> = {
  very_positive: 'very positive',
  positive: 'positive',
  neutral: 'neutral',
  negative: 'rather negative',
  very_negative: 'very negative',
};

const notScoredNames = { language: 'not in a language we read', no_words: 'no words in it' };

function writingReads({ label, notScored }: WritingWords): string {
  if (label !== null) return `Text reads as ${labelNames[label]}`;
  return notScored === null ? 'Text not scored' : `Text not scored: ${notScoredNames[notScored]}`;
}

function writingSignals({ emotions, asksForHelp, confidence, label }: WritingWords): string[] {
  return [
    ...(asksForHelp ? ['asks for help'] : []),
    ...emotions.map((emotion) => `signals ${emotion}`),
    ...(confidence === null || label === null ? [] : [`confidence ${tenths(confidence)}`]),
  ];
}

const momentNames: Record<HighlightKind, [one: string, many: string]> = {
  question: ['question', 'questions'],
  breakthrough: ['breakthrough', 'breakthroughs'],
  confusion: ['moment of confusion', 'moments of confusion'],
  long_silence: ['long silence', 'long silences'],
  checked_understanding: ['check of understanding', 'checks of understanding'],
  technical_issue: ['technical trouble', 'technical troubles'],
};

function nudgeTaken({ openedAt, answer }: Pick<Nudge, 'openedAt' | 'answer'>): string {
  if (answer !== null) return answered[answer];
  return openedAt === null ? 'not opened yet' : 'opened, not answered yet';
}

const partNames: Record<PartName, string> = {
  attendance: 'attendance',
  lms: 'platform',
  sentiment: 'mood of texts',
};

/** The time alone within a day, as a person would say it; further back the day as well. */
function sinceWhen(at: number, now: number, timeZone: string | undefined): string {
  return now - at < 86_400_000
    ? format.clock(at, timeZone)
    : `${format.day(at, timeZone)}, ${format.clock(at, timeZone)}`;
}

type ConnectionWords =
  | { state: 'off' | 'connecting' | 'live' }
  | { state: 'reconnecting'; since: number }
  | { state: 'stale'; since: number; away: 'redis' | 'postgres' | null };

interface WritingWords {
  label: SentimentLabel | null;
  notScored: 'language' | 'no_words' | null;
  emotions: Emotion[];
  asksForHelp: boolean;
  confidence: number | null;
}

type HappeningWords =
  | { what: 'band'; from: Band; to: Band }
  | { what: 'back'; awayMs: number }
  | { what: 'case_opened' | 'case_closed' }
  | { what: 'case_claimed'; by: string };

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

const pasteWords = {
  open: 'Paste from a spreadsheet…',
  title: 'Paste deadlines',
  how: 'One a line: title, date and weight, as copied from a spreadsheet, or with commas between. Dates such as 2026-03-20 or 20 Mar 2026.',
  example: 'First essay, 2026-03-20, 20\nSecond essay, 2026-04-24, 30',
  read: (deadlines: number) => `${count(deadlines, 'deadline was', 'deadlines were')} read.`,
  wrong: (line: number, why: 'no_title' | 'no_date' | 'two_dates' | 'no_weight', text: string) =>
    `Line ${whole(line)}, “${text}”: ${pasteProblem[why]}`,
  moreWrong: (lines: number) => `and ${count(lines, 'more line')} that could not be read`,
  cancel: 'Cancel',
  replace: (before: number) => `Replace all ${whole(before)}`,
  add: (deadlines: number) => (deadlines === 0 ? 'Add' : `Add ${whole(deadlines)}`),
};

const pasteProblem = {
  no_title: 'the title is missing.',
  no_date: 'the second cell is not a date, such as 2026-03-20.',
  two_dates: 'this could be one of two days; write it as 2026-03-20.',
  no_weight: 'the third cell is not a weight, such as 20.',
};

const planWords = {
  title: 'Course plan',
  lead: 'When this course runs, what is due when, and what builds on what. Risks are told with it, and told anew within seconds once you save.',
  lookOnly:
    'When this course runs, what is due when, and what builds on what. Admins and managers can change it.',
  failed: 'The course plan could not be loaded.',
  empty: {
    title: 'Nothing is planned here yet',
    text: 'Risks of this cohort are told without knowing what is due, and say so. A few dates make them surer:',
    gains: [
      'Silence in the week before a deadline is told apart from a quiet week in which nothing was expected.',
      'Who hands in less than was due is seen, not only who is seldom here.',
      'A learner in week two and one in the last week are told apart.',
      'With skills in order, the next step of each learner builds on what they know.',
    ],
  },
  standing: planStanding,
  lineOf: (deadlines: number) =>
    `The course from left to right, with today and a bar for each of ${count(deadlines, 'deadline')}, as high as its weight. The table below has them all.`,
  today: 'today',
  course: 'Course',
  courseDoes: 'The first and the last day, by the calendar of the cohort.',
  startsOn: 'First day',
  endsOn: 'Last day',
  deadlines: 'Deadlines',
  deadlinesDo:
    'What everybody is to hand in, and what it counts for in percent of the course; 0 where it is not marked.',
  deadline: {
    title: 'Title',
    dueOn: 'Due on',
    weight: 'Weight',
    titleOf: (place: number) => `Title of deadline ${whole(place)}`,
    dueOnOf: (title: string) => `Due on: ${title || 'no title yet'}`,
    weightOf: (title: string) => `Weight in percent: ${title || 'no title yet'}`,
    remove: (title: string) => `Remove ${title || 'this deadline'}`,
    add: 'Add a deadline',
    said: ({ title, dueOn, weight }: PlannedDeadline) =>
      `${title}, due on ${isDate(dueOn) ? dateSaid(dayOfDate(dueOn)) : '–'}, ${tenths(weight)}%`,
  },
  weights: (deadlines: number, sum: number) =>
    `${count(deadlines, 'deadline')}, ${tenths(sum)}% of the course together`,
  paste: pasteWords,
  skills: 'Skills',
  skillsDo: 'What is taught, in order, by the names that events give in “skill”, and what each builds on.',
  skill: {
    name: 'Skill',
    module: 'Module',
    after: 'Builds on',
    nameOf: (place: number) => `Name of skill ${whole(place)}`,
    moduleOf: (skill: string) => `Module of ${skill || 'this skill'}`,
    afterOf: (skill: string) => `${skill || 'This skill'} builds on another skill: its name`,
    noModule: 'no module',
    addAfter: 'add a skill',
    dropAfter: (skill: string, name: string) => `${skill || 'This skill'} no longer builds on ${name}`,
    up: (skill: string) => `Move ${skill || 'this skill'} up`,
    down: (skill: string) => `Move ${skill || 'this skill'} down`,
    remove: (skill: string) => `Remove ${skill || 'this skill'}`,
    add: 'Add a skill',
  },
  save: 'Save',
  saving: 'Saving',
  saved: 'Saved. Risks on open screens follow within seconds.',
  unsaved: 'Changed, and not saved yet.',
  wrong: 'Something on the page must be put right first.',
  nothingToSave: 'No changes.',
  discard: 'Discard',
  loadNew: 'Load what holds now',
};

/** "Week 5 of 12. Next: Slope, 8 %, in 3 days": where the course stands, in a sentence. */
function planStanding({ startsOn, endsOn, deadlines }: CoursePlan, today: number): string {
  const [starts, ends] = [startsOn, endsOn].map((date) =>
    date !== null && isDate(date) ? dayOfDate(date) : null,
  );
  const [next] = deadlines
    .filter(({ dueOn }) => isDate(dueOn) && dayOfDate(dueOn) >= today)
    .toSorted((one, other) => dayOfDate(one.dueOn) - dayOfDate(other.dueOn));
  return [
    weekOfCourse(starts ?? null, ends ?? null, today),
    next === undefined ? 'Nothing more is due.' : nextSaid(next, today),
  ].join(' ');
}

function weekOfCourse(starts: number | null, ends: number | null, today: number): string {
  if (starts !== null && today < starts) return `Begins ${dateSaid(starts)}.`;
  if (ends !== null && today > ends) return `Ended ${dateSaid(ends)}.`;
  if (starts === null) return ends === null ? '' : `Until ${dateSaid(ends)}.`;
  const week = whole(Math.floor((today - starts) / 7) + 1);
  return ends === null ? `Week ${week}.` : `Week ${week} of ${whole(Math.ceil((ends + 1 - starts) / 7))}.`;
}

function nextSaid({ title, dueOn, weight }: PlannedDeadline, today: number): string {
  const days = dayOfDate(dueOn) - today;
  const when = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${count(days, 'day')}`;
  return `Next: ${title || 'no title yet'}, ${tenths(weight || 0)}%, ${when}.`;
}

function dateSaid(day: number): string {
  return format.date(day * dayMs, 'UTC');
}

export const en = {
  language: format.language,
  loading: 'Loading',
  how: 'How is this computed?',
  copyLink: {
    copy: 'Copy link',
    copied: 'Copied',
    byHand: 'This browser does not let the page copy it:',
  },
  titled: (page: string) => `${page} · Holdfast`,
  time: {
    ago: format.ago,
    agoShort: (at: number, now: number) => format.agoShort(at, now) ?? 'now',
    /** "2 hours": for how long, up to now. */
    lasting: (at: number, now: number) => format.lasting(now - at),
    exact: format.exact,
    clock: format.clock,
    day: format.day,
    weekday: format.weekday,
    month: format.month,
    zone: format.zone,
  },
  number: { whole, tenths, precise: format.precise, signed: format.signed, share: format.share },
  person: {
    initials: (name: string) =>
      name
        .split(/\s+/)
        .map((part) => part.charAt(0))
        .slice(0, 2)
        .join('')
        .toUpperCase(),
  },
  product: { name: 'Holdfast' },
  frame: {
    skip: 'Skip to content',
    home: 'Holdfast, to the start',
    sections: 'Sections',
    section: {
      cohorts: 'Cohorts',
      alerts: 'Alerts',
      queue: 'Queue',
      nudges: 'Nudges',
      sources: 'Sources',
      me: 'Me',
    },
  },
  connection: {
    state: (connection: ConnectionWords) => {
      switch (connection.state) {
        case 'off':
        case 'connecting':
          return 'Connecting';
        case 'live':
          return 'Live';
        case 'reconnecting':
          return 'Reconnecting';
        case 'stale':
          return `Stale since ${format.clock(connection.since)}`;
      }
    },
    why: (connection: ConnectionWords, isStaff: boolean) => {
      switch (connection.state) {
        case 'off':
        case 'connecting':
          return 'Opening the live connection.';
        case 'live':
          return 'What you see is up to date. The time is from an event being accepted to it being on your screen.';
        case 'reconnecting':
          return 'The live connection broke. Trying again by itself.';
        case 'stale':
          if (!isStaff) return 'New things may be missing; we keep trying';
          if (connection.away === 'redis') return 'The live store (Redis) does not answer';
          if (connection.away === 'postgres') return 'The database (PostgreSQL) does not answer';
          return 'The server cannot be reached; trying again';
      }
    },
    latency: (ms: number) => (ms < 1_000 ? `${whole(ms)} ms` : `${tenths(ms / 1_000)} s`),
  },
  account: {
    open: (name: string) => `Account of ${name}`,
    role: { admin: 'Admin', manager: 'Manager', mentor: 'Mentor', learner: 'Learner' },
    signOut: 'Sign out',
  },
  mail: {
    title: 'Alerts by mail',
    text: 'A digest at seven in the morning: how many alerts are open in which cohort, what is new, and what has waited longest. It names no learner.',
    every: {
      off: { name: 'Off', text: 'Nothing by mail; the inbox has all alerts in any case' },
      day: { name: 'Every day', text: 'On mornings on which something is open or new' },
      week: { name: 'Every week', text: 'On Mondays' },
    },
    off: 'This installation sends no mail: nobody has given it a mail server. Your choice is kept.',
    kept: 'Kept.',
    failed: 'Your choice could not be loaded.',
  },
  theme: {
    title: 'Appearance',
    name: { system: 'System', light: 'Light', dark: 'Dark', contrast: 'Contrast' },
  },
  deciding,
  scoring: {
    title: 'Scoring',
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
  },
  leaving: {
    title: 'Leave without saving?',
    text: 'What you changed here is not saved, and would be lost.',
    leave: 'Leave',
    stay: 'Stay here',
  },
  plan: planWords,
  policy,
  delivery,
  wall,
  model,
  asking,
  mentoring,
  myMentor,
  together,
  weekdays,
  failure: {
    retry: 'Try again',
    why: (code: string, message: string) => {
      switch (code) {
        case 'unreachable':
          return 'The server cannot be reached. Check your connection, or try again in a moment.';
        case 'unavailable':
          return 'A part of Holdfast is away at the moment. It usually comes back by itself within a minute.';
        case 'INVALID_EMAIL_OR_PASSWORD':
          return 'This email and password do not belong together.';
        case 'INVALID_EMAIL':
          return 'This does not look like an email address.';
        case 'TOO_MANY_REQUESTS':
        case 'too_many':
          return 'Too many tries at once. Wait a minute, then try again.';
        default:
          return message === '' ? 'Something went wrong on our side. Trying again may help.' : message;
      }
    },
  },
  unreachable: {
    title: 'Holdfast cannot be reached',
    text: (isPart: boolean) =>
      isPart
        ? 'A part of it is away, usually for less than a minute. This page tries again every few seconds and goes on where you were.'
        : 'The server does not answer. This page tries again every few seconds and goes on where you were.',
  },
  lost: {
    title: (status: number) => (status === 404 ? 'There is no such page' : 'This page did not load'),
    text: (status: number) =>
      status === 404
        ? 'The link may be old, or mistyped.'
        : 'Something went wrong on our side. Loading it again may help.',
    home: 'To the start',
  },
  start: {
    promise: 'See learners drift before they drop, and help in time.',
    lead: 'Holdfast watches how a class moves, minute by minute, tells you who is going quiet and why, and puts the right person beside them.',
    demo: 'Look around the demo',
    continueAs: {
      manager: 'Continue as manager',
      mentor: 'Continue as mentor',
      learner: 'Continue as learner',
    },
    sees: {
      manager: 'A whole cohort on a live map: who is active, who is drifting, what was done.',
      mentor: 'The queue of learners who need a person, with the reasons, to claim one by one.',
      learner: 'Your own week, how you are doing in plain words, and one next step.',
    },
    picture: { quiet: 'goes quiet', help: 'a mentor steps in' },
    or: 'or with your account',
    signIn: 'Sign in',
    email: 'Email',
    password: 'Password',
  },
  cohorts: {
    title: 'Cohorts',
    one: 'Cohort',
    summary: (cohorts: number, learners: number) =>
      `${count(cohorts, 'cohort')}, ${count(learners, 'learner')}`,
    column: {
      cohort: 'Cohort',
      learners: 'Learners',
      risk: 'Learners by risk',
      engagement: 'Engagement',
      cases: 'Open cases',
      lastEvent: 'Last event',
    },
    noEvents: 'none yet',
    failed: 'The cohorts could not be loaded.',
    outdated: 'This list may be out of date: the last refresh failed.',
    empty: {
      title: 'No cohorts yet',
      text: 'A cohort is a group of learners who move through a programme together. It appears here as soon as an admin creates one and a source sends its first event.',
    },
  },
  cohort: {
    learners: 'Learners',
    beside: 'Beside the map',
    about: (programme: string, learners: number, timeZone: string, zone: string) =>
      `${programme} · ${count(learners, 'learner')} · times in ${timeZone} (${zone})`,
    ended: (endsAt: number, timeZone: string) =>
      `Ended ${format.date(endsAt - 1, timeZone)}: all is shown as it stood then`,
    search: 'Search learners',
    filter: 'Show by risk',
    all: 'All',
    sort: 'Sort',
    sortAgain: 'Sort again',
    order: {
      risk: 'Risk',
      score: 'Score',
      activity: 'Activity',
      last_seen: 'Last seen',
      trend: 'Trend',
      name: 'Name',
    },
    connecting: 'Waiting for the live connection. It opens by itself; nothing needs to be done.',
    noLearners: {
      title: 'No learners in this cohort yet',
      text: 'Learners appear by themselves with the first event that a source sends for them.',
    },
    noneShown: {
      title: 'Nobody matches',
      text: (all: number) =>
        `None of the ${count(all, 'learner')} fits what is searched for and chosen above.`,
    },
    refused: {
      title: 'There is no such cohort',
      text: 'It may have been closed, or it belongs to another organisation.',
      back: 'To all cohorts',
    },
  },
  figures: {
    none: '–',
    active: {
      name: 'Active now',
      of: (learners: number) => `of ${whole(learners)}`,
      how: (minutes: number, learners: number) =>
        `Learners with at least one event in the last ${whole(minutes)} minutes, out of ${count(learners, 'learner')}.`,
    },
    events: {
      name: 'Events a minute',
      how: 'Everything the learners of this cohort did in the last full minute. The line shows the hour before it.',
    },
    attention: {
      name: 'Need attention',
      waiting: (waiting: number) => (waiting === 0 ? 'none waiting' : `${whole(waiting)} waiting`),
      how: 'Learners with an open case: their risk of dropping off within 14 days is high or critical. “Waiting” counts those whom nobody has claimed.',
    },
    delay: {
      name: 'Event to screen',
      p50: (ms: number) => `${(ms / 1_000).toFixed(2)} s`,
      p95: (ms: number) => `p95 ${(ms / 1_000).toFixed(2)} s`,
      quiet: 'no events',
      how: 'From the moment the server accepted an event until it was drawn here, over the last minute: half were faster than the large figure, 95 of 100 faster than the small one.',
    },
  },
  heat: {
    now: 'now',
    end: 'end',
    never: 'never',
    column: { learner: 'Learner', risk: 'Risk', score: 'Score', seen: 'Seen' },
    neverHeard: (name: string) => `Nothing was ever received from ${name}`,
    down: (name: string, from: number, timeZone: string, isOver: boolean) =>
      `${name} ${isOver ? 'was silent from' : 'silent since'} ${format.clock(from, timeZone)}`,
  },
  legend: {
    title: 'How to read this',
    range: (from: number, to: number | null) =>
      to === null ? `${whole(from)}+` : from === to ? whole(from) : `${whole(from)}–${whole(to)}`,
    risk: 'Risk of dropping off within 14 days',
  },
  attention: {
    title: 'Needs attention now',
    more: (others: number) => `${whole(others)} more in the queue`,
    none: 'Nobody. All learners of this cohort are on track or not known well enough yet.',
    ended: 'Nobody any more: the cohort has ended.',
    past: 'Needed attention then',
    noneThen: 'Nobody was in the queue at that moment.',
    waitingThen: 'Waited to be claimed',
  },
  changed: {
    title: 'What changed',
    none: (since: string) => `Nothing since you opened this page at ${since}.`,
    line: (happening: HappeningWords) => {
      switch (happening.what) {
        case 'band':
          return `went from ${bandName(happening.from)} to ${bandName(happening.to)} risk`;
        case 'back':
          return `is back after ${format.lasting(happening.awayMs)}`;
        case 'case_opened':
          return 'came into the queue';
        case 'case_claimed':
          return `was claimed by ${happening.by}`;
        case 'case_closed':
          return 'is off the queue';
      }
    },
  },
  risk: {
    band: bandNames,
    bandLong: bandNames,
    bandShort,
    markName: (name: string) => name,
    reason,
    mainReasons,
    mainReason: (reasons: Reason[]) => mainReasons(reasons)[0] ?? '',
    means: 'likely to drop off within 14 days',
    how: riskHow,
    unknownWhy:
      'Not enough information yet: a risk needs five days in the cohort, and something heard in them.',
    confidence: confidenceSaid,
    confidenceHow:
      'Each thing that is not known makes the risk less certain: with nothing missing confidence is high, with one thing medium, with more low.',
    withdrawal: (chance: number) => `${format.share(chance)} likely to withdraw before the end`,
    withdrawalHow,
    wayOut: wayOutSaid,
    wayOutShort,
    wayOutHow,
    ended: 'As it stood when the cohort ended.',
    noWayOut:
      'No plan of up to 14 active days in the next 14 would bring this below its band by itself: somebody to talk to is needed.',
    adds: 'Reasons and their weights, which add up to the risk',
    raises: 'Raises it',
    lowers: 'Lowers it',
    rest: (others: number) => `${count(others, 'smaller reason')} together`,
    unfold: (reasons: number) => `Show all ${whole(reasons)} reasons`,
    fold: 'Show the main reasons',
    sum: 'Sum',
    sumIs: (sum: number, risk: number) => `a sum of ${format.signedHundredths(sum)} is ${format.share(risk)}`,
    weight: format.signedHundredths,
    line: {
      title: 'How it went',
      period: 'Period',
      periods: { month: '30 days', quarter: '12 weeks', year: '1 year' },
      failed: 'The history of the risk could not be loaded.',
      none: 'No history yet. A point is kept for each hour in which the risk moves, from the first one on.',
      name: (from: number, to: number, timeZone: string) =>
        `Risk from ${format.day(from, timeZone)} to ${format.day(to, timeZone)}; arrow keys move in time, page keys between changes of band`,
      at: (at: number, timeZone: string) => `${format.day(at, timeZone)}, ${format.clock(at, timeZone)}`,
      day: (at: number, timeZone: string) => format.dayMonth(at, timeZone),
      now: 'Now',
      said: (when: string, risk: number, band: Band, reasons: Reason[]) =>
        `${when}: ${format.share(risk)}, ${bandNames[band].toLowerCase()}. ${format.list(reasons.map((one) => `${one.weight > 0 ? 'raised by' : 'lowered by'}: ${reason(one)}`))}`,
      floor: (band: Band, percent: number) => `${bandShort[band]} ${whole(percent)}%`,
      raised: 'raised by',
      lowered: 'lowered by',
      how: 'A point is kept for each hour in which the risk moved; where the line is flat, it did not. Faint lines are where bands begin today, marks where the band changed. A band is left only some points below its line.',
    },
  },
  outlook: {
    title: 'Outlook',
    failed: 'The outlook could not be loaded.',
    ended: 'The cohort has ended: nothing is to come.',
    between: ({ low, high }: Interval) => `likely between ${whole(low)} and ${whole(high)}`,
    forecast: {
      title: 'Score in seven days',
      unknown: 'Not enough information yet: a forecast needs two weeks with a score.',
      against: ({ now }: Forecast) => `now ${format.fixedTenths(now)}`,
      from: ({ weeks, isDue }: Forecast) => {
        const known = `From ${count(weeks, 'week')}`;
        if (isDue === null) return `${known}; no deadlines are planned.`;
        return `${known}; ${isDue ? 'something is' : 'nothing is'} due by then.`;
      },
      how: 'A weighted sum of the last four weekly scores, and of whether anything is due. Its weights were learned from real learners, from what they did on the platform. Eight times in ten the score came to lie in the range.',
    },
    completion: {
      title: 'Completing the course',
      unknown: 'Not enough information yet: this takes five days in the cohort.',
      confidence: {
        high: 'high confidence',
        medium: 'medium confidence',
        low: 'low confidence',
      } satisfies Record<Confidence, string>,
      lacks: (lacks: readonly Lack[]) => `Told without ${lacks.map((lack) => toldWithout[lack]).join(', ')}.`,
      how: 'The model that tells the risk also learned who completed. Each reason adds or takes away weight; the three heaviest are shown.',
    },
    result: {
      title: 'Next result',
      unknown: 'Not enough information yet: no quiz and no assignment has a result.',
      kind: resultNames,
      value: (percent: number) => `${whole(percent)}%`,
      from: ({ results, ofKind, kind }: NextResult) =>
        `From ${count(results, 'result')}, ${whole(ofKind)} of ${kind === 'quiz' ? 'quizzes' : 'assignments'}.`,
      how: 'The mean of the learner’s results of this kind, the newer counting more, drawn towards all their results and those of the cohort: the less is known, the more.',
    },
    path: {
      title: 'Learn next',
      unknown: 'Not enough information yet: this takes three answers or quizzes that name a skill.',
      nothing: 'Everything the course has reached is mastered.',
      why: pathWhy,
      states: stateCounts,
      how: 'Mastery is the chance that the next answer is right, from answers and quizzes; it fades without practice. First comes what the course builds on and is not mastered, then what is fading, then what the course is at.',
    },
  },
  score: {
    unknown: 'not known yet',
    level: {
      high: 'High risk',
      medium: 'Medium risk',
      low: 'Low risk',
      fully_engaged: 'Fully engaged',
    } satisfies Record<Level, string>,
    levelOf: (name: string) => `Level: ${name.toLowerCase()}`,
    levelHow: ({ levels, steadyPoints }: Scoring) =>
      `The level follows from the score: below ${tenths(levels.high)} high risk, below ${tenths(levels.medium)} medium, below ${tenths(levels.low)} low, from there on fully engaged. It gets worse at once and better ${count(steadyPoints, 'point')} past its threshold, so that nobody flickers.`,
    changeHow: (score: number, change: number) => [
      'The score of the last seven days against that of the seven days before.',
      `${format.fixedTenths(score)} − ${format.fixedTenths(score - change)} = ${format.signed(change)}.`,
    ],
    trendHow: ({ trends, steadyPoints }: Scoring) =>
      `The trend follows from the change in a week: improving from +${tenths(trends.improving)} on, stable above −${tenths(trends.declining)}, declining above −${tenths(trends.critical)}, else falling fast. It gets better ${count(steadyPoints, 'point')} past its threshold.`,
    thisWeek: (points: number) => `${format.signed(points)} in a week`,
    sum: (parts: readonly ScorePart[], score: number) =>
      `${parts
        .filter(({ value }) => value !== null)
        .map(({ points }) => format.fixedTenths(points))
        .join(' + ')} = ${format.fixedTenths(score)}`,
    sumName: 'Points of the parts, which add up to the score',
    howParts: scoreHow,
    partHow,
    weight: weightSaid,
    value: format.fixedTenths,
    partPoints: (points: number) => `${format.fixedTenths(points)} points`,
    flag: (flag: Flag) => {
      const name = flagNames[flag];
      return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    },
    flagHow,
    flags: 'Flags',
    help: (texts: number) => `Asked for help ${whole(texts)}× this week`,
    helpHow:
      'Texts of the last seven days in which the learner asks for help. They are counted by themselves, whatever their mood: a friendly question counts as well.',
    line: {
      name: (first: string, last: string) => `Score day by day, ${first} to ${last}`,
      at: (date: string, score: number | null) =>
        `${format.day(Date.parse(date), 'UTC')}: ${score === null ? 'no score' : format.fixedTenths(score)}`,
      how: 'Each point is the score of the seven days that ended on that day. The line has a gap where too little was known for one.',
    },
    unknownWhy:
      'Not enough information yet: a score needs three days in the cohort, or three days with activity.',
    outOf: '/100',
    how: 'Attendance, what was done on the platform and how what was written reads, over the last seven days, each from 0 to 100 and weighed as the programme decided. A part without data is left out and the others share its weight: silence is not zero. The points add up to the score.',
    part: partTitles,
    left: 'left out',
    madeOf,
    trend: {
      improving: 'Improving',
      stable: 'Stable',
      declining: 'Declining',
      critical_decline: 'Falling fast',
    },
  },
  unusual: {
    title: 'Unusual',
    none: 'Nothing unusual today or in the last seven days. It takes five weeks to know what is usual for someone.',
    said: unusual,
    cohort: {
      quieter: 'The whole cohort was quieter this week',
      busier: 'The whole cohort was busier this week',
    },
    how: 'Today so far and the last seven days are compared with the same of the 4 to 11 weeks before: a Tuesday with Tuesdays, and only as far as the day has gone. The range is where about half of these lie. Unusual begins three usual spreads away from its middle, and not where the whole cohort moved the same way.',
    odd: 'Hours are compared with those of the cohort: at these next to nobody is there. Whoever is up at night again within four weeks is not told of again.',
    misses:
      'It says that something is different, not that something is wrong. Of learners who come on two days a week or less, a week of silence is not unusual.',
    deviations: (deviations: number) =>
      `${tenths(Math.abs(deviations))} times the usual spread ${deviations < 0 ? 'below' : 'above'} the middle of what is usual.`,
  },
  cases: {
    claim: 'Claim',
    release: 'Release',
    close: 'Close',
    closeNow: 'Close case',
    keep: 'Keep it open',
    notes: 'What came of it? (optional, for your colleagues)',
    claimedBy: (name: string) => `Claimed by ${name}`,
    yours: 'Claimed by you',
    stateOf: (holder: string | null) => (holder === null ? 'waits for a mentor' : `claimed by ${holder}`),
    waiting: 'Waiting',
    waitingFor: 'Waiting for',
    lostRace: (name: string) =>
      `${name} was a moment quicker and looks after this learner now. Thank you for being there.`,
  },
  alerts: {
    title: 'Alerts',
    summary: (active: number, acknowledged: number) => {
      if (active + acknowledged === 0) return 'Nothing needs you';
      const looked = acknowledged === 0 ? '' : `, ${whole(acknowledged)} being looked after`;
      return `${whole(active)} nobody has looked at yet${looked}`;
    },
    activeCount: (active: number) => `, ${whole(active)} nobody has looked at`,
    said: alertSaid,
    type: alertTypeNames,
    severity: severityNames,
    status: alertStatusNames,
    group: (severity: Severity, alerts: number) => `${severityNames[severity]} · ${whole(alerts)}`,
    byStatus: 'Which alerts',
    statusFilter: { open: 'Open', ...alertStatusNames },
    bySeverity: 'By severity',
    byType: 'By type',
    anyType: 'Every type',
    byCohort: 'By cohort',
    anyCohort: 'Every cohort',
    grouped: 'Group by severity',
    search: 'Find a learner',
    choose: (name: string, type: AlertType) => `Choose ${name}, ${alertTypeNames[type]}`,
    chosen: (alerts: number) => `${whole(alerts)} chosen`,
    chooseNone: 'Choose none',
    bulk: 'What to do with the chosen alerts',
    bulkLeft: (done: number, left: number) =>
      `${whole(done)} done. ${count(left, 'alert')} could not be: somebody else was quicker, or another of its kind is open.`,
    scoreThenNow: 'Score when it was raised, and now',
    scores: (then: number | null, now: number | null) =>
      then === now || now === null ? scoreSaid(then) : `${scoreSaid(then)} → ${scoreSaid(now)}`,
    score: scoreSaid,
    easedSince: (at: number, now: number) =>
      `no longer so since ${now - at < 86_400_000 ? format.clock(at) : format.day(at)}`,
    easedLong: (at: number) => `No longer so since ${format.day(at)}, ${format.clock(at)}`,
    handled: (status: AlertStatus, name: string) => `${alertStatusNames[status]} by ${name}`,
    acknowledge: 'Acknowledge',
    resolve: 'Resolve',
    dismiss: 'Dismiss',
    reopen: 'Open again',
    cancel: 'Cancel',
    close: 'Close this alert',
    resolveTitle: (alerts: number, name: string) =>
      alerts === 1 ? `Resolve the alert about ${name}` : `Resolve ${count(alerts, 'alert')}`,
    dismissTitle: (alerts: number, name: string) =>
      alerts === 1 ? `Dismiss the alert about ${name}` : `Dismiss ${count(alerts, 'alert')}`,
    whatWasDone: 'What was done?',
    nothingDone: 'Nothing to write down',
    earlier: 'Already written down',
    earlierTitle: (name: string) => `Already written down for ${name}`,
    earlierFailed: 'What was written down lately could not be loaded.',
    inWords: 'In a few words',
    measured: 'Kept with today’s score, so that one sees later whether it helped.',
    notes: 'Notes for your colleagues (optional)',
    why: 'Why does it need no answer?',
    reason: dismissReasonNames,
    reasonMissing: 'Choose a reason first: it is part of the record.',
    kind: interventionNames,
    scoreTitle: 'Score',
    atFirst: 'Then',
    whenHandled: 'When handled',
    now: 'Now',
    whyTitle: 'Why it was raised',
    how: alertHow,
    figures: alertFigures,
    helpTitle: 'What helps',
    didThis: 'Done this',
    action: (action: RecommendedAction) => recommended(action).toDo,
    done: (action: RecommendedAction) => recommended(action).done,
    doneTitle: 'What was done',
    nothingYet: 'Nothing was written down yet.',
    after: afterSaid,
    stepsTitle: 'What happened',
    step: (step: AlertStep, severity: Severity, by: string | null) =>
      by === null ? alertStep(step, severity) : `${alertStep(step, severity)} by ${by}`,
    cameIn: (name: string, type: AlertType, trigger: Record<string, number>) =>
      `New alert: ${name}, ${alertSaid(type, trigger)}`,
    failed: 'The alerts could not be loaded.',
    oneFailed: 'This alert could not be loaded.',
    refused: 'Alerts are for mentors, managers and admins.',
    empty: (isFiltered: boolean) =>
      isFiltered
        ? { title: 'No such alerts', text: 'Nothing fits what you look for.' }
        : {
            title: 'All quiet',
            text: 'Nobody has crossed a line. An alert appears here by itself, within seconds of what raised it.',
          },
    showOpen: 'Show all that are open',
    older: 'Show older',
    keysTitle: 'Keys',
    keys: [
      ['j k', 'next and previous line, as the arrows do'],
      ['o', 'open the line beside the list'],
      ['x', 'choose the line; with shift and an arrow, several'],
      ['e', 'acknowledge'],
      ['r', 'resolve'],
      ['d', 'dismiss'],
      ['u', 'open again'],
      ['/', 'find a learner'],
      ['Esc', 'close the side, then choose none'],
      ['?', 'these keys'],
    ] satisfies [string, string][],
    keysOn: 'Single letters do things on this page',
  },
  sources: {
    title: 'Sources',
    summary: (sources: number, down: number) =>
      down === 0 ? count(sources, 'source') : `${count(sources, 'source')}, ${whole(down)} down`,
    banner: (name: string, since: number, now: number, usualPerHour: number, timeZone?: string) => {
      const usually = usualPerHour > 0 ? ` (usually ${count(usualPerHour, 'event')} an hour)` : '';
      return `${name} has sent nothing since ${sinceWhen(since, now, timeZone)}${usually}. Until it is back, silence raises no flags or alerts.`;
    },
    failed: 'The sources could not be loaded.',
    outdated: 'This list may be out of date: the last refresh failed.',
    empty: {
      title: 'No sources yet',
      text: 'A source is a system that sends events, such as a learning platform or a register. It appears here as soon as an admin creates one.',
    },
    state: { receiving: 'Receiving', silent: 'Quiet, as usual', down: 'Down', never: 'Nothing received yet' },
    lastEvent: 'Last event',
    feeds: (parts: PartName[]) =>
      parts.length === 0
        ? 'Feeds no score yet'
        : `Feeds ${format.list(parts.map((part) => partNames[part]))}`,
    cohorts: (names: string[]) =>
      names.length === 0
        ? 'for no cohort'
        : `for ${names.length > 3 ? count(names.length, 'cohort') : format.list(names)}`,
    lastHour: 'In the last hour',
    usually: (events: number) => `usually ${whole(events)}`,
    how: 'Events that feed a score, over the last 60 minutes. Beside it what came in the same hour of the week, in the middle of the last four weeks. A source is down when twenty events or more are missed since its last one, and ten minutes have passed: by chance alone that does not happen. A night or a weekend that is always quiet is not an outage.',
    strip: {
      name: (name: string, hours: number) =>
        `Events an hour from ${name} over the last ${whole(hours)} hours`,
      hour: (at: number, events: number, usual: { low: number; high: number } | null) => {
        const usually =
          usual === null
            ? ''
            : `, usually ${usual.low === usual.high ? whole(usual.low) : `${whole(usual.low)} to ${whole(usual.high)}`}`;
        return `${format.day(at)}, ${format.clock(at)}: ${count(events, 'event')}${usually}`;
      },
      came: 'came',
      usual: 'usual at that hour',
      from: (at: number) => `${format.weekday(at)}, ${format.clock(at)}`,
      now: 'now',
    },
    outages: 'Outages of the last 30 days',
    noOutages: 'No outage in the last 30 days',
    outage: (from: number, to: number | null) =>
      to === null
        ? `since ${format.day(from)}, ${format.clock(from)}`
        : `${format.day(from)}, ${format.clock(from)}, for ${format.lasting(to - from)}`,
    more: (others: number) => `and ${whole(others)} more`,
  },
  queue: {
    title: 'Queue',
    summary: (waiting: number, oldestMs: number) =>
      waiting === 0
        ? 'Nobody is waiting'
        : `${whole(waiting)} waiting, the longest for ${format.lasting(oldestMs)}`,
    filter: 'Which cases',
    filters: { all: 'All', waiting: 'Waiting', mine: 'Mine' },
    failed: 'The queue could not be loaded.',
    refused: 'The queue is for mentors, managers and admins.',
    empty: {
      all: {
        title: 'The queue is empty',
        text: 'Nobody needs a person at the moment. A learner appears here as soon as their risk becomes high.',
      },
      waiting: { title: 'Nobody is waiting', text: 'Everyone in the queue is being looked after.' },
      mine: {
        title: 'You have no cases',
        text: 'Claim one from the list, and it stays here until you close it.',
      },
    },
  },
  learner: {
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
  },
  days: {
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
  },
  weeks: {
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
  },
  journey: {
    entry: journeyEntry,
    bandWhy,
    weekParts: (week: JourneyWeek) => weekParts(week).join(' · '),
    once: (type: string) => {
      const name = eventNames[type] ?? type;
      return `${name[0]?.toUpperCase()}${name.slice(1)}`;
    },
    sitting: (events: number, lastedMs: number) =>
      lastedMs < 60_000 ? count(events, 'event') : `${count(events, 'event')} in ${format.lasting(lastedMs)}`,
    types: (types: string[]) => {
      const named = types.slice(0, 3).map((type) => eventNames[type] ?? type);
      return named.length === 0 ? '' : `· ${format.list(named)}${types.length > 3 ? ' and more' : ''}`;
    },
    session: {
      title: sessionTitle,
      when: (at: number) => `${format.weekday(at)}, ${format.clock(at)}`,
      noticed: 'Noticed:',
      how: 'Signals of this one session as the sender reported them, some of them guessed from its recording. They are hints for a talk, not facts about a person. The score does not read them: it counts that the session took place.',
      signals: sessionSignals,
      moment: (kind: HighlightKind, atS: number) => `${momentNames[kind][0]} at ${format.minuteOf(atS)}`,
      moments: (kind: HighlightKind, atS: number[]) =>
        `${count(atS.length, ...momentNames[kind])} at ${format.list(atS.map(format.minuteOf))}`,
    },
    writing: {
      reads: writingReads,
      how: 'Found in the words of the text by lists and rules, in English alone. These are signals to ask about, not facts about a person: irony, quotations and the subject itself can mislead them. Confidence says how much was found and whether it agrees.',
      signals: writingSignals,
    },
    none: 'Nothing has happened yet.',
    failed: 'The journey could not be loaded.',
    more: 'Show earlier',
  },
  nudge: { ...nudge, taken: nudgeTaken },
  mine,
  screen,
  contests,
  check,
  items,
  difference,
  effect,
  decisions,
  me: {
    title: 'Me',
    hello: (name: string) => `Hello ${name.split(/\s+/)[0] ?? ''}`,
    next: 'Your next step',
    newStep: (title: string) => `A next step for you: ${title}`,
    kept: (at: number) =>
      `There is no connection. This is your page of ${format.exact(at)}; what you answer is sent later.`,
    path: {
      title: 'To learn next',
      next: ({ skill }: NextSkill) => `Next: ${skill},`,
      why: ownPathWhy,
    },
    week: 'My week',
    todayShort: 'Today',
    dayTitle: (at: number, events: number) =>
      `${format.day(at, 'UTC')}: ${events === 0 ? 'nothing yet' : count(events, 'thing done', 'things done')}`,
    weekSaid: (days: number) => {
      if (days === 0) return 'A quiet week so far. Any day is a good one to begin.';
      if (days >= 5) return `You were here on ${count(days, 'day')}. That is a strong rhythm.`;
      return `You were here on ${count(days, 'day')} of the last seven.`;
    },
    doing: 'How I am doing',
    doingWords: (band: Band | null) => {
      switch (band) {
        case 'low':
          return { title: 'Steady.', text: 'You are on track; keep going the way you do.' };
        case 'medium':
          return {
            title: 'A little quieter than usual.',
            text: 'It happens to everyone; a short visit brings you back.',
          };
        case 'high':
          return {
            title: 'It has been quiet.',
            text: 'Starting small is enough, and someone is glad to help.',
          };
        case 'critical':
          return {
            title: 'We miss you here.',
            text: 'It is not too late to come back, and you need not do it alone.',
          };
        case null:
          return { title: 'Just begun.', text: 'After a few days with activity we can say more.' };
      }
    },
    reason: ({ code, params }: Reason) => {
      switch (code) {
        case 'base':
          return 'Everyone starts from the same place';
        case 'silence':
          return (params['days'] ?? 0) === 0
            ? 'You were here today'
            : `You were last here ${format.days(params['days'] ?? 0)} ago`;
        case 'activity':
          return `You were active on ${whole(params['days'] ?? 0)} of the last ${count(params['of'] ?? 28, 'day')}`;
        case 'cohort':
          return 'How busy your course is at the moment, and you in it';
        case 'deadlines':
          return dueWords(params['days']);
        case 'work':
          return params['due'] === 0
            ? 'No work was due lately'
            : (params['handed'] ?? 0) === 0
              ? 'No work of yours has come in lately'
              : `You handed in ${count(params['handed'] ?? 0, 'piece')} of work lately`;
        case 'results':
          return params['percent'] === undefined
            ? 'There are no results of yours yet'
            : `Your results lately were ${whole(params['percent'])}%`;
        case 'attendance':
          return `You came to ${whole(params['percent'] ?? 0)}% of sessions lately`;
        case 'mood':
          return 'How what you wrote lately reads';
        case 'course':
          return params['percent'] === undefined
            ? 'How long you have been here'
            : courseWords(params['percent']);
      }
    },
    score: 'My engagement this week',
    scoreOf: 'of 100',
    scoreHow:
      'It says how the last seven days went: sessions, what you did on the platform, and how what you wrote reads. It is there to notice early when something gets in your way, not to grade you.',
    scoreChange: (change: number) => {
      if (change >= 1) return `That is ${tenths(change)} more than a week ago.`;
      return change <= -1 ? `A week ago it was ${tenths(-change)} more.` : 'About the same as a week ago.';
    },
    left: 'This does not count against you.',
    step: (wayOut: WayOut, isOnTrack: boolean, now: number, timeZone: string) => {
      const days = wayOutDays(wayOut).map((day) =>
        day === 0 ? 'today' : `on ${format.weekdayLong(now + day * 86_400_000, timeZone)}`,
      );
      const visits =
        wayOut.days <= 2
          ? `A visit like your usual ones ${days.join(' and ')}`
          : `A visit like your usual ones on ${whole(wayOut.days)} of the next ${whole(wayOut.within)} days`;
      const work = wayOut.handIn ? ', and the next piece of work handed in,' : '';
      return `${visits}${work} would ${isOnTrack ? 'put you back on track' : 'already make a difference'}.`;
    },
    noStep:
      'You need not find the way back alone: write to your mentor, or to anybody of the staff, and begin with what is easiest.',
    helps: 'What helps you',
    harder: 'What makes it harder',
    what: 'What this is, and what it is not',
    whatIs: (risk: number | null) => [
      risk === null
        ? 'From what you do in the course we reckon how likely a break of two weeks is. For you we do not know enough yet.'
        : `From what you do in the course we reckon how likely a break of two weeks is: for you ${format.share(risk)} today. It moves with every visit.`,
      `${learnedFrom}. It can be wrong, and it knows nothing of your reasons.`,
      'It is there so that help comes early. It is no grade, and nothing depends on it.',
      'Your mentor sees the same figure and the same reasons.',
    ],
    mentorIs: (cohort: string) => `is looking after you in ${cohort} and will be in touch.`,
    failed: 'Your page could not be loaded.',
    noLearner: 'This account is not linked to a learner yet. Whoever invited you can link it.',
    noCohort: 'You are in no cohort at the moment. As soon as you join one, your week appears here.',
  },
};

export type Messages = typeof en;
