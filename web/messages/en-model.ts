import { type DriftVerdict, driftLimits } from '#engagement/drift.ts';
import type { MeasuredGroup, Teller, Trait } from '#engagement/model-measured.ts';
import { type OwnModel, type TrainingProblem, leastToLearn } from '#engagement/own-model.ts';
import { type Outcome, toldMin } from '#engagement/outcomes.ts';
import type { FeatureName } from '#engagement/risk-features.ts';
import { format } from './en-format.ts';

// What the screen of the risk model says; a part of en.ts.

const { whole, share } = format;
const thousandth = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const hundredth = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signedThousandth = new Intl.NumberFormat('en-GB', {
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
  signDisplay: 'exceptZero',
});

const features: Record<FeatureName, string> = {
  recent3: 'Activity in the last days',
  recent7: 'Activity around the last week',
  recent14: 'Activity around the last fortnight',
  recent28: 'Activity around the last month',
  events7: 'How much was done lately',
  events21: 'How much was done in three weeks',
  days7: 'Active days of 7',
  days28: 'Active days of 28',
  days56: 'Active days of 56',
  daysEarlier: 'Active days before that',
  lastEvents: 'How much was done on the last active day',
  weeks4: 'Active weeks of 4',
  leastWeek: 'Active days in the quietest week',
  weeksInARow: 'Weeks in a row without a miss',
  silence: 'Days of silence',
  usualGap: 'Usual days between visits',
  longestGap: 'Longest break so far',
  relapse: 'How earlier breaks went on',
  cohortRate: 'Active days beside the cohort',
  cohortRank: 'Place among the cohort',
  cohort3: 'The cohort in the last days',
  cohort7: 'The cohort in the last week',
  cohortTrend: 'Where the cohort is going',
  cohortMissed: 'What the cohort did meanwhile',
  cohortBeside: 'This week beside the cohort',
  cohortLost: 'How many of the cohort left',
  dueIn: 'Days to the next deadline',
  dueWeight: 'Weight of the next deadline',
  dueWeight14: 'Weight due in a fortnight',
  due14: 'Deadlines in a fortnight',
  dueSince: 'Days since the last deadline',
  activeSinceDue: 'Active days since the last deadline',
  handedShare: 'Work handed in of what was due',
  handedCount: 'Work handed in',
  handedSince: 'Days since work was handed in',
  handedGap: 'Handed in beside the last deadline',
  handedLead: 'How early work is handed in',
  handedLast: 'Work handed in for the last deadline',
  handedEarly: 'Work handed in ahead',
  results: 'Results',
  quizzes: 'Quizzes taken',
  attended: 'Sessions attended',
  mood: 'How texts read',
  courseShare: 'How much of the course is over',
  courseLeft: 'Days left of the course',
  joined: 'Days since joining',
};

const verdicts: Record<DriftVerdict, { title: string; text: string }> = {
  too_few: {
    title: 'Too few learners to tell',
    text: `It takes ${driftLimits.learnersMin} learners who have been here for some days. Until then, take risks with care.`,
  },
  as_trained: {
    title: 'Learners here look like those it learned from',
    text: 'Nothing that it looks at is spread in another way here.',
  },
  watch: {
    title: 'Some of what it looks at is different here',
    text: 'Risks can still be used. Look at what was told and what happened below before you lean on them.',
  },
  do_not_trust: {
    title: 'Learners here do not look like those it learned from',
    text: 'Take its percentages as an order, not as chances, until what was told and what happened below says otherwise. A model of your own may do better.',
  },
};

const outcomes: Record<Outcome['says'], string> = {
  too_few: `Too few to say: it takes ${toldMin}.`,
  as_told: 'About as told.',
  happened_less: 'It happened less often than told.',
  happened_more: 'It happened more often than told.',
};

const problems: Record<TrainingProblem, string> = {
  too_little: `There is too little to learn from: it takes ${whole(leastToLearn.moments)} moments of learners who have been here for weeks.`,
  too_little_happened: `Too few fell silent to learn from: it takes ${leastToLearn.happened} moments after which somebody did.`,
  too_little_later: `There is enough to learn from, but too little after it to compare the two on: it takes ${leastToLearn.triedMoments} later moments, and ${leastToLearn.triedHappened} of them followed by silence.`,
};

const tellers: Record<Teller, string> = {
  model: 'The model',
  logistic: 'Logistic regression',
  silence: 'Rule: days silent',
  median: 'Rule: below half of the median',
};

const traits: Record<Trait, string> = {
  sex: 'Sex',
  age: 'Age',
  disability: 'Disability',
  deprivation: 'Deprivation of the area',
};

const groups: Record<string, string> = {
  men: 'Men',
  women: 'Women',
  declared: 'Declared',
  'none declared': 'None declared',
  'under 35': 'Under 35',
  unknown: 'Not known',
};

export const model = {
  lead: 'Every risk in Holdfast is told by one model: the chance that a learner will do nothing for the next 14 days, worked out from what they and their cohort did, and never from who they are. Here is where it comes from, how well it tells, and whether to believe it for your learners.',
  failed: 'The model could not be loaded.',
  inUse: 'In use',
  shipped: 'The model that comes with Holdfast',
  own: 'A model of your own',
  since: (ago: string) => `since ${ago}`,
  learned: {
    title: 'Learned from',
    shipped: (data: string, classes: number, rows: string) =>
      `${data}: ${rows} moments of ${classes} courses.`,
    own: (cohorts: number, rows: string) =>
      `What your own learners did: ${rows} moments of ${cohorts === 1 ? 'one cohort' : `${cohorts} cohorts`}.`,
  },
  drift: {
    title: 'May it be trusted here?',
    verdict: verdicts,
    counted: (learners: number, cohorts: number, day: string) =>
      `${whole(learners)} learners of ${cohorts === 1 ? 'one cohort' : `${whole(cohorts)} cohorts`}, counted on ${dateOf(day)}. It is done once a day.`,
    notYet: 'Learners are counted once a day. They were not yet.',
    how: [
      'Each thing the model looks at is split into up to ten groups of values, and the shares of learners in these are compared with the shares it learned from (population stability index).',
      `By custom ${driftLimits.watch} is worth a look and ${driftLimits.moved} is another population. What chance makes of so few learners never counts.`,
      `Not to be trusted: a quarter of all things are beyond ${driftLimits.moved}. To watch: one is, or a quarter are beyond ${driftLimits.watch}.`,
    ],
    moved: 'What differs most',
    learnedBar: 'those it learned from',
    liveBar: 'learners here',
    feature: features,
    index: (index: number) => `index ${hundredth.format(index)}`,
    bars: (name: string, said: string) => `${name}: ${said}`,
    bar: (from: string, learned: number, live: number) =>
      `${from}: ${share(learned)} then, ${share(live)} here`,
    from: (from: number | null, isKnown: boolean) => {
      if (!isKnown) return 'not known';
      return from === null ? 'least' : `from ${format.precise(Math.round(100 * from) / 100)}`;
    },
    none: 'Nothing differs by more than chance.',
    unknown: (names: string) => `Known of nobody here, so the model does without: ${names}.`,
    unlearned: (names: string) => `It learned nothing of these, and makes nothing of them: ${names}.`,
    others: (compared: number) =>
      `${whole(compared)} things were compared. What is the same for everybody of a cohort on a day, such as the week of the course, is left out.`,
  },
  outcomes: {
    title: 'What was told, and what happened',
    text: 'Risks told two weeks ago and earlier by the model in use, of learners who were active then, on one evening of each week. Help that worked makes high risks happen less often: that is what it is for.',
    column: { band: 'Told', risk: 'Chance told', happened: 'Fell silent', says: 'So' },
    happened: (happened: number, told: number) =>
      told === 0 ? 'nobody yet' : `${whole(happened)} of ${whole(told)}, ${share(happened / told)}`,
    interval: (low: number, high: number, risk: number) =>
      `True share between ${share(low)} and ${share(high)}; told ${share(risk)}`,
    risk: (risk: number, told: number) => (told === 0 ? 'nobody' : share(risk)),
    says: outcomes,
  },
  measured: {
    title: 'How well it tells',
    text: (learners: number, classes: number, rows: string) =>
      `Measured on ${whole(learners)} learners of ${classes} courses of a later year, none of which it learned from: ${rows} moments of learners active in the fortnight before.`,
    notOwn:
      'These figures are of the model that comes with Holdfast. Those of your own stand below, beside its comparison.',
    caption: 'Who will fall silent for 14 days: all weeks together, and some of them',
    column: {
      teller: 'Told by',
      auc: 'Order (AUC)',
      precision: 'Order among the highest (PR-AUC)',
      brier: 'Error (Brier)',
      calibration: 'Off by (ECE)',
      recall: 'Found in the top 10 %',
      right: 'Right in the top 10 %',
    },
    teller: tellers,
    all: 'All weeks',
    week: (week: number) => `Week ${week}`,
    figure: (value: number | null) => (value === null ? '–' : thousandth.format(value)),
    how: [
      'Order: how often somebody who fell silent was told a higher risk than somebody who did not. 0.5 is guessing, 1 is perfect.',
      'Error: the mean squared distance between the chance told and what happened; less is better. Off by: how far told chances are from what happened, in the mean.',
      'Found and right: when the tenth of a course with the highest risks is flagged each week, how many of those who fell silent are among them, and how many of those flagged did.',
    ],
    fairness: 'For whom it tells how well',
    fairnessText:
      'The model never learns who somebody is. Measured all the same: of those who fell silent, how many were flagged; and of those who did not, how many were flagged for nothing.',
    trait: traits,
    group: ({ group }: Pick<MeasuredGroup, 'group'>) => groups[group] ?? group,
    fair: {
      group: 'Group',
      learners: 'Learners',
      share: 'Fell silent',
      told: 'Told',
      recall: 'Flagged of these',
      falseAlarm: 'Flagged for nothing',
    },
    give: (value: number, error: number) =>
      `${format.fixedTenths(100 * value)} ± ${format.fixedTenths(100 * error)} %`,
    share: (value: number) => `${format.fixedTenths(100 * value)} %`,
  },
  use: {
    title: 'What it is for, and what not',
    points: [
      'It says whom to talk to first. It is no grade, and no reason to deny anybody anything.',
      'It knows what the platform knows. Somebody who learns on paper looks silent.',
      'It learned from adults in distance learning with deadlines. The further your courses are from that, the more you should look at the two sections above.',
      'In the first days of a learner it says nothing. Where it knows less it says so beside the risk.',
      'Withdrawing is an administrative act, and told far less well than silence: read it as a hint.',
    ],
  },
  train: {
    title: 'A model of your own',
    text: 'Holdfast can learn from what your own cohorts did: on the earlier part of the time, and then be tried on the later part beside the model in use. Nothing changes until you say so.',
    heads:
      'It learns who falls silent. Who withdraws is not recorded here: for that the model that comes with Holdfast goes on telling.',
    start: 'Train on our history',
    again: 'Train again',
    asked: 'Training is under way. It takes from seconds to some minutes; you need not stay.',
    state: {
      waiting: 'Waiting to begin',
      reading: 'Reading what your cohorts did',
      failed: 'It came to nothing, after three tries. What went wrong is in the log of the workers.',
    },
    learning: (done: number) => `Learning, ${share(done)}`,
    problem: problems,
    found: ({
      cohorts,
      learners,
      moments,
      happened,
    }: {
      cohorts: number;
      learners: number;
      moments: number;
      happened: number;
    }) =>
      moments === 0
        ? 'There are none so far.'
        : `${whole(cohorts)} ${cohorts === 1 ? 'cohort' : 'cohorts'}, ${whole(learners)} learners, ${whole(moments)} moments; after ${whole(happened)} of them somebody fell silent.`,
    tried: (rows: number, from: string, to: string) =>
      `Both tried on ${whole(rows)} later moments, ${dateOf(from)} to ${dateOf(to)}.`,
    better: {
      own: 'Your own tells better, by more than chance.',
      used: 'The other one tells better, by more than chance.',
      even: 'No difference beyond chance. There is little reason to change.',
    },
    column: { figure: 'Figure', own: 'Your own', used: (name: string) => name, apart: 'Apart, 95 %' },
    apart: ({ by, low, high }: { by: number; low: number; high: number }) =>
      `${minus(signedThousandth.format(by))} (${minus(signedThousandth.format(low))} to ${minus(signedThousandth.format(high))})`,
    figure: {
      auc: 'Order (AUC), more is better',
      precision: 'Order among the highest, more is better',
      brier: 'Error (Brier), less is better',
      calibrationError: 'Off by, less is better',
      recall: 'Found in the top 10 %',
      right: 'Right in the top 10 %',
    },
    use: 'Use it',
    back: 'Go back to the other',
    used: 'In use',
    unreadable: 'This version of Holdfast cannot use it any more. Train again.',
    trained: (ago: string) => `Trained ${ago}`,
    cameToNothing: (ago: string) => `Tried ${ago}`,
    step: ({ step, by }: OwnModel['steps'][number], ago: string) => {
      const what = { asked: 'Asked for', used: 'Put to use', left: 'Left' } as const;
      return `${what[step]} by ${by.name}, ${ago}`;
    },
    lookOnly: 'Admins can have one trained, and change which is used.',
    none: 'None was trained so far.',
    failed: 'That did not work.',
  },
  confirm: {
    use: (name: string) => `Tell risks by ${name}?`,
    back: 'Go back to the model that comes with Holdfast?',
    text: 'Everybody is looked at again within seconds. Risks, bands and their reasons will change, and with them the order of lists, and cases may open. What was told before stays in the history. You can go back at any time.',
    yes: 'Change now',
    no: 'Leave as it is',
  },
};

/** Such as 8 Nov 2025, of a calendar that is nobody's in particular. */
function dateOf(date: string): string {
  return format.date(Date.parse(date), 'UTC');
}

/** A true minus is as wide as the plus. */
function minus(text: string): string {
  return text.replace('-', '−');
}
