import type { AlertRules } from '#engagement/alert-rules.ts';
import type { AlertStatus, DismissReason, AlertType, Severity, AlertStep } from '#engagement/alert.ts';
import type { InterventionKind, Intervention } from '#engagement/intervention.ts';
import type { RecommendedAction } from '#engagement/recommended.ts';
import type { Threshold } from '#engagement/threshold.ts';
import { alertSaid, alertTypeNames, severityNames, alertStep } from './en-alert.ts';
import { count, format } from './en-format.ts';

// What is said of alerts; a part of en.ts.

const { whole, tenths } = format;

const alertStatusNames: Record<AlertStatus, string> = {
  active: 'Active',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  dismissed: 'Dismissed',
};

const dismissReasonNames: Record<DismissReason, string> = {
  false_alarm: 'A false alarm',
  known_reason: 'There is a known reason',
  duplicate: 'Dealt with elsewhere',
  left_programme: 'Has left the programme',
  other: 'Something else',
};

const interventionNames: Record<InterventionKind, string> = {
  message: 'Message',
  assignment: 'Assignment',
  meeting: 'Meeting',
  parent: 'Family informed',
  call: 'Call',
};

/** What would help, and how it is put once it was done. */
function recommended({ code, params }: RecommendedAction): { toDo: string; done: string } {
  const missed = params['missed'] ?? 0;
  const which = missed > 0 ? `the ${count(missed, 'missed session')}` : 'the missed sessions';
  const silentDays = params['silentDays'] ?? 0;
  const after = silentDays > 0 ? ` after ${format.days(silentDays)} of silence` : '';
  switch (code) {
    case 'call_about_missed':
      return { toDo: `Call about ${which}`, done: `Called about ${which}` };
    case 'agree_on_catching_up':
      return { toDo: 'Agree on how to catch up', done: 'Agreed on how to catch up' };
    case 'ask_for_clashes':
      return { toDo: 'Ask whether another duty clashes', done: 'Asked whether another duty clashes' };
    case 'involve_manager':
      return { toDo: 'Bring in the programme manager', done: 'Talked it over with the programme manager' };
    case 'send_short_activity':
      return { toDo: 'Send one short activity to start with', done: `Sent one short activity${after}` };
    case 'check_access':
      return { toDo: 'Check that signing in works', done: 'Checked that signing in works' };
    case 'call_ten_minutes':
      return { toDo: 'Set up a call of ten minutes', done: `Called for ten minutes${after}` };
    case 'pair_with_peer':
      return { toDo: 'Pair with a peer', done: 'Paired with a peer' };
    case 'answer_request': {
      const asked = count(params['help'] ?? 0, 'request');
      return { toDo: `Answer the ${asked} for help first`, done: `Answered the ${asked} for help` };
    }
    case 'talk_in_person':
      return { toDo: 'Talk in person about what is hard', done: 'Talked in person about what is hard' };
    case 'offer_support':
      return { toDo: 'Write what support there is', done: 'Wrote what support there is' };
    case 'meet':
      return { toDo: 'Meet and listen', done: 'Met and listened' };
    case 'plan_fortnight':
      return { toDo: 'Make a plan for a fortnight', done: 'Made a plan for a fortnight' };
    case 'inform_parent':
      return { toDo: 'Inform the family', done: 'Informed the family' };
  }
}

/** The figures that raised an alert, one a line. Those of rules younger than this page keep their own names. */
function alertFigures(trigger: Record<string, number>): [name: string, value: string][] {
  return Object.entries(trigger).map(([name, value]) => [figureNames[name] ?? name, tenths(value)]);
}

const figureNames: Record<string, string> = {
  attendance: 'Attendance, of 100',
  sessions: 'Sessions planned',
  missed: 'Sessions missed',
  late: 'Times late',
  lms: 'Platform, of 100',
  silentDays: 'Days without activity',
  sentiment: 'Mood of texts, of 100',
  texts: 'Texts',
  help: 'Texts that ask for help',
  score: 'Score, of 100',
  flags: 'Other flags at once',
};

/** What was counted, and once they are known the lines it was held against. */
function alertHow(type: AlertType, rules: AlertRules | null): string[] {
  return rules === null ? [alertCounted[type]] : [alertCounted[type], ...alertLines(type, rules)];
}

const alertCounted: Record<AlertType, string> = {
  attendance: 'Counted from the sessions of the last week; excused absences do not count.',
  lms_inactivity: 'Counted from what reached us from the platform; days off and outages do not count.',
  negative_sentiment:
    'Counted from what the learner wrote in the last week, each text from very negative to very positive. A rule on words, not a judgement of a person.',
  overall_engagement: 'Seen from the score as a whole and the flags that are up at once.',
};

function alertLines(type: AlertType, rules: AlertRules): string[] {
  const of = (name: Threshold): number => rules[name] ?? Number.NaN;
  const points = (name: Threshold): string => tenths(of(name));
  const after = (name: Threshold): string => silence(of(name));
  const since = (flag: Threshold): string => {
    const steady = of('steadyPoints');
    const until = `Once below ${points(flag)}, it counts as below until it reaches ${tenths(of(flag) + steady)}. `;
    return `${steady > 0 ? until : ''}These are the programme’s numbers of today; they may have been others when it was raised.`;
  };
  switch (type) {
    case 'attendance': {
      const missed = count(of('alerts.missedSessions'), 'session');
      return [
        `Raised as high when attendance is below ${points('flags.lowAttendance')} with at least ${missed} missed; critical below ${points('alerts.attendanceCritical')}.`,
        since('flags.lowAttendance'),
      ];
    }
    case 'lms_inactivity':
      return [
        `Raised as high when the platform part is below ${points('flags.inactiveLms')} and nothing came for ${after('alerts.silentDays')}; critical after ${after('alerts.silentDaysCritical')}.`,
        since('flags.inactiveLms'),
      ];
    case 'negative_sentiment':
      return [
        `Raised as medium when the mood of texts is below ${points('flags.negativeSentiment')}; high below ${points('alerts.sentimentHigh')}, critical below ${points('alerts.sentimentCritical')}.`,
        since('flags.negativeSentiment'),
      ];
    case 'overall_engagement': {
      const others = count(of('flags.disengagedFlags'), 'other flag');
      return [
        `Raised as high when the score is below ${points('flags.disengaged')} with at least ${others} up; critical below ${points('alerts.overallCritical')}.`,
        since('flags.disengaged'),
      ];
    }
  }
}

/** Programmes whose alerts come within hours, as in a trial, are told in hours. */
function silence(days: number): string {
  return days < 1 ? format.lasting(days * 86_400_000) : format.days(days);
}

function scoreSaid(score: number | null): string {
  return score === null ? '–' : format.fixedTenths(score);
}

function afterSaid(before: number | null, after: Intervention['after']): string {
  if (after === null) return 'Too early to say what came of it';
  const to = `${format.fixedTenths(after.score)} in ${count(after.days, 'day')}`;
  return before === null ? `After it: ${to}` : `After it: ${format.fixedTenths(before)} to ${to}`;
}

export const alerts = {
  title: 'Alerts',
  summary: (active: number, acknowledged: number) => {
    if (active + acknowledged === 0) return 'Nothing needs you';
    const looked = acknowledged === 0 ? '' : `, ${whole(acknowledged)} being looked after`;
    return `${whole(active)} nobody has looked at yet${looked}`;
  },
  said: alertSaid,
  type: alertTypeNames,
  severity: severityNames,
  status: alertStatusNames,
  group: (severity: Severity, alerts: number) => `${severityNames[severity]} · ${whole(alerts)}`,
  byStatus: 'Which alerts',
  statusFilter: { open: 'Open', ...alertStatusNames },
  bySeverity: 'By severity',
  byType: 'By type',
  anyType: 'Every type',
  byCohort: 'By cohort',
  anyCohort: 'Every cohort',
  grouped: 'Group by severity',
  search: 'Find a learner',
  choose: (name: string, type: AlertType) => `Choose ${name}, ${alertTypeNames[type]}`,
  chosen: (alerts: number) => `${whole(alerts)} chosen`,
  chooseNone: 'Choose none',
  bulk: 'What to do with the chosen alerts',
  bulkLeft: (done: number, left: number) =>
    `${whole(done)} done. ${count(left, 'alert')} could not be: somebody else was quicker, or another of its kind is open.`,
  scoreThenNow: 'Score when it was raised, and now',
  scores: (then: number | null, now: number | null) =>
    then === now || now === null ? scoreSaid(then) : `${scoreSaid(then)} → ${scoreSaid(now)}`,
  score: scoreSaid,
  easedSince: (at: number, now: number) =>
    `no longer so since ${now - at < 86_400_000 ? format.clock(at) : format.day(at)}`,
  easedLong: (at: number) => `No longer so since ${format.day(at)}, ${format.clock(at)}`,
  handled: (status: AlertStatus, name: string) => `${alertStatusNames[status]} by ${name}`,
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  dismiss: 'Dismiss',
  reopen: 'Open again',
  cancel: 'Cancel',
  close: 'Close this alert',
  resolveTitle: (alerts: number, name: string) =>
    alerts === 1 ? `Resolve the alert about ${name}` : `Resolve ${count(alerts, 'alert')}`,
  dismissTitle: (alerts: number, name: string) =>
    alerts === 1 ? `Dismiss the alert about ${name}` : `Dismiss ${count(alerts, 'alert')}`,
  whatWasDone: 'What was done?',
  nothingDone: 'Nothing to write down',
  earlier: 'Already written down',
  earlierTitle: (name: string) => `Already written down for ${name}`,
  earlierFailed: 'What was written down lately could not be loaded.',
  inWords: 'In a few words',
  measured: 'Kept with today’s score, so that one sees later whether it helped.',
  notes: 'Notes for your colleagues (optional)',
  why: 'Why does it need no answer?',
  reason: dismissReasonNames,
  reasonMissing: 'Choose a reason first: it is part of the record.',
  kind: interventionNames,
  scoreTitle: 'Score',
  atFirst: 'Then',
  whenHandled: 'When handled',
  now: 'Now',
  whyTitle: 'Why it was raised',
  how: alertHow,
  figures: alertFigures,
  helpTitle: 'What helps',
  didThis: 'Done this',
  action: (action: RecommendedAction) => recommended(action).toDo,
  done: (action: RecommendedAction) => recommended(action).done,
  doneTitle: 'What was done',
  nothingYet: 'Nothing was written down yet.',
  after: afterSaid,
  stepsTitle: 'What happened',
  step: (step: AlertStep, severity: Severity, by: string | null) =>
    by === null ? alertStep(step, severity) : `${alertStep(step, severity)} by ${by}`,
  cameIn: (name: string, type: AlertType, trigger: Record<string, number>) =>
    `New alert: ${name}, ${alertSaid(type, trigger)}`,
  failed: 'The alerts could not be loaded.',
  oneFailed: 'This alert could not be loaded.',
  refused: 'Alerts are for mentors, managers and admins.',
  empty: (isFiltered: boolean) =>
    isFiltered
      ? { title: 'No such alerts', text: 'Nothing fits what you look for.' }
      : {
          title: 'All quiet',
          text: 'Nobody has crossed a line. An alert appears here by itself, within seconds of what raised it.',
        },
  showOpen: 'Show all that are open',
  older: 'Show older',
  keysTitle: 'Keys',
  keys: [
    ['j k', 'next and previous line, as the arrows do'],
    ['o', 'open the line beside the list'],
    ['x', 'choose the line; with shift and an arrow, several'],
    ['e', 'acknowledge'],
    ['r', 'resolve'],
    ['d', 'dismiss'],
    ['u', 'open again'],
    ['/', 'find a learner'],
    ['Esc', 'close the side, then choose none'],
    ['?', 'these keys'],
  ] satisfies [string, string][],
  keysOn: 'Single letters do things on this page',
};
