import { dayMs, dayOfDate } from '#engagement/day.ts';
import type {
  Nudge,
  NudgeAnswer,
  NudgeKind,
  NudgeParams,
  NudgeReason,
  NudgeRule,
} from '#engagement/nudge.ts';
import { check } from './en-check.ts';
import { format } from './en-format.ts';

// What nudges say, to learners and about them; a part of en.ts.

/** A nudge in words: one concrete next thing, from somebody, with why it came. */
export interface NudgeWords {
  title: string;
  text: string;
  why: string;
}

function nudgeStep({ kind, rule, params }: Pick<Nudge, 'kind' | 'rule' | 'params'>): NudgeWords {
  const why = `You see this because ${because(rule, params)}. Your answer helps us send better ones, or none.`;
  switch (kind) {
    case 'reminder':
      return { ...reminder(rule, params), why };
    case 'micro_assessment': {
      const skill = textOf(params, 'skill');
      const items = numberOf(params, 'items') || 3;
      return {
        title: check.title(items, skill),
        text: `About ${check.minutes(items)}, with the answers explained at once. It keeps ${skill} fresh, and you can stop and go on whenever you like.`,
        why,
      };
    }
    case 'peer_challenge':
      return {
        title: 'A week together',
        text: `${others(numberOf(params, 'others'))} of your cohort who work at about your pace would like a goal for this week: ${goal(params)} each. Nobody is ranked, and you can leave at any time.`,
        why,
      };
    case 'mentor_connection': {
      const mentor = textOf(params, 'mentor');
      return {
        title: `${mentor} has time for you`,
        text: `Fifteen minutes with a person often settle what a week alone does not. One tap asks ${mentor}; you see here when it is taken up.`,
        why,
      };
    }
  }
}

function reminder(rule: NudgeRule, params: NudgeParams): Pick<NudgeWords, 'title' | 'text'> {
  const title = textOf(params, 'title');
  const next =
    title === ''
      ? 'Pick up where you stopped: one short activity is enough to get going again.'
      : `A good next step is “${title}”${due(params)}: ten minutes on it are a start.`;
  switch (rule) {
    case 'work_due':
      return {
        title: title === '' ? 'Something is due' : title,
        text: `It is due${due(params)} and nothing of yours has come yet. Ten minutes today make the rest easier.`,
      };
    case 'streak_at_stake':
      return {
        title: 'Keep your streak',
        text: `You have worked ${format.days(numberOf(params, 'days'))} in a row. A few minutes today keep it going.`,
      };
    case 'low_results': {
      const skill = textOf(params, 'skill');
      if (skill === '') return { title: 'Look at it once more', text: `The last results were hard. ${next}` };
      return {
        title: `${skill}: look at it once more`,
        text: `The last results on ${skill} were hard. ${next}`,
      };
    }
    case 'quiet_days':
      return {
        title: 'Ten minutes today',
        text: `It has been ${format.days(numberOf(params, 'days'))} since you were last here. ${next}`,
      };
    case 'asked_for_help':
    case 'high_risk':
    case 'working_together':
      return { title: 'Ten minutes today', text: next };
  }
}

/** Why a nudge came, in words that blame nobody. */
function because(rule: NudgeRule, params: NudgeParams): string {
  switch (rule) {
    case 'quiet_days':
      return `nothing of yours reached us for ${format.days(numberOf(params, 'days'))}, which is longer than usual`;
    case 'work_due':
      return 'something is due soon and has not come in yet';
    case 'streak_at_stake':
      return 'you have worked every day lately, and today nothing has come yet';
    case 'low_results':
      return 'your last results were lower than they could be';
    case 'asked_for_help':
      return 'something you wrote sounded as if help would be welcome';
    case 'high_risk':
      return 'the last weeks looked harder for you than usual';
    case 'working_together':
      return 'you said that you like to work with others';
  }
}

function due(params: NudgeParams): string {
  const dueOn = textOf(params, 'dueOn');
  return dueOn === '' ? '' : ` on ${format.day(dayOfDate(dueOn) * dayMs, 'UTC')}`;
}

function goal(params: NudgeParams): string {
  const each = numberOf(params, 'each');
  return params['what'] === 'answers' ? `${each} answered questions` : format.days(each);
}

function others(count: number): string {
  return count === 1 ? 'One other' : `${count} others`;
}

function textOf(params: NudgeParams, name: string): string {
  const value = params[name];
  return value === undefined ? '' : String(value);
}

function numberOf(params: NudgeParams, name: string): number {
  const value = params[name];
  return typeof value === 'number' ? value : 0;
}

/** What taking it up is called on its button. */
function accept({ kind, params }: Pick<Nudge, 'kind' | 'params'>): string {
  switch (kind) {
    case 'reminder':
    case 'micro_assessment':
      return 'Start';
    case 'peer_challenge':
      return 'Join';
    case 'mentor_connection':
      return `Ask ${textOf(params, 'mentor')}`;
  }
}

function thanks(answer: NudgeAnswer, { kind, params }: Pick<Nudge, 'kind' | 'params'>): string {
  if (answer === 'later') return 'Fine, it keeps. We will not remind you about this one again this week.';
  if (answer === 'not_for_me')
    return 'Thank you for saying so. We will not send you this one again this week.';
  switch (kind) {
    case 'reminder':
    case 'micro_assessment':
      return 'Great. Open your course and pick the shortest thing you see. We will notice, and be glad.';
    case 'peer_challenge':
      return 'You are in. How the week goes, for you and the others, is further down on this page.';
    case 'mentor_connection':
      return `${textOf(params, 'mentor')} is asked. Further down on this page you see when it is taken up.`;
  }
}

const kinds: Record<NudgeKind, string> = {
  reminder: 'Reminder',
  micro_assessment: 'Three questions',
  peer_challenge: 'A week together',
  mentor_connection: 'Offer of a mentor',
};

const takes: Record<NudgeKind, string> = {
  reminder: 'about ten minutes',
  micro_assessment: 'about three minutes',
  peer_challenge: 'a week, at your pace',
  mentor_connection: 'one tap',
};

const rules: Record<NudgeRule, string> = {
  quiet_days: 'Quiet for days',
  work_due: 'Work is due',
  streak_at_stake: 'A streak is at stake',
  low_results: 'Low results',
  asked_for_help: 'Asked for help',
  high_risk: 'High risk',
  working_together: 'Losing pace',
};

const reasons: Record<NudgeReason, string> = {
  due: 'Sent when it was due',
  held_out: 'Held out: this learner gets none of this kind, so that its effect is known',
  all_off: 'Nudges are switched off',
  rule_off: 'This rule is switched off',
  cohort_ended: 'The cohort has ended',
  contested: 'The learner says that what we say of them is wrong, and nobody has answered yet',
  paused: 'The learner paused nudges for longer than this one would be of use',
  done_already: 'It was done already',
  unanswered: 'The last nudges brought no answer: a person takes over',
  kind_off: 'This kind is switched off',
  stopped_for_harm: 'This kind was stopped, since it did harm',
  declined: 'The learner wants none of this kind',
  nothing_to_offer: 'There was nothing to offer',
  cooling_down: 'One of this kind was sent lately',
  no_room: 'Quiet hours, days off and caps left no time for it while it was of use',
};

/** A mailbox is seen by more than one person. */
const subjects: Record<NudgeKind, string> = {
  reminder: 'A small next step',
  micro_assessment: 'Some short questions',
  peer_challenge: 'An invitation for this week',
  mentor_connection: 'Somebody has time for you',
};

const answered: Record<NudgeAnswer, string> = {
  accepted: 'started',
  later: 'put off for later',
  not_for_me: 'declined',
};

function nudgeTaken({ openedAt, answer }: Pick<Nudge, 'openedAt' | 'answer'>): string {
  if (answer !== null) return answered[answer];
  return openedAt === null ? 'not opened yet' : 'opened, not answered yet';
}

export const nudge = {
  step: nudgeStep,
  mail: {
    subjects,
    open: 'See it on your page',
    foot: 'You get this mail because you agreed to be told by e-mail.',
    off: 'Turn these mails off',
  },
  kinds,
  rules,
  reasons,
  from: (cohort: string) => `For ${cohort}`,
  /** What it takes, so that nobody puts off what is short. */
  takes: (kind: NudgeKind) => takes[kind],
  kept: 'There is no connection. Your answer is kept here and sent as soon as there is.',
  keptSent: 'There is a connection again: your answer has been sent.',
  fewer: 'Fewer of these, or none',
  accept,
  answers: { later: 'Later', not_for_me: 'Not for me' },
  thanks,
  taken: nudgeTaken,
  why: 'Why do I see this?',
  none: 'Nothing is waiting for you. When a small step would help, it will be here.',
};
