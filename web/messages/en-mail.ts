// What the choice of alerts by mail says; a part of en.ts.

export const mail = {
  text: 'A digest at seven in the morning: how many alerts are open in which cohort, what is new, and what has waited longest. It names no learner.',
  every: {
    off: { name: 'Off', text: 'Nothing by mail; the inbox has all alerts in any case' },
    day: { name: 'Every day', text: 'On mornings on which something is open or new' },
    week: { name: 'Every week', text: 'On Mondays' },
  },
  off: 'This installation sends no mail: nobody has given it a mail server. Your choice is kept.',
  kept: 'Kept.',
  failed: 'Your choice could not be loaded.',
};
