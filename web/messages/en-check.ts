// What the questions of a check say, and the bank they are drawn from; a part of en.ts.

const numbers = ['No questions', 'One question', 'Two questions', 'Three questions'];

function questions(count: number): string {
  return numbers[count] ?? `${count} questions`;
}

function many(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}

const minutes = ['', 'a minute', 'two minutes', 'three minutes'];

export const check = {
  /** How long so many questions take. */
  minutes: (count: number) => minutes[count] ?? `${count} minutes`,
  title: (count: number, skill: string) => `${questions(count)} on ${skill}`,
  back: 'Your page',
  failed: 'The questions could not be loaded.',
  gone: 'These questions are not there, or not for you.',
  place: (number: number, of: number) => `Question ${number} of ${of}`,
  answer: 'Check my answer',
  pick: 'Choose one of the answers first.',
  next: 'Next question',
  toEnd: 'How it went',
  right: 'Right.',
  wrong: 'Not this time.',
  rightIs: (choice: string) => `The right answer is: ${choice}`,
  yours: 'your answer',
  isRight: 'the right answer',
  kept: 'Your answer is kept on this device.',
  keptMore:
    'There is no connection. It is sent as soon as there is one, and then you see here whether it was right. You can go on meanwhile.',
  waiting: (count: number) =>
    `${count === 1 ? 'One answer waits' : `${count} answers wait`} on this device for a connection.`,
  refused: 'This answer could not be taken.',
  done: (right: number, of: number) => (right === of ? `All ${of} right` : `${right} of ${of} right`),
  doneOne: (right: number) => (right === 1 ? 'Right' : 'Answered'),
  doneText: (right: number, of: number) =>
    right === of
      ? 'It is still there. A few minutes like these keep it so.'
      : right === 0
        ? 'Now you know where to look once more, and that is what they are for. Nobody is graded by them.'
        : 'Some of it is there; the rest is explained below. Nobody is graded by them.',
  doneKept: 'You have answered everything. Whether it was right you see here once there is a connection.',
  again: 'Back to your page',
  open: {
    title: 'Begun',
    left: (skill: string, left: number) =>
      left === 1 ? `One question on ${skill} is left` : `${left} questions on ${skill} are left`,
    go: 'Go on',
  },
};

export const items = {
  lead: 'Learners are asked at most three of these at once, on a skill that fades or does not come. They see what is right, and why, as soon as they have answered.',
  failed: 'The questions could not be loaded.',
  noProgramme: 'There is no programme yet.',
  empty: {
    title: 'No questions yet',
    text: 'Write the first one, or take in a table from a spreadsheet. Nobody is asked anything until there are some.',
  },
  about: ({ on, off, isTaught }: { on: number; off: number; isTaught: boolean }) =>
    [
      on + off === 0 ? 'none yet' : many(on, 'question'),
      ...(off === 0 ? [] : [`${off} switched off`]),
      ...(isTaught ? [] : ['no course plan names it']),
    ].join(' · '),
  skills: 'Skills',
  more: 'Show more',
  right: 'right',
  isOff: 'switched off',
  write: 'Write a question',
  writeOn: (skill: string) => `Write a question on ${skill}`,
  edit: 'Edit',
  editOne: (question: string) => `Edit “${question}”`,
  editTitle: 'Edit the question',
  form: {
    skill: 'Skill',
    skillHow: 'As events and the course plan name it.',
    question: 'Question',
    choices: 'Choices',
    choicesHow: 'Two to six. Mark the one that is right.',
    choice: (number: number) => `Choice ${number}`,
    isRight: (number: number) => `Choice ${number} is right`,
    add: 'Add a choice',
    remove: (number: number) => `Take choice ${number} away`,
    because: 'Why it is right',
    becauseHow: 'Told with the answer, to those who were right as well.',
    isOn: 'Learners may be asked it',
    preview: 'As learners see it',
    previewText: 'Answer it here as they would.',
    save: 'Save',
    cancel: 'Cancel',
    delete: 'Delete',
    sureDelete: 'Delete for good',
  },
  saved: 'Saved.',
  deleted: 'Deleted.',
  import: {
    open: 'Take in a table',
    title: 'Take in a table of questions',
    how: 'A CSV file from a spreadsheet. Its first line names the columns: skill, question, choice1 to choice6, right, because. Which choice is right can be said by its number, its letter or its words.',
    file: 'Choose a file',
    paste: 'or paste it here',
    reading: 'Reading it …',
    would: ({ added, changed, same }: { added: number; changed: number; same: number }) =>
      `${many(added, 'new question')}, ${changed} changed, ${same} there already just so.`,
    refused: (count: number) => `${many(count, 'line')} cannot be taken:`,
    line: (line: number, column: string | null, message: string) =>
      `Line ${line}${column === null ? '' : `, ${column}`}: ${message}`,
    moreRefused: (count: number) => `and ${many(count, 'more line')}.`,
    preview: 'The first of them, as they were read',
    what: { added: 'new', changed: 'changed' },
    take: (count: number) => (count === 0 ? 'Nothing to take' : `Take ${many(count, 'question')}`),
    taken: ({ added, changed }: { added: number; changed: number }) =>
      `${many(added, 'question')} added, ${changed} changed.`,
    cancel: 'Cancel',
  },
  export: 'Download as a table',
};
