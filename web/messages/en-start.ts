// What the first page says; a part of en.ts.

export const start = {
  promise: 'See learners drift before they drop, and help in time.',
  lead: 'Holdfast watches how a class moves, minute by minute, tells you who is going quiet and why, and puts the right person beside them.',
  demo: 'Look around the demo',
  continueAs: {
    manager: 'Continue as manager',
    mentor: 'Continue as mentor',
    learner: 'Continue as learner',
  },
  sees: {
    manager: 'A whole cohort on a live map: who is active, who is drifting, what was done.',
    mentor: 'The queue of learners who need a person, with the reasons, to claim one by one.',
    learner: 'Your own week, how you are doing in plain words, and one next step.',
  },
  picture: { quiet: 'goes quiet', help: 'a mentor steps in' },
  or: 'or with your account',
  signIn: 'Sign in',
  email: 'Email',
  password: 'Password',
};
