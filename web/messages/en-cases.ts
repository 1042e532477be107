import { format } from './en-format.ts';

// What is said of cases and of their queue; a part of en.ts.

const { whole } = format;

export const cases = {
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
};

export const queue = {
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
};
