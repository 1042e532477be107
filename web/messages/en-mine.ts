import type { NudgeChannel, NudgeKind } from '#engagement/nudge.ts';
import type { ContestStatus, Contested } from '#engagement/nudging/contest.ts';
import { format } from './en-format.ts';

// What a learner reads of what is theirs to say and to have; a part of en.ts.

const what: Record<Contested, string> = {
  risk: 'How I am said to be doing',
  score: 'My engagement',
  reasons: 'A reason that is given',
  attendance: 'My attendance',
};

const ended: Record<Exclude<ContestStatus, 'open'>, string> = {
  upheld: 'You were right',
  explained: 'Explained',
  withdrawn: 'Taken back by you',
};

const kinds: Record<NudgeKind, { name: string; text: string }> = {
  reminder: { name: 'Reminders', text: 'One next thing, at the hour at which you usually work.' },
  micro_assessment: { name: 'Three questions', text: 'A few minutes on something that is fading.' },
  peer_challenge: { name: 'A week together', text: 'Only if you also say below that you would like one.' },
  mentor_connection: { name: 'Offers of a mentor', text: 'A person who has time for you.' },
};

const channels: Partial<Record<NudgeChannel, { name: string; text: string }>> = {
  email: { name: 'E-mail', text: 'To the address of your account.' },
  push: { name: 'On this phone or computer', text: 'A short note without anything personal in it.' },
};

const roles: Record<string, string> = {
  admin: 'admin',
  manager: 'manager',
  mentor: 'mentor',
  program: 'a program of your college',
};

const reads: Record<string, string> = {
  cohort: 'the screen of your cohort',
  learner: 'your page',
  journey: 'your journey',
  outlook: 'what is likely to come',
  cases: 'the mentors’ queue',
  alerts: 'alerts',
  nudges: 'nudges',
  decisions: 'why nudges were sent or not',
  contests: 'what learners say is wrong',
  scoring: 'what a change of scoring would do',
};

export const mine = {
  more: 'More of mine',
  back: 'My page',
  contest: {
    open: 'This is wrong',
    title: 'What is wrong?',
    text: 'Somebody of your college reads it and answers. Until then nothing is sent to you because of it.',
    what,
    note: 'In your own words, if you like',
    send: 'Send',
    cancel: 'Cancel',
    waiting: (contested: Contested, at: number, now: number) =>
      `${what[contested]}: you said ${format.ago(at, now)} that this is wrong. Nothing is sent to you until somebody has answered.`,
    withdraw: 'Take it back',
    answered: (status: Exclude<ContestStatus, 'open'>, by: string | null) =>
      by === null ? ended[status] : `${ended[status]}, says ${by}`,
    failed: 'What you said is wrong could not be loaded.',
  },
  wants: {
    title: 'What I want of nudges',
    text: 'It holds at once, also for what is planned. Whatever you choose, your own page shows what waits for you.',
    failed: 'Your choices could not be loaded.',
    kept: 'Saved.',
    pause: 'Pause',
    pauseText: 'Nothing is sent to you meanwhile.',
    pauses: { none: 'No pause', day: 'A day', week: 'A week', month: 'Four weeks' },
    pausedUntil: (at: number) => `Paused until ${format.day(at)}, ${format.clock(at)}.`,
    kindsTitle: 'Kinds',
    kinds,
    channelsTitle: 'Where, beside this page',
    channels,
    quietTitle: 'Quiet hours of my own',
    quietText: 'Your programme has quiet hours as well: nothing comes in either.',
    quietFrom: 'From',
    quietTo: 'until',
    quietNone: 'None of my own',
    zone: 'Where I am',
    zoneOfCohort: 'Where my cohort is',
    zoneHere: (zone: string) => `Here: ${zone.replaceAll('_', ' ')}`,
    togetherTitle: 'Working together',
    joins: 'Ask me now and then whether I would like a week with others',
    shownAs: 'The others see me as',
    shownAsText: 'A name of your choice; without one, your first name. Nobody is ranked.',
    save: 'Save',
  },
  data: {
    title: 'My data',
    text: 'All that is kept of you: what you did, what was made of it, and what was sent. You may have a copy at any time.',
    get: 'Download my data',
    looksTitle: 'Who looked',
    looksText:
      'Each reading of your name by somebody of the staff, or by a program of theirs, leaves its mark here.',
    none: 'Nobody has looked yet.',
    failed: 'Who looked could not be loaded.',
    look: (by: string | null, role: string) =>
      by === null ? (roles[role] ?? role) : `${by}, ${roles[role] ?? role}`,
    read: (read: string, times: number) =>
      `${reads[read] ?? read}${times > 1 ? `, ${format.whole(times)} times in an hour` : ''}`,
  },
};

/** The same, as staff answer it. */
export const contests = {
  what: {
    risk: 'how they are said to be doing',
    score: 'their engagement',
    reasons: 'a reason that is given',
    attendance: 'their attendance',
  } satisfies Record<Contested, string>,
  title: (contested: string) => `The learner says that ${contested} is wrong`,
  meanwhile: 'nothing is sent to them until you answer',
  yours: 'Your answer, which they will read',
  upheld: 'They are right',
  explained: 'It stands: this is why',
  answered: 'Your answer is with the learner.',
};
