import { type Band, type Confidence, type Lack, type Reason, confidenceOf } from '#engagement/risk.ts';
import type { WayOut } from '#engagement/way-out.ts';
import { bandNames } from './en-bands.ts';
import { count, format } from './en-format.ts';
import { learnedFrom, reason } from './en-reasons.ts';
import { risk } from './en-risk.ts';

// How a risk was told, and how it went; a part of en.ts.

const { whole } = format;

/** "Active on 2 of the next 3 days, and the next work handed in, would bring this to 18%: below high risk." */
function wayOutSaid({ days, within, handIn, risk }: WayOut, band: Band): string {
  const visits =
    within === 1
      ? 'Being active today'
      : days === within
        ? `Being active on each of the next ${whole(within)} days`
        : `Being active on ${whole(days)} of the next ${whole(within)} days`;
  const work = handIn ? ' and handing in the next work' : '';
  return `${visits}${work} would bring this to ${format.share(risk)}: below ${bandNames[band].toLowerCase()}.`;
}

const wayOutHow = [
  'Holdfast imagines the learner active on some of the coming days, today included, each as busy as their usual active days, and asks the model what it would say in the evening of the last one. The smallest plan that leaves the band is told.',
  'It is what the model would say, not a promise: those it learned from who came back may have had other reasons to.',
];

/** "Medium confidence: no deadlines are planned." */
function confidenceSaid(missing: readonly Lack[]): string {
  const name = confidenceNames[confidenceOf(missing)];
  return missing.length === 0 ? name : `${name}: ${format.list(missing.map((lack) => lackNames[lack]))}`;
}

const confidenceNames: Record<Confidence, string> = {
  high: 'High confidence',
  medium: 'Medium confidence',
  low: 'Low confidence',
};

const lackNames: Record<Lack, string> = {
  newcomer: 'known for less than three weeks',
  cohort: 'the cohort’s rhythm is not known',
  deadlines: 'no deadlines are planned',
  course: 'the length of the course is not planned',
  source_down: 'a source is down',
};

const toldHow = [
  'Dropping off means doing nothing at all on the platform for 14 days.',
  'Each reason adds weight or takes some away. Their sum is turned into a probability: a sum of 0 is 50%, +1 is 73%, −1 is 27%.',
  `${learnedFrom}, and was checked on 6,464 of 2014: of a hundred times that it told a risk of about 30%, 31 were followed by such a silence.`,
  'Those learners studied at a distance, in one country, on one platform; yours may differ. It is a reason to look, never a verdict on a person.',
];

const withdrawalHow = [
  'The probability that the learner formally withdraws before the course ends. Another model tells it from the same facts; it has reasons of its own, which are not listed here.',
  'It is rougher than the risk above: whether somebody withdraws hangs on money, work and family as well, of which nothing is known. When it was checked, of a hundred times that it told about 30%, 35 were followed by a withdrawal.',
];

export const riskHow = {
  means: 'likely to drop off within 14 days',
  how: toldHow,
  unknownWhy:
    'Not enough information yet: a risk needs five days in the cohort, and something heard in them.',
  confidence: confidenceSaid,
  confidenceHow:
    'Each thing that is not known makes the risk less certain: with nothing missing confidence is high, with one thing medium, with more low.',
  withdrawal: (chance: number) => `${format.share(chance)} likely to withdraw before the end`,
  withdrawalHow,
  wayOut: wayOutSaid,
  wayOutHow,
  ended: 'As it stood when the cohort ended.',
  noWayOut:
    'No plan of up to 14 active days in the next 14 would bring this below its band by itself: somebody to talk to is needed.',
  adds: 'Reasons and their weights, which add up to the risk',
  raises: 'Raises it',
  lowers: 'Lowers it',
  rest: (others: number) => `${count(others, 'smaller reason')} together`,
  unfold: (reasons: number) => `Show all ${whole(reasons)} reasons`,
  fold: 'Show the main reasons',
  sum: 'Sum',
  sumIs: (sum: number, risk: number) => `a sum of ${format.signedHundredths(sum)} is ${format.share(risk)}`,
  weight: format.signedHundredths,
  line: {
    title: 'How it went',
    period: 'Period',
    periods: { month: '30 days', quarter: '12 weeks', year: '1 year' },
    failed: 'The history of the risk could not be loaded.',
    none: 'No history yet. A point is kept for each hour in which the risk moves, from the first one on.',
    name: (from: number, to: number, timeZone: string) =>
      `Risk from ${format.day(from, timeZone)} to ${format.day(to, timeZone)}; arrow keys move in time, page keys between changes of band`,
    at: (at: number, timeZone: string) => `${format.day(at, timeZone)}, ${format.clock(at, timeZone)}`,
    day: (at: number, timeZone: string) => format.dayMonth(at, timeZone),
    now: 'Now',
    said: (when: string, chance: number, band: Band, reasons: Reason[]) =>
      `${when}: ${format.share(chance)}, ${bandNames[band].toLowerCase()}. ${format.list(reasons.map((one) => `${one.weight > 0 ? 'raised by' : 'lowered by'}: ${reason(one)}`))}`,
    floor: (band: Band, percent: number) => `${risk.bandShort[band]} ${whole(percent)}%`,
    raised: 'raised by',
    lowered: 'lowered by',
    how: 'A point is kept for each hour in which the risk moved; where the line is flat, it did not. Faint lines are where bands begin today, marks where the band changed. A band is left only some points below its line.',
  },
};
