import { dayMs, dayOfDate } from '#engagement/day.ts';
import type { EffectVerdict } from '#engagement/nudging/effect.ts';
import type { OtherWay } from '#engagement/nudging/other-ways.ts';
import { type EffectWarning, armMin, learnersMin } from '#engagement/nudging/trust.ts';
import { format } from './en-format.ts';

// What the screen of what nudges changed says; a part of en.ts.

const { whole, share } = format;

/** Of a difference of shares: points of a hundred. */
function points(value: number): string {
  return format.signed(100 * value);
}

function learners(count: number): string {
  return count === 1 ? '1 learner' : `${whole(count)} learners`;
}

const verdicts: Record<EffectVerdict, string> = {
  helps: 'Helps',
  no_evidence: 'No evidence',
  harms: 'Harms',
  too_few: 'Too few to tell',
};

const warnings: Record<EffectWarning, string> = {
  no_hold_out: 'Nobody is held out, so there is nobody to compare with. Set a hold-out in the policy.',
  few_learners: `Fewer than ${learnersMin} learners.`,
  small_arm: `Fewer than ${armMin} learners on one side.`,
  arms_unlike: 'The two sides differed before anything was sent: their mix of risks is not the same.',
  split_off: 'More, or fewer, are held out than chance explains. Something decides who is, besides the lot.',
  hold_out_changed:
    'The hold-out was changed meanwhile, so the two sides are not of the same time. The interval for all looks allows for it, the one for one look does not.',
  several_kinds:
    'Many of these learners count for other kinds, too. That is so on both sides alike, but says less of this kind by itself.',
  outcomes_missing: 'Of more than one in twenty it is not known what became of them.',
};

const ways: Record<OtherWay, string> = {
  uniform: 'Each kind as often as another',
  always_reminder: 'Always a reminder, where one can be sent',
};

export const effect = {
  title: 'Effect',
  lead: 'What nudges changed. Some learners, drawn by lot, get none of a kind; what they do is what the others would have done without it.',
  failed: 'What nudges changed could not be loaded.',
  filter: {
    name: 'Which learners',
    programme: 'Programme',
    allProgrammes: 'All programmes',
    band: 'Risk when it was decided',
    allBands: 'Any risk',
    since: 'Since',
    everything: 'The beginning',
    days: (days: number) => `The last ${days} days`,
  },
  verdict: verdicts,
  said: (verdict: EffectVerdict, value: number | null, half: number): string => {
    switch (verdict) {
      case 'helps':
        return `More came back within three days than would have: ${points(value ?? 0)} of a hundred.`;
      case 'harms':
        return `Fewer came back within three days than would have: ${points(value ?? 0)} of a hundred. It is stopped by itself.`;
      case 'no_evidence':
        return `What is seen may be chance. A change of less than about ${whole(Math.ceil(100 * half))} of a hundred cannot be told from none with so many learners.`;
      case 'too_few':
        return '';
    }
  },
  tooFew: (weeks: number | null, waiting: number): string => {
    const meanwhile = waiting === 0 ? '' : ` ${learners(waiting)} more are within their three days.`;
    if (weeks === null)
      return `It takes ${learnersMin} learners, ${armMin} on each side, and in the last four weeks nobody came. Rules and kinds are switched on in the policy.`;
    return `It takes ${learnersMin} learners, ${armMin} on each side. At the present flow that is in about ${weeks <= 1 ? 'a week' : `${weeks} weeks`}.${meanwhile}`;
  },
  none: {
    title: 'Nothing is known yet',
    text: 'No nudge of any kind has been decided for these learners, or the three days after it are not over. Outcomes appear here by themselves, an hour after those three days.',
  },
  column: {
    kind: 'Kind',
    uplift: 'Came back within three days, points of a hundred more or fewer',
    nudged: 'Nudged',
    heldOut: 'Held out',
    verdict: 'So',
  },
  sideShare: (hits: number, of: number) => (of === 0 ? '–' : share(hits / of)),
  sideOf: (of: number) => `of ${whole(of)}`,
  points,
  tick: (value: number) => {
    const of100 = Math.round(100 * value);
    return `${of100 > 0 ? '+' : ''}${whole(of100)}`.replace('-', '−');
  },
  interval: (value: number, low: number, high: number, watched: { low: number; high: number }) =>
    `${points(value)} points; from ${points(low)} to ${points(high)} for one look, from ${points(watched.low)} to ${points(watched.high)} for all looks`,
  oneLook: 'interval for one look',
  allLooks: 'interval for all looks, by which the verdict goes',
  noDifference: 'no difference',
  more: 'More about this kind',
  also: {
    title: 'What else became of them',
    returned24: 'Came back within a day',
    did: 'Did the thing asked for',
    active14: 'Active in the second week',
    note: 'Nobody joins a week together they were not invited to: of what was asked for, compare only what learners can do by themselves.',
  },
  byBand: 'By risk when it was decided',
  byProgramme: 'By programme',
  overTime: 'As it became known',
  week: (endsOn: string) => format.dayMonth(dayOfDate(endsOn) * dayMs, 'UTC'),
  weekSaid: (endsOn: string, value: number, low: number, high: number) =>
    `Until ${format.dayMonth(dayOfDate(endsOn) * dayMs, 'UTC')}: ${points(value)} points, from ${points(low)} to ${points(high)}`,
  warnings: { title: 'Read with care', each: warnings },
  stop: {
    held: (ago: string) => `Stopped ${ago}, since it did harm. None of it is sent to anybody.`,
    seen: ({ treated = 0, treatedReturned = 0, heldOut = 0, heldOutReturned = 0 }: Record<string, number>) =>
      `Seen then: ${whole(treatedReturned)} of ${whole(treated)} who were nudged came back, and ${whole(heldOutReturned)} of ${whole(heldOut)} who were not.`,
    end: 'Send it again',
    ended: (by: string, ago: string) =>
      `It was stopped for harm, and ${by} let it be sent again ${ago}. Only learners who are new to it count for another stop.`,
    failed: 'The stop could not be ended.',
  },
  other: {
    title: 'Other ways to choose',
    text: (choices: number) =>
      `Where several kinds can help, one is drawn, and the chances are kept. From what came of ${choices === 1 ? 'one choice' : `${whole(choices)} choices`} it can be told what choosing in another way would have brought.`,
    way: ways,
    column: {
      way: 'Way',
      returned: 'Would have come back',
      apart: 'Beside ours',
      effective: 'Tells as much as',
    },
    apart: (value: number, low: number, high: number) =>
      `${points(value)} (${points(low)} to ${points(high)})`,
    effective: (count: number) => (Math.round(count) === 1 ? '1 choice' : `${whole(count)} choices`),
    share,
  },
  how: {
    title: 'How this is computed',
    points: [
      'Before a kind is first decided for a learner, a lot puts them on one side for good. For those held out everything is decided as for the others, and nothing is sent.',
      'Each learner counts once for a kind, by that first decision. Later ones depend on what was sent before, and would compare unlike with unlike.',
      'What they do is measured from the moment that was planned, on both sides alike, whether the nudge was sent, put off or taken back. Coming back is anything done on the platform; what others write or mark is not.',
      'The bar is the interval for one look (Newcombe): nineteen times in twenty the truth lies within. The thin line is wider, since people look every day: the truth stays within it at all looks together, nineteen times in twenty (a confidence sequence by betting, Waudby-Smith and Ramdas). Verdicts, and stops for harm, go by the thin line.',
      'A kind that harms is stopped for everybody as soon as that is sure, however few learners there are.',
      'Splits by risk and programme are many looks at once: one in twenty of them may say something by chance. Nothing is stopped by them.',
    ],
  },
};
