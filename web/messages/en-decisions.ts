import type { NudgeAnswer, NudgeKind, NudgeParams, NudgeRule } from '#engagement/nudge.ts';
import type { Missing } from '#engagement/nudging/asking.ts';
import type { DecisionCounts, DecisionView, Fate, ToldFact } from '#engagement/nudging/decision.ts';
import { nudge } from './en-nudge.ts';
import { bandNames } from './en-bands.ts';
import { format } from './en-format.ts';

// What the screens say of nudges that were sent, of those that were not, and why; a part of en.ts.

const { whole, share } = format;

const fateNames: Record<Fate, string> = {
  sent: 'Sent',
  planned: 'Planned',
  taken_back: 'Taken back',
  held_out: 'Held out',
  not_sent: 'Not sent',
};

const fateHows: Record<Fate | 'any', string> = {
  any: 'Each time something about a learner asked for a nudge: what was decided, and why.',
  sent: 'Nudges that reached their learner, and what they did then.',
  planned:
    'Decided, and waiting for the hour at which this learner usually works. Each is asked about once more when it is due.',
  taken_back: 'Decided, and then not sent: when they were due, something spoke against them.',
  held_out:
    'All was decided and nothing was sent: some learners, drawn by lot, get none of a kind, so that its effect is known.',
  not_sent: 'Something asked for a nudge, and something else spoke against it.',
};

const answerNames: Record<NudgeAnswer | 'none', string> = {
  accepted: 'Accepted',
  later: 'Later',
  not_for_me: 'Not for me',
  none: 'No answer',
};

function kindsOf(kinds: readonly NudgeKind[]): string {
  return format.list(kinds.map((kind) => nudge.kinds[kind].toLowerCase()));
}

function whenOf(at: number, timeZone?: string): string {
  return `${format.day(at, timeZone)}, ${format.clock(at, timeZone)}`;
}

function timeOfDay(minutes: number): string {
  return format.clock(minutes * 60_000, 'UTC');
}

/** What the rule saw. */
function asked(rule: NudgeRule, params: NudgeParams): string {
  const number = (name: string): number => Number(params[name] ?? 0);
  switch (rule) {
    case 'quiet_days':
      return `Nothing came from them for ${format.days(number('days'))}.`;
    case 'work_due':
      return `Something is due on ${format.day(number('day') * 86_400_000, 'UTC')}, and nothing was handed in.`;
    case 'low_results':
      return `The mean of the last results is ${whole(number('percent'))}%.`;
    case 'streak_at_stake':
      return `They worked ${format.days(number('days'))} in a row, and nothing came today.`;
    case 'asked_for_help':
      return number('texts') === 1
        ? 'Something they wrote lately reads as if help were welcome.'
        : `${whole(number('texts'))} things they wrote lately read as if help were welcome.`;
    case 'high_risk':
      return 'Their risk is high or critical.';
    case 'working_together':
      return 'They are here, but not improving.';
  }
}

function told(fact: ToldFact): string {
  switch (fact.fact) {
    case 'band':
      return bandNames[fact.band ?? 'unknown'];
    case 'sent':
      return `${whole(fact.day)} of at most ${whole(fact.perDay)} that day, ${whole(fact.week)} of at most ${whole(fact.perWeek)} in seven days, sent or planned`;
    case 'silent':
      return `The last ${fact.nudges === 1 ? 'nudge' : `${whole(fact.nudges)} nudges`} brought no sign of life; at ${whole(fact.most)} a person takes over`;
    case 'last_of_kind':
      return `${nudge.kinds[fact.kind]}: the last on ${whenOf(fact.at)}, the next ${format.days(fact.coolDownDays)} later at the earliest`;
    case 'quiet_hours':
      return `Quiet hours of the ${fact.whose}: ${timeOfDay(fact.hours.from)} to ${timeOfDay(fact.hours.to)}, by the clock of ${fact.timeZone}`;
    case 'waits_until':
      return fact.why === 'paused'
        ? `The learner paused nudges until ${whenOf(fact.at)}`
        : `The learner said "later": nothing before ${whenOf(fact.at)}`;
    case 'declined':
      return `The learner wants none of: ${kindsOf(fact.kinds)}`;
    case 'offered':
      return fact.kinds.length === 0
        ? 'There was nothing to offer'
        : `There was to offer: ${kindsOf(fact.kinds)}`;
    case 'stopped':
      return `Stopped, since they did harm: ${kindsOf(fact.kinds)}`;
    case 'held_out':
      return `Held out of: ${kindsOf(fact.kinds)}`;
  }
}

const missings: Record<Missing, string> = {
  never_seen: 'nothing was ever received from them',
  not_quiet: 'they have not been quiet for two days',
  risk_low: 'their risk is low or not known',
  risk_not_high: 'their risk is not high',
  nothing_due: 'nothing is due in two days, or it came in',
  results_good: 'no result lately is low',
  no_streak: 'no streak of five days is at stake',
  no_help_asked: 'what they wrote lately does not ask for help, or once only and at a low risk',
  keeps_pace: 'they keep their pace, or are quiet',
};

/** What came of it, in a line. */
function came({ fate, reason, nudge: sent, sendAt, outcome }: DecisionView): string {
  switch (fate) {
    case null:
      return 'Being decided';
    case 'sent':
      return [answerNames[sent?.answer ?? 'none'], ...back(outcome)].join(', ');
    case 'planned':
      return sent === null ? fateNames.planned : `Due ${whenOf(Date.parse(sent.dueAt))}`;
    case 'taken_back':
      return nudge.reasons[sent?.withdrawnFor ?? 'done_already'];
    case 'held_out':
      return [sendAt === null ? fateNames.held_out : 'Held out', ...back(outcome)].join(', ');
    case 'not_sent':
      return reason === null ? fateNames.not_sent : nudge.reasons[reason];
  }
}

function back({ returned24, returned72 }: DecisionView['outcome']): string[] {
  if (returned24 === true) return ['back within a day'];
  if (returned72 === true) return ['back within three days'];
  return returned72 === false ? ['not back in three days'] : [];
}

const outcomes = {
  returned24: 'Back within 24 hours',
  returned72: 'Back within 72 hours',
  did: 'Did what it was about',
  active14: 'Still active after 14 days',
} satisfies Record<keyof DecisionView['outcome'], string>;

export const decisions = {
  title: 'Nudges',
  tabs: { name: 'Nudges', nudges: 'Nudges', effect: 'Effect', policy: 'Policy' },
  failed: 'The nudges could not be loaded.',
  countsFailed: 'How they came out could not be counted.',
  more: 'Show earlier',
  fate: { ...fateNames, any: 'All' },
  fateHow: fateHows,
  byFate: 'What came of it',
  filter: {
    name: 'Which ones',
    programme: 'Programme',
    anyProgramme: 'All programmes',
    cohort: 'Cohort',
    anyCohort: 'All cohorts',
    kind: 'Kind',
    anyKind: 'Any kind',
    rule: 'About',
    anyRule: 'Anything',
    reason: 'Why not',
    anyReason: 'Any reason',
    answer: 'Answer',
    anyAnswer: 'Any answer',
    days: 'Since',
    lately: (days: number) => `The last ${whole(days)} days`,
    everything: 'The beginning',
    learner: (name: string) => `Only ${name}`,
    allLearners: 'Show all learners',
    clear: 'Clear filters',
  },
  answer: answerNames,
  summary: {
    answers: 'What learners answered',
    reasons: 'Why none was sent',
    returned: ({ known, within72 }: DecisionCounts['returned']) =>
      known === 0
        ? 'Whether they came back is known after three days.'
        : `${share(within72 / known)} of ${whole(known)} came back within three days. Whether the nudge did that, Effect says.`,
    only: (what: string) => `Only: ${what}`,
    every: (what: string) => `No longer only: ${what}`,
  },
  none: {
    title: 'Nothing to show',
    filtered: 'No nudge meets these filters.',
    sent: 'No nudge was sent in this time. One is sent when something about a learner asks for it and nothing speaks against it.',
    any: 'Nothing about any learner has asked for a nudge in this time.',
  },
  came,
  asked,
  told,
  about: (kind: NudgeKind | null, rule: NudgeRule) => (kind === null ? nudge.rules[rule] : nudge.kinds[kind]),
  toLearner: 'Learner page',
  allOf: (name: string) => `All on ${name}`,
  opens: (name: string, what: string) => `${name}: ${what}. Why?`,
  said: 'What it says',
  why: 'Why it was asked',
  until: (at: number) => `Of use until ${whenOf(at)}.`,
  by: 'What the decision went by',
  kinds: 'Which kind',
  kindsHow:
    'The kind is drawn by lot among those that are possible: one that brought learners back more often is likelier, one that was just sent is less so.',
  chance: (chance: number) => (chance > 0 && chance < 0.01 ? 'below 1%' : share(chance)),
  steps: 'Step by step',
  at: (at: number) => `${format.day(at)}, ${format.clockExact(at)}`,
  step: {
    asked: 'Asked',
    decided: 'Decided',
    due: 'Due',
    delivered: 'Sent',
    opened: 'Opened',
    answered: 'Answer',
    taken_back: 'Taken back',
  },
  outcome: { title: 'What became of the learner', ...outcomes },
  known: (value: boolean | null) => (value === null ? 'not known yet' : value ? 'yes' : 'no'),
  heldOutOutcome:
    'Of those held out it is counted as well, from the moment at which it would have been sent.',
  now: {
    title: 'Nudges: why, and why not',
    text: 'What would be decided at this moment, and what was decided before. Nothing is sent by looking.',
    failed: 'What would be decided could not be loaded.',
    at: 'At this moment',
    ended: 'The cohort has ended: nothing is sent any more.',
    would: (kind: NudgeKind, sendAt: number, now: number) =>
      sendAt <= now + 60_000
        ? `would be sent now: ${nudge.kinds[kind].toLowerCase()}`
        : `would be sent on ${whenOf(sendAt)}: ${nudge.kinds[kind].toLowerCase()}`,
    not: (why: string) => `would not be sent: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
    decided: (at: number, now: number) => `decided already, ${format.ago(at, now)}`,
    noneAsks: 'Nothing asks for a nudge.',
    silent: 'Rules that do not ask',
    missing: (missing: Missing) => missings[missing],
    before: 'Decided before',
    none: 'Nothing about this learner has asked for a nudge yet.',
  },
};
