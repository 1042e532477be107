import { format } from './en-format.ts';

// What every screen says on which something is decided for all programmes or for one; a part of en.ts.

export const deciding = {
  whose: 'For',
  all: 'All programmes',
  one: (name: string, learners: number) =>
    `${name}, ${learners === 1 ? '1 learner' : `${format.whole(learners)} learners`}`,
  decided: (name: string, ago: string) => `Decided by ${name}, ${ago}.`,
  isUsual: 'as usual',
  usually: (value: number) => `usually ${format.precise(value)}`,
  backToUsual: (value: number) => `Back to ${format.precise(value)}`,
  backToUsualOf: (name: string, value: number) => `Back to ${format.precise(value)}, as usual: ${name}`,
  history: 'History',
  historyEmpty: 'Nothing was ever changed here.',
  goBack: 'Go back to this',
  goBackTo: (when: string) => `Go back to this, decided on ${when}`,
  save: 'Save…',
  note: 'Why? (optional, for the history)',
  notYet: 'Not yet',
  saveNow: 'Save',
  saving: 'Saving',
  wrong: 'Something on the page must be put right first.',
  nothingToSave: 'No changes.',
  discard: 'Discard',
  loadNew: 'Load what holds now',
};
