import type { PlannedDeadline, CoursePlan } from '#engagement/course-plan.ts';
import { isDate, dayOfDate, dayMs } from '#engagement/day.ts';
import { count, format } from './en-format.ts';

// What the screen of a course plan says; a part of en.ts.

const { whole, tenths } = format;

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

export const plan = {
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
