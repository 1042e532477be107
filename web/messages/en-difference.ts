import type { DifferenceReport } from '#engagement/difference-report.ts';
import type { Finding } from '#engagement/differing/finding.ts';
import { falseFindsMost } from '#engagement/differing/false-finds.ts';
import type { MeasureName, NumberName, Per } from '#engagement/differing/measures.ts';
import { claims, figure, numbers } from './en-measures.ts';
import { format } from './en-format.ts';

// What is said of how some learners differ from the others; a part of en.ts.

const { whole, share } = format;

function isNumber(name: MeasureName): name is NumberName {
  return name in numbers;
}

function nameOf(name: MeasureName): string {
  return isNumber(name) ? numbers[name].name : claims[name].name;
}

/** What a share is the share of: "tried a quiz", "had attendance below 100%". */
function isSo(finding: Extract<Finding, { as: 'share' }>, per: Per): string {
  const { of, than } = finding;
  if (!isNumber(of)) return claims[of].is;
  if (than === null || (than.is === 'more' && than.value === 0)) return numbers[of].any;
  const value = numbers[of].value(than.value, per);
  const side = than.is === 'more' ? 'above' : 'below';
  return numbers[of].than?.(than.is, value) ?? `had ${numbers[of].name.toLowerCase()} ${side} ${value}`;
}

function headline(finding: Finding, per: Per): string {
  const isMore = finding.apart.value > 0;
  if (finding.as === 'share') return `${isMore ? 'More' : 'Fewer'} of them ${isSo(finding, per)}`;
  if (!isNumber(finding.of)) return nameOf(finding.of);
  return numbers[finding.of][isMore ? 'more' : 'less'];
}

function side(finding: Finding, whose: 'these' | 'others', per: Per): string {
  if (finding.as === 'share') return share(finding[whose].hits / finding[whose].of);
  const { usual } = finding[whose];
  return isNumber(finding.of) ? numbers[finding.of].value(usual, per) : figure(usual);
}

/** How sure it is, and how much. */
function strength(finding: Finding): string {
  const { falseFinds, apart } = finding;
  const sure = falseFinds < 0.001 ? 'All but certain' : falseFinds < 0.01 ? 'Very sure' : 'Sure';
  return finding.as === 'share'
    ? `${sure}, ${whole(Math.abs(100 * apart.value))} of a hundred ${apart.value > 0 ? 'more' : 'fewer'}`
    : `${sure}, so in ${pairs(finding)} of 100 pairs`;
}

/** Of a hundred of one of these and one of the others, in how many it is as is said of all. */
function pairs({ apart: { value } }: Finding): string {
  return whole(Math.round(50 * (1 + Math.abs(value))));
}

/** Of a difference of shares. */
function points(value: number): string {
  return format.signed(100 * value);
}

function chance(falseFinds: number): string {
  if (falseFinds < 0.001) return 'fewer than 1 of 1,000';
  return `${format.tenths(100 * falseFinds)} of 100`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function learners(count: number): string {
  return count === 1 ? '1 learner' : `${whole(count)} learners`;
}

export const difference = {
  title: (selected: number) =>
    selected === 1
      ? 'What is different about this one?'
      : `What is different about these ${whole(selected)}?`,
  page: 'What is different',
  lead: 'Some learners of this cohort, held against all the others over one stretch of time.',
  back: 'To the cohort',
  against: ({ others, timeZone, from, to }: DifferenceReport) => {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    return `Against the ${whole(others)} others, from ${format.exact(start, timeZone)} to ${format.exact(end, timeZone)}.`;
  },
  asOf: (asOf: DifferenceReport['asOf']) =>
    asOf === 'then'
      ? 'Score, risk and flags as they were known then.'
      : 'Score, risk and flags as they are now.',
  sampled: ({ these, others, selected, all }: DifferenceReport) =>
    `So many learners over so long a time are not all looked at: ${whole(these)} of these ${whole(selected)} and ${whole(others)} of the ${whole(all - selected)} others, drawn by lot. The lot falls the same for whoever opens this.`,
  who: (selected: number) => `Who they are (${whole(selected)})`,
  more: (count: number) => `and ${whole(count)} more`,
  these: 'These',
  others: 'The others',
  filter: 'Show only these on the map',
  close: 'Close',
  failed: 'What is different could not be worked out.',
  notMade: 'These learners could not be picked out.',
  loading: 'Comparing them with the others',
  found: (count: number, compared: number) =>
    `${whole(count)} of ${whole(compared)} things compared tell them apart, the strongest first.`,
  headline,
  name: nameOf,
  side,
  sideOf: (finding: Finding, whose: 'these' | 'others') =>
    finding.as === 'share'
      ? `${whole(finding[whose].hits)} of ${whole(finding[whose].of)}`
      : `of ${learners(finding[whose].of)}`,
  strength,
  isSo: (finding: Extract<Finding, { as: 'share' }>, per: Per) => capital(isSo(finding, per)),
  goesWith: (count: number) =>
    count === 1 ? '1 more that goes with it' : `${whole(count)} more that go with it`,
  rest: (count: number) => `Not found to differ (${whole(count)})`,
  how: {
    finding: (finding: Finding, per: Per) => [
      finding.as === 'number'
        ? `The dot is what is usual: the mean of the middle half of the learners, whom the line spans. Known of ${whole(finding.these.of)} of these and ${whole(finding.others.of)} of the others${per === 'week' ? ', told as one week of the stretch' : ''}.`
        : `The bar is the share of whom it is so: ${whole(finding.these.hits)} of ${whole(finding.these.of)}, and ${whole(finding.others.hits)} of ${whole(finding.others.of)} of the others.`,
      finding.as === 'number'
        ? `Of 100 pairs of one of these and one of the others, these have ${finding.apart.value > 0 ? 'more' : 'less'} in ${pairs(finding)}, a tie counting half. With no difference it would be 50.`
        : `That is ${points(finding.apart.value)} points of a hundred, from ${points(finding.apart.low)} to ${points(finding.apart.high)} nineteen times in twenty.`,
      `If this and all that is as sure were called different, ${chance(finding.falseFinds)} would be chance.`,
    ],
    title: 'How this is computed',
    points: [
      'Each thing that is known of learners is compared by itself: kinds of activity, hours, days, results, attendance, mood, score, risk, flags. What nobody knows of a learner is left out and is never nought.',
      'Numbers are compared by rank (Mann and Whitney), so that one learner with a thousand clicks does not rule. What most have none of, and what is so or is not, is compared by how many it is so of (Fisher).',
      `Where many things are compared, some differ by chance. Of what is called sure here, at most ${whole(100 * falseFindsMost)} of 100 are so (Benjamini and Hochberg). With fewer than five learners on a side nothing is called sure.`,
      'The strongest comes first: what differs the most at least, by the near end of its interval. What says much the same of the same learners is folded below it.',
      'Whoever is picked out for being quiet will be found to be quiet. And what goes with something is not what made it so.',
      'Counts are told as one week of the stretch where it lasts a week or more. Who joined in the middle counts for the days they were there.',
    ],
  },
  nothing: {
    title: 'Nothing tells them apart',
    text: (compared: number) =>
      `None of the ${whole(compared)} things that were compared differs more than chance explains. With more learners, or over a longer time, something smaller might be seen.`,
  },
  tooFew: {
    title: 'Too few to tell',
    text: ({ these, others }: DifferenceReport) =>
      `${these < others ? (these === 1 ? 'This is one learner' : `These are ${learners(these)}`) : `The others are ${learners(others)}`}, and of fewer than five nothing can be said that might not be chance. This is what is to be seen of them.`,
  },
  unknown: {
    title: 'Nothing is known',
    text: 'Of these learners, or of the others, nothing was heard in this time, and nobody was scored.',
  },
  gone: {
    title: 'There is no such selection',
    text: 'The link may be incomplete, or so old that what it asks about is no longer kept. Pick the learners again on the map of the cohort.',
  },
  noneYet: {
    title: 'Nobody is picked out yet',
    text: 'Pick learners on the map of the cohort, then ask what is different about them.',
  },
};
