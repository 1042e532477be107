import type { Band } from '#engagement/risk.ts';
import { bandName } from './en-bands.ts';
import { count, format } from './en-format.ts';

// What is said of cohorts and of those in them; a part of en.ts.

const { whole } = format;

type HappeningWords =
  | { what: 'band'; from: Band; to: Band }
  | { what: 'back'; awayMs: number }
  | { what: 'case_opened' | 'case_closed' }
  | { what: 'case_claimed'; by: string };

export const cohorts = {
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
};

export const cohort = {
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
    text: (all: number) => `None of the ${count(all, 'learner')} fits what is searched for and chosen above.`,
  },
  refused: {
    title: 'There is no such cohort',
    text: 'It may have been closed, or it belongs to another organisation.',
    back: 'To all cohorts',
  },
};

export const figures = {
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
};

export const heat = {
  now: 'now',
  end: 'end',
  never: 'never',
  column: { learner: 'Learner', risk: 'Risk', score: 'Score', seen: 'Seen' },
  neverHeard: (name: string) => `Nothing was ever received from ${name}`,
  down: (name: string, from: number, timeZone: string, isOver: boolean) =>
    `${name} ${isOver ? 'was silent from' : 'silent since'} ${format.clock(from, timeZone)}`,
};

export const legend = {
  title: 'How to read this',
  range: (from: number, to: number | null) =>
    to === null ? `${whole(from)}+` : from === to ? whole(from) : `${whole(from)}–${whole(to)}`,
  risk: 'Risk of dropping off within 14 days',
};

export const attention = {
  title: 'Needs attention now',
  more: (others: number) => `${whole(others)} more in the queue`,
  none: 'Nobody. All learners of this cohort are on track or not known well enough yet.',
  ended: 'Nobody any more: the cohort has ended.',
  past: 'Needed attention then',
  noneThen: 'Nobody was in the queue at that moment.',
  waitingThen: 'Waited to be claimed',
};

export const changed = {
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
};
