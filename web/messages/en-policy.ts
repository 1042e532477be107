import {
  type NudgeKind,
  type NudgeReason,
  type NudgeRule,
  nudgeKinds,
  nudgeRules,
} from '#engagement/nudge.ts';
import type { QuietHours } from '#engagement/nudging/policy.ts';
import type { PolicyChange } from '#engagement/nudging/policy-change.ts';
import { nudge } from './en-nudge.ts';
import { format } from './en-format.ts';

// What the screen of the policy of nudges says; a part of en.ts.

const { whole } = format;
const minuteMs = 60_000;
const dayMinutes = 1_440;

function count(number: number, one: string): string {
  return number === 1 ? `1 ${one}` : `${whole(number)} ${one}s`;
}

function otherwise(changed: number, decisions: number): string {
  return `${changed === 0 ? 'None' : whole(changed)} of ${count(decisions, 'decision')}`;
}

function clock(minutes: number): string {
  return format.clock(minutes * minuteMs, 'UTC');
}

/** What is set for nudges as a whole, beside rules and kinds. */
const fields = {
  perDay: {
    name: 'A day',
    does: 'At most so many for a learner, over all rules, kinds, channels and cohorts together.',
    unit: 'a day',
  },
  perWeek: {
    name: 'A week',
    does: 'At most so many in seven days, counted in the same way.',
    unit: 'a week',
  },
  unansweredMost: {
    name: 'Without an answer',
    does: 'After so many in a row that brought neither an answer nor the learner back, automation stops and a case opens for a person.',
    unit: 'in a row',
  },
  holdOutPercent: {
    name: 'Held out',
    does: 'Of learners, drawn by lot for each kind: they get none of it.',
    unit: 'percent',
  },
  waitsForHabit: {
    name: 'Wait for their hour',
    does: 'A nudge waits for the hour at which its learner usually works. Asked for help and high risk do not wait.',
  },
  sparesDaysOff: {
    name: 'Spare days off',
    does: 'None on rest days and holidays of the programme.',
  },
  isOn: {
    name: 'Nudge learners of this programme',
    does: 'Off: nothing is sent by itself to them. Other programmes go on.',
  },
};

const asks: Record<NudgeRule, string> = {
  asked_for_help: 'Two texts of seven days sound as if help were welcome; at medium risk or more, one.',
  high_risk: 'Their risk is high or critical.',
  work_due: 'Something is due within two days, and nothing was handed in for it.',
  quiet_days: 'Two days of silence where something was expected, at medium risk or more.',
  low_results: 'The mean result of seven days is below 60 %.',
  streak_at_stake: 'Five days in a row, and nothing yet at 4 in the afternoon.',
  working_together: 'At medium risk or more, not quiet, and not improving.',
};

const does: Record<NudgeKind, string> = {
  reminder: 'Points at one next thing to do.',
  micro_assessment: 'Three questions on what is fading or failing.',
  peer_challenge: 'An invitation to a week with others of the cohort, for those who like that.',
  mentor_connection: 'A person with open hours, asked with one tap.',
};

const coolDowns: Record<NudgeKind, string> = {
  reminder: 'Cool-down of reminders',
  micro_assessment: 'Cool-down of three questions',
  peer_challenge: 'Cool-down of weeks together',
  mentor_connection: 'Cool-down of offers of a mentor',
};

/** Where a sentence has no room: `nudge.reasons` says the same at length. */
const shortReasons: Record<NudgeReason, string> = {
  due: 'Sent',
  held_out: 'Held out',
  all_off: 'Nudges switched off',
  rule_off: 'Rule switched off',
  cohort_ended: 'Cohort ended',
  contested: 'Contested',
  paused: 'Paused by the learner',
  done_already: 'Done already',
  unanswered: 'Left to a person',
  kind_off: 'Kind switched off',
  stopped_for_harm: 'Kind stopped for harm',
  declined: 'Not wanted',
  nothing_to_offer: 'Nothing to offer',
  cooling_down: 'Sent lately',
  no_room: 'No time left for it',
};

function outcome({ reason, kind }: { reason: NudgeReason; kind: NudgeKind | null }): string {
  if (kind === null) return nudge.reasons[reason];
  return reason === 'due' ? nudge.kinds[kind] : `${nudge.kinds[kind]}, held out`;
}

function quietSaid({ from, to }: QuietHours): string {
  if (from === to) return 'No quiet hours: a nudge may come at any time of the day or night.';
  const until = to < from ? `${clock(to)} of the next morning` : clock(to);
  return `Nothing comes from ${clock(from)} until ${until}, by the learner’s clock. What is due meanwhile waits until then.`;
}

function nameOf(path: string): string {
  const rule = nudgeRules.find((one) => path === `rules.${one}`);
  if (rule !== undefined) return nudge.rules[rule];
  const kind = nudgeKinds.find((one) => path.startsWith(`kinds.${one}.`));
  if (kind !== undefined) return path.endsWith('coolDownDays') ? coolDowns[kind] : nudge.kinds[kind];
  if (path.startsWith('quietHours')) return path.endsWith('from') ? 'Quiet from' : 'Quiet until';
  return Object.entries(fields).find(([field]) => field === path)?.[1].name ?? path;
}

function valueOf(field: string, value: boolean | number): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (field.startsWith('quietHours')) return clock(value);
  if (field.endsWith('coolDownDays')) return format.days(value);
  return field === 'holdOutPercent' ? `${whole(value)} %` : whole(value);
}

export const policy = {
  title: 'Policy',
  lead: 'Who is nudged, with what, how often and when. You see what the last days would have been before you save.',
  lookOnly:
    'Who is nudged, with what, how often and when. Admins and managers can change it; mentors see it, so that they can say why somebody was nudged or was not.',
  failed: 'The policy could not be loaded.',
  origin: (whose: 'programme' | 'tenant', from: 'programme' | 'tenant' | 'usual', mayChange: boolean) => {
    if (whose === from)
      return from === 'programme'
        ? 'This programme has a policy of its own.'
        : 'For all programmes without a policy of their own.';
    if (whose === 'tenant') return 'As is usual: nothing was decided here yet.';
    return `This programme follows the policy of all programmes.${mayChange ? ' What you change here becomes its own.' : ''}`;
  },
  follow: { programme: 'Follow all programmes again', tenant: 'Back to what is usual' },
  followed: {
    programme: 'Followed all programmes from then on.',
    tenant: 'As is usual from then on.',
  },
  heldOn: 'A policy of its own from then on, with the same settings.',
  on: 'on',
  off: 'off',
  backTo: (isOn: boolean) => (isOn ? 'Back to on' : 'Back to off'),
  backToOf: (name: string, isOn: boolean) => `${isOn ? 'Back to on' : 'Back to off'}, as usual: ${name}`,
  fields,
  rules: {
    title: 'What asks',
    text: 'Seven things seen in learners ask for a nudge. Whether one is sent, and which, is then decided by all that stands below.',
    each: asks,
    /** Which kinds can answer it. */
    by: (kinds: NudgeKind[]) =>
      `Answered by: ${format.list(kinds.map((kind) => nudge.kinds[kind])).toLowerCase()}.`,
    noneLeft: 'Nothing can come of it: all that could answer it is switched off below.',
  },
  kinds: {
    title: 'What answers',
    text: 'Where several can help, one is drawn, and more often what brought learners back before. A cool-down is how many days lie between two of a kind, planned ones too.',
    each: does,
    coolDown: (kind: NudgeKind) => ({ name: coolDowns[kind], unit: 'days' }),
  },
  often: {
    title: 'How often at most',
    text: 'What is planned counts as well. Where a cap is reached, a nudge waits for a day with room, or is not sent.',
  },
  hours: {
    title: 'When',
    text: 'By the clock of each learner, and never inside the quiet hours a learner has set for themselves.',
    quiet: 'Quiet hours',
    from: 'From',
    to: 'until',
    said: quietSaid,
    tick: (minutes: number) => (minutes === dayMinutes ? '24' : String(minutes / 60)),
    back: (hours: QuietHours) =>
      hours.from === hours.to ? 'Back to none' : `Back to ${clock(hours.from)}–${clock(hours.to)}`,
  },
  proof: {
    title: 'How its effect is known',
    text: 'What the held-out learners do is what the others would have done without nudges. At 0 there is nobody to compare with: no effect can be shown, and no harm is noticed or stopped.',
    none: 'At 0 no effect can be known, and a kind that harms is not stopped.',
  },
  problem: (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
  dryRun: {
    title: (days: number) => `What the last ${days} days would have been`,
    span: 'Days to look back on',
    days: { 7: '7 days', 28: '28 days' },
    failed: 'It could not be worked out what the last days would have been.',
    waits: 'Once what is marked on the page is right, you see what it would have changed.',
    nothing:
      'Change something, and the decisions of the last days are made again with it, before anything is saved.',
    looking: 'Deciding again',
    none: {
      title: 'Nothing to decide again',
      text: (days: number) =>
        `No rule asked for a nudge in the last ${days} days, so there is nothing to compare with. What you save holds from the next decision on.`,
    },
    changed: (changed: number, decisions: number) =>
      `${otherwise(changed, decisions)} would have come out otherwise`,
    sent: (before: number, after: number) =>
      before === after
        ? `${count(before, 'nudge')} sent, as it was.`
        : `${count(after, 'nudge')} sent instead of ${whole(before)}.`,
    kinds: 'Sent, by kind',
    reasons: 'What came of it',
    reason: shortReasons,
    was: 'was',
    would: 'would be',
    who: 'Some of those concerned',
    outcome,
    becomes: 'would be',
    notAll: (decisions: number) => `There were more: these are the first ${whole(decisions)} of the days.`,
    note: 'Each decision goes by what had been sent before it then. What would have followed from one nudge more or fewer is not played on.',
    asIfOn: 'Worked out as if nudges were on.',
    inShort: (changed: number, decisions: number, days: number) =>
      decisions === 0
        ? `Changed, not saved. There were no decisions in the last ${days} days.`
        : `Changed, not saved. ${otherwise(changed, decisions)} of the last ${days} days would have come out otherwise.`,
    unsaved: 'Changed, not saved.',
    follows: {
      programme: 'Once saved, this programme follows all programmes again.',
      tenant: 'Once saved, it is as usual.',
    },
  },
  change: ({ field, from, to }: PolicyChange) =>
    `${nameOf(field)} ${valueOf(field, from)} → ${valueOf(field, to)}`,
  stopped: 'All nudges stopped.',
  started: 'Nudges started again.',
  saveTitle: 'Save this policy?',
  saveText:
    'It holds from the next decision on. Nudges that wait to be sent are asked about once more when they are due.',
  saved: 'Saved. It holds from the next decision on.',
  /** After a 409, when what somebody else decided was taken in. */
  merged: (name: string) =>
    `What ${name} decided is loaded, and what you changed is still here. Look at it, then save.`,
  switch: {
    on: 'Nudges are on.',
    offHere: 'Nudges are off in this programme.',
    stop: 'Stop all nudges',
    stopTitle: 'Stop all nudges?',
    stopText:
      'Nothing is sent by itself to anybody from now on, in any programme, whatever its own policy says. What is planned is taken back when it would have been due. What you are changing on this page stays as it is.',
    start: 'Start again',
    startTitle: 'Start nudges again?',
    startText:
      'Rules ask again from now on, in every programme that has not switched nudges off itself. What came due meanwhile was taken back, and is not sent later.',
    startNow: 'Start nudges',
    isOff: 'All nudges are stopped',
    isOffText: 'Nothing is sent by itself to anybody, in any programme.',
    by: (name: string, ago: string) => `Stopped by ${name}, ${ago}.`,
    failed: 'Whether nudges are on could not be loaded.',
  },
};
