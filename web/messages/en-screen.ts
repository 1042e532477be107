import type { AlertType } from '#engagement/alert.ts';
import type { CohortMark, MarkKind } from '#engagement/cohort-marks.ts';
import type { Flag } from '#engagement/flag.ts';
import type { NudgeKind } from '#engagement/nudge.ts';
import type { Level } from '#engagement/score.ts';
import type { StudyHabit } from '#engagement/study-habit.ts';
import { bandNames } from './en-bands.ts';
import { format } from './en-format.ts';

// What the live screen of a cohort says; a part of en.ts.

type Range = 'hour' | 'day' | 'week' | 'term';
type Unit = 'minute' | 'hour' | 'day';
type Measure = 'activity' | 'score' | 'risk' | 'sentiment' | 'attendance';
type Silence = 'none' | 'before' | 'excused' | 'holiday' | 'down' | 'unheard';
type Value = number | 'none' | 'excused' | 'absent' | 'late' | 'present' | null;

const { whole } = format;

function many(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${whole(count)} ${one}s`;
}

const rangeNames: Record<Range, string> = {
  hour: 'the last 60 minutes',
  day: 'the last 24 hours',
  week: 'the last 7 days',
  term: 'the last 12 weeks',
};

const measureNames: Record<Measure, string> = {
  activity: 'Activity',
  score: 'Score',
  risk: 'Risk',
  sentiment: 'Mood',
  attendance: 'Attendance',
};

const silenceSaid: Record<Silence, (measure: Measure) => string> = {
  none: (measure) =>
    ({
      activity: 'Nothing was known of them yet',
      score: 'Not enough information for a score',
      risk: 'Not enough information for a risk',
      sentiment: 'Nothing was written',
      attendance: 'No session',
    })[measure],
  before: () => 'Not enrolled yet',
  excused: () => 'Excused',
  holiday: () => 'Day off: nothing was expected',
  down: () => 'Not known: a source was down',
  unheard: () => 'Not known: connection away',
};

function said(measure: Measure, value: Value, tone: number | Silence, unit: Unit): string {
  if (typeof tone === 'string') return silenceSaid[tone](measure);
  if (typeof value === 'number') return numberSaid(measure, value);
  const day = unit === 'day' ? '' : ' that day';
  const names = {
    present: 'Present',
    late: 'Late',
    absent: 'Absent',
    excused: 'Excused',
    none: 'No session',
  };
  return value === null ? silenceSaid.none(measure) : `${names[value]}${day}`;
}

function numberSaid(measure: Measure, value: number): string {
  switch (measure) {
    case 'activity':
      return value === 0 ? 'No events' : many(value, 'event');
    case 'score':
      return `Score ${whole(value)} of 100`;
    case 'risk':
      return `Risk ${format.share(value / 100)}`;
    case 'sentiment':
      return `Mood ${format.signedHundredths(value / 100)} of −1 to 1`;
    case 'attendance':
      return whole(value);
  }
}

function when(from: number, to: number, unit: Unit, timeZone: string): string {
  switch (unit) {
    case 'minute':
      return `${format.clock(from, timeZone)} to ${format.clock(to, timeZone)} ${format.zone(from, timeZone)}`;
    case 'hour':
      return `${format.day(from, timeZone)}, ${format.clock(from, timeZone)} to ${format.clock(to, timeZone)} ${format.zone(from, timeZone)}`;
    case 'day':
      return `${format.day(from, timeZone)} (${timeZone})`;
  }
}

const alertTypes: Record<AlertType, string> = {
  attendance: 'attendance',
  lms_inactivity: 'inactivity',
  negative_sentiment: 'mood',
  overall_engagement: 'overall',
};

const nudgeKinds: Record<NudgeKind, string> = {
  reminder: 'reminder',
  micro_assessment: 'three questions',
  peer_challenge: 'a week together',
  mentor_connection: 'offer of a mentor',
};

function markSaid(mark: CohortMark): string {
  switch (mark.kind) {
    case 'nudge':
      return `Nudge: ${nudgeKinds[mark.what]}`;
    case 'alert':
      return `Alert: ${alertTypes[mark.what]}, ${mark.severity}`;
    case 'claim': {
      const step = mark.what === 'claimed' ? 'Claimed' : 'Handed over';
      return mark.by === null ? step : `${step} by ${mark.by}`;
    }
  }
}

function markTime(at: string, timeZone: string): string {
  return `${format.day(Date.parse(at), timeZone)}, ${format.clock(Date.parse(at), timeZone)}`;
}

const levelNames: Record<Level | '', string> = {
  '': 'any',
  high: 'high risk',
  medium: 'medium risk',
  low: 'low risk',
  fully_engaged: 'fully engaged',
};

const flagNames: Record<Flag | '', string> = {
  '': 'any',
  low_attendance: 'low attendance',
  inactive_lms: 'inactive on the platform',
  negative_sentiment: 'dark mood',
  disengaged: 'disengaged',
};

const habitNames: Record<StudyHabit, string> = {
  daily: 'Studies on most days',
  regular: 'Studies on some days of each week',
  weekends: 'Studies on weekends',
  bursts: 'Studies much on a few days',
  rare: 'Hardly studies',
};

function groupName(grouping: string, group: string): string {
  switch (grouping) {
    case 'band':
      return bandNames[(group === '' ? 'unknown' : group) as keyof typeof bandNames];
    case 'mentor':
      return group === '' ? 'With no mentor' : `With ${group}`;
    case 'level':
      return group === '' ? 'No level yet' : `Level: ${levelNames[group as Level]}`;
    case 'flag':
      return group === '' ? 'No flag' : `Flag: ${flagNames[group as Flag]}`;
    case 'course':
      return group === '' ? 'In no other course' : `Also in ${group}`;
    case 'habit':
      return group === '' ? 'Too little known to say how they study' : habitNames[group as StudyHabit];
    default:
      return group;
  }
}

/** "Tuesday 14:03, 3 days ago" */
function moment(at: number, now: number, timeZone: string): string {
  return `${format.day(at, timeZone)}, ${format.clock(at, timeZone)} ${format.zone(at, timeZone)}, ${format.ago(at, now)}`;
}

export const screen = {
  range: {
    name: 'Range',
    short: { hour: 'Hour', day: 'Day', week: 'Week', term: 'Term' } satisfies Record<Range, string>,
  },
  measure: { label: 'Colour', name: measureNames },
  group: {
    label: 'Group',
    by: {
      none: 'none',
      band: 'risk',
      mentor: 'mentor',
      level: 'level',
      flag: 'flag',
      course: 'other courses',
      habit: 'way of studying',
    },
    name: groupName,
  },
  beat: { label: 'Sort again', name: { asked: 'when asked', minute: 'each minute' } },
  size: { label: 'Rows', name: { small: 'small', usual: 'usual', large: 'large' } },
  level: { label: 'Level', name: levelNames },
  flag: { label: 'Flag', name: flagNames },
  hasCase: 'Has a case',
  more: 'Colour, group, filter',
  clear: 'Show all',
  zoom: {
    how: 'Drag to zoom in, double-click to see all',
    reset: 'See all of the range',
  },
  tick: (at: number, unit: Unit, timeZone: string) =>
    unit === 'day' ? format.day(at, timeZone) : format.clock(at, timeZone),
  when,
  said,
  cell: (name: string, time: string, what: string) => `${name}, ${time}: ${what}`,
  gridName: (range: Range, measure: Measure) =>
    `${measureNames[measure]} of each learner in ${rangeNames[range]}`,
  mark: (mark: CohortMark, timeZone: string) =>
    `${format.clock(Date.parse(mark.at), timeZone)} ${markSaid(mark)}`,
  markOf: (mark: CohortMark, timeZone: string) =>
    `${mark.learnerName}: ${markSaid(mark)}, ${markTime(mark.at, timeZone)}`,
  marks: 'Nudges, claims and alerts on the time axis',
  marksMore: (others: number) => `and ${whole(others)} more`,
  marksNotAll: 'Only the newest 2,000 marks of this stretch are shown.',
  markNames: { nudge: 'Nudge sent', claim: 'Case claimed', alert: 'Alert raised' } satisfies Record<
    MarkKind,
    string
  >,
  markSeveral: 'Several of these',
  markWhat: markSaid,
  daysOff: {
    name: 'Days off',
    short: (holiday: string | null, days: number) =>
      holiday === null ? (days === 1 ? 'Rest day' : 'Rest days') : holiday === '' ? 'Holiday' : holiday,
    /** Dates, as 2026-11-21. */
    when: (from: string, to: string) => {
      const [first = '', last = ''] = [from, to].map((date) => format.day(Date.parse(date), 'UTC'));
      return from === to ? first : `${first} to ${last}`;
    },
    one: (name: string, dates: string) => `${name}, ${dates}`,
  },
  pause: {
    begin: 'Pause',
    end: 'Resume',
    since: (at: number, timeZone: string) => `Paused at ${format.clockExact(at, timeZone)}`,
    changes: (changes: number) =>
      changes === 0 ? 'nothing has changed since' : `${many(changes, 'change')} since`,
    said: 'Paused. The picture stands still.',
  },
  gaps: {
    name: 'Not watched',
    one: (from: number, to: number, timeZone: string) =>
      `Not watched live from ${format.clock(from, timeZone)} to ${format.clock(to, timeZone)}; filled in afterwards`,
  },
  past: {
    bar: 'Time',
    slider: 'Moment shown',
    back: (minutes: number) => `−${minutes} min`,
    on: (minutes: number) => `+${minutes} min`,
    play: 'Play',
    stop: 'Stop',
    speedName: 'Speed',
    speed: (speed: number) => `${speed}×`,
    since: (at: number, timeZone: string) =>
      `recorded since ${format.day(at, timeZone)}, ${format.clock(at, timeZone)}`,
    none: 'No earlier minute was recorded yet',
    seen: (at: number, now: number, timeZone: string) => `You see ${moment(at, now, timeZone)}`,
    missing: 'What happened around then was not all recorded: this is the last that was.',
    failed: 'This moment could not be loaded.',
    toNow: 'Back to now',
  },
  selection: {
    name: 'Selection',
    count: (learners: number) => `${many(learners, 'learner')} selected`,
    stretch: (from: number, to: number, timeZone: string) =>
      `${format.day(from, timeZone)}, ${format.clock(from, timeZone)} to ${format.day(to, timeZone)}, ${format.clock(to, timeZone)}`,
    different: 'What is different about these?',
    clear: 'Clear',
  },
  legend: {
    ramp: (measure: Measure, unit: Unit) => {
      switch (measure) {
        case 'activity':
          return { minute: 'Events in a minute', hour: 'Events in an hour', day: 'Events in a day' }[unit];
        case 'score':
          return 'Score, 0 to 100, as it stood at the end of each cell';
        case 'risk':
          return 'Risk of dropping off, in percent, as it stood at the end of each cell';
        case 'sentiment':
          return 'Mood of texts, from −100 to 100';
        case 'attendance':
          return 'Attendance';
      }
    },
    bandsInCells: 'From medium on, cells with room for it have the same mark.',
    byDay: 'Known by day: every cell of a day shows the same.',
    attendance: ['Present', 'Late', 'Absent'],
    range: (measure: Measure, from: number, to: number | null) => {
      const signed = measure === 'sentiment';
      const say = (value: number): string => (signed && value < 0 ? `−${whole(-value)}` : whole(value));
      return to === null || to === from
        ? `${say(from)}${to === null ? '+' : ''}`
        : signed
          ? say(from)
          : `${say(from)}–${say(to)}`;
    },
    silences: {
      none: 'Nothing known: not a zero',
      before: 'Not enrolled yet',
      excused: 'Excused: neither present nor absent',
      holiday: 'Day off: nothing was expected',
      unheard: 'We could not listen: connection away',
      down: 'Not a zero: a source was down',
    } satisfies Record<Silence, string>,
    marks: 'Marks',
  },
  spread: {
    title: 'How risk is spread',
    how: 'Learners by their risk, five percent a bar. The lines are where medium, high and critical risk begin here. Drag, or choose with the arrow keys, to show only those learners.',
    bar: (from: number, to: number, learners: number) =>
      `${whole(from)} to ${whole(to)}%: ${many(learners, 'learner')}`,
    chosen: (from: number, to: number) => `${whole(from)} to ${whole(to)}% shown`,
    none: 'No risk is known yet. It takes five days in the cohort, and something heard in them.',
    unknown: (learners: number) => `${many(learners, 'learner')} not known well enough yet`,
    clear: 'Show all',
  },
  feed: {
    title: 'What happened',
    kinds: { all: 'All', alert: 'Alerts', nudge: 'Nudges', claim: 'Claims', changed: 'Changes' },
    none: 'Nothing of this kind in the time shown.',
    name: 'What to list',
  },
  attention: {
    of: (shown: number, all: number) => `${whole(shown)} of ${whole(all)} who may need someone`,
    takes: (takes: number) =>
      `The mentors can take ${many(takes, 'case')}: those who need it most are listed.`,
  },
  summary: (
    learners: number,
    active: number,
    minutes: number,
    worst: { critical: number; high: number },
    unknown: number,
  ) =>
    `${many(learners, 'learner')}, ${whole(active)} active in the last ${whole(minutes)} minutes; ${whole(worst.critical)} at critical and ${whole(worst.high)} at high risk${unknown > 0 ? `; ${whole(unknown)} not known well enough yet` : ''}.`,
  summaryPast: (learners: number, worst: { critical: number; high: number }, unknown: number) =>
    `${many(learners, 'learner')}; ${whole(worst.critical)} at critical and ${whole(worst.high)} at high risk${unknown > 0 ? `; ${whole(unknown)} not known well enough yet` : ''}.`,
  newcomers:
    'Not enough information yet: a risk needs five days in the cohort. Until then nobody here is at risk, and nobody is not.',
  twin: (measure: Measure, range: Range, zone: string, listed: number, all: number) =>
    `${measureNames[measure]} of each learner in ${rangeNames[range]}, times in ${zone}${listed < all ? `; the first ${whole(listed)} of ${whole(all)} learners, search to see others` : ''}`,
  keep: {
    title: 'Save',
    kind: { csv: 'Table (CSV)', png: 'Picture (PNG)', svg: 'Picture (SVG)' },
    failed: 'The file could not be made. Trying again may help.',
    names: 'With names',
    nameless: (place: number) => `Learner ${place}`,
    made: (at: number, timeZone: string) => `Made ${format.exact(at, timeZone)}; times in ${timeZone}`,
    learner: 'Learner',
    too: (max: number) => `The picture shows the first ${whole(max)} learners.`,
  },
  kept: {
    failed: 'The selection of this link could not be loaded. It may have been made in another cohort.',
  },
  help: 'Keys (?)',
  announced: {
    range: (range: Range) => `Showing ${rangeNames[range]}`,
    selected: (learners: number) => `${many(learners, 'learner')} selected`,
  },
};
