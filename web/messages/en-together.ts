import type { CaseCause, MentorRequest } from '#engagement/case.ts';
import type { Challenge, ChallengeGoal } from '#engagement/nudging/challenge.ts';
import type { Weekday } from '#engagement/scoring.ts';
import { format } from './en-format.ts';

// Weeks together, and mentors who have time; a part of en.ts.

const dayMs = 86_400_000;

function units({ what }: ChallengeGoal, number: number): string {
  if (what === 'active_days') return format.days(number);
  return `${format.whole(number)} ${number === 1 ? 'answer' : 'answers'}`;
}

function people(number: number): string {
  return number === 1 ? 'One other' : `${format.whole(number)} others`;
}

export const together = {
  title: 'A week together',
  failed: 'Your week together could not be loaded.',
  goal: ({ goal }: Challenge) =>
    goal.what === 'active_days'
      ? `Be here on ${units(goal, goal.each)} each`
      : `${units(goal, goal.each)} to questions and quizzes each`,
  days: ({ startsAt, endsAt, timeZone }: Challenge) =>
    `${format.day(Date.parse(startsAt), timeZone)} to ${format.day(Date.parse(endsAt) - dayMs / 2, timeZone)}`,
  state: ({ startsAt, endsAt }: Challenge, now: number) => {
    if (Date.parse(endsAt) <= now) return 'is over';
    return Date.parse(startsAt) > now ? 'begins on Monday' : 'this week';
  },
  done: (goal: ChallengeGoal, done: number) => `${format.whole(done)} of ${units(goal, goal.each)}`,
  reached: 'goal reached',
  you: (shownAs: string) => `You, seen as ${shownAs}`,
  waits: ({ asked }: Challenge) =>
    asked === 0
      ? 'Nobody has joined you yet. It waits for others, and counts for you all the same.'
      : `${people(asked)} ${asked === 1 ? 'was' : 'were'} asked, and nobody has joined yet. It counts for you all the same.`,
  more: (asked: number) => `${people(asked)} ${asked === 1 ? 'was' : 'were'} asked, too.`,
  invited: ({ joined }: Challenge) =>
    `${people(joined)} of your cohort at about your pace would like you to join. They see how far you are, under the name below, and nothing else. Nobody is ranked.`,
  invitedAlone: 'Whoever asked has left. You can still begin.',
  join: 'Join',
  decline: 'Not this time',
  leave: 'Leave',
  gone: 'You have left. Nobody is told why.',
  wishes: 'Working with others',
  joins: 'Ask me to weeks together',
  joinsText:
    'You are matched with up to three others of your cohort who work at about your pace. You can leave at any time.',
  shownAs: 'How others see you',
  shownAsText: 'Empty: by your first name.',
  save: 'Save',
  saved: 'Saved.',
};

const causes: Record<CaseCause, string> = {
  risk: 'At risk',
  asked: 'Asked for help',
  unanswered: 'Did not answer the last nudges',
  contested: 'Says something is wrong',
};

export const asking = {
  causes,
  filter: 'Why they are here',
  any: 'For any reason',
  none: { title: 'Nobody is here for this reason', text: 'Choose another reason to see the others.' },
  wanted: (meetAt: string | null, askedFor: string | null) => {
    const at =
      meetAt === null ? '' : ` on ${format.day(Date.parse(meetAt))}, ${format.clock(Date.parse(meetAt))}`;
    const whom = askedFor === null ? 'a mentor' : askedFor;
    return meetAt === null ? `Asked for ${whom}` : `Would like to meet ${whom}${at}`;
  },
};

export const myMentor = {
  title: 'My mentor',
  failed: 'Your mentors could not be loaded.',
  text: 'Fifteen minutes with a person often settle what a week alone does not.',
  nobody:
    'No mentor has said when they have time. Ask all the same: it goes to everybody, and the first who can takes it.',
  who: 'Whom to ask',
  when: 'When',
  at: (at: string) => `${format.day(Date.parse(at))}, ${format.clock(Date.parse(at))}`,
  next: (at: string) => `has time on ${format.day(Date.parse(at))}, ${format.clock(Date.parse(at))}`,
  note: 'What is it about? (optional)',
  ask: (name: string | null) => (name === null ? 'Ask for a mentor' : `Ask ${name}`),
  takeBack: 'Take it back',
  taken: 'You have taken it back.',
  state: ({ status, takenBy, askedFor, meetAt }: MentorRequest) => {
    const time =
      meetAt === null ? '' : `${format.day(Date.parse(meetAt))}, ${format.clock(Date.parse(meetAt))}`;
    switch (status) {
      case 'open':
        return {
          title: askedFor === null ? 'You have asked for a mentor' : `You have asked ${askedFor}`,
          text:
            time === '' ? 'It waits for a mentor to take it up.' : `For ${time}. It waits to be taken up.`,
        };
      case 'claimed':
        return {
          title: `${takenBy ?? 'A mentor'} has taken it up`,
          text: time === '' ? 'They will be in touch.' : `You meet on ${time}.`,
        };
      case 'closed':
        return {
          title: takenBy === null ? 'Your request is closed' : `Closed by ${takenBy}`,
          text: 'Ask again whenever you like.',
        };
    }
  },
};

export const weekdays: Record<Weekday, string> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
};

export const mentoring = {
  text: 'Learners are offered you, by name, at the times you give here, and ask with one tap. Without hours nobody is sent to you. A meeting is half an hour, and at least an hour away.',
  failed: 'Your hours could not be loaded.',
  about: 'A line about yourself',
  aboutHint: 'What learners read beside your name: what you can help with, how a talk with you is.',
  timeZone: 'Time zone of these hours',
  hours: 'Hours of the week',
  none: 'No time',
  add: (day: string) => `Add hours on ${day}`,
  addShort: 'Add',
  remove: (day: string) => `Remove these hours on ${day}`,
  from: (day: string) => `${day}, from`,
  to: (day: string) => `${day}, to`,
  until: 'to',
  preview: 'How learners see you',
  nothing: 'With no hours, learners are not offered you.',
  later: (times: string[]) => `Then ${format.list(times)}`,
  save: 'Save',
  saved: 'Saved. Learners are offered you from now on.',
  savedNone: 'Saved. Nobody is sent to you.',
};
