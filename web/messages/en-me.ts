import type { NextSkill } from '#engagement/learning-path.ts';
import type { Band, Reason } from '#engagement/risk.ts';
import { type WayOut, wayOutDays } from '#engagement/way-out.ts';
import { count, format } from './en-format.ts';
import { dueWords, courseWords, learnedFrom } from './en-reasons.ts';

// What learners read of themselves; a part of en.ts.

const { whole, tenths } = format;

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

export const me = {
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
};
