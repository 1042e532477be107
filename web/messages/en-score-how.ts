import { attendancePoints } from '#engagement/attendance.ts';
import type { Flag } from '#engagement/flag.ts';
import { lmsPoints } from '#engagement/lms.ts';
import type { ScorePart, Missing, Level } from '#engagement/score.ts';
import type { PartName, Scoring } from '#engagement/scoring.ts';
import { flagNames } from './en-flags.ts';
import { count, format, hundredthsSigned } from './en-format.ts';

// How a score was made, part by part; a part of en.ts.

const { whole, tenths } = format;

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

function partsHow(parts: readonly ScorePart[], score: number): string[] {
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

export const scoreHow = {
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
  parts: partsHow,
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
  outOf: '/100',
  how: 'Attendance, what was done on the platform and how what was written reads, over the last seven days, each from 0 to 100 and weighed as the programme decided. A part without data is left out and the others share its weight: silence is not zero. The points add up to the score.',
  part: partTitles,
  left: 'left out',
  madeOf,
};
