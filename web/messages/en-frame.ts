import { format } from './en-format.ts';

// What stands around every screen, and what all of them say alike; a part of en.ts.

const { whole, tenths } = format;

type ConnectionWords =
  | { state: 'off' | 'connecting' | 'live' }
  | { state: 'reconnecting'; since: number }
  | { state: 'stale'; since: number; away: 'redis' | 'postgres' | null };

export const language = format.language;

export const loading = 'Loading';

export const how = 'How is this computed?';

export const copyLink = {
  copy: 'Copy link',
  copied: 'Copied',
  byHand: 'This browser does not let the page copy it:',
  notMade: 'The link could not be made. Trying again may help.',
};

export const titled = (page: string) => `${page} · Holdfast`;

export const time = {
  ago: format.ago,
  agoShort: (at: number, now: number) => format.agoShort(at, now) ?? 'now',
  /** "2 hours": for how long, up to now. */
  lasting: (at: number, now: number) => format.lasting(now - at),
  exact: format.exact,
  clock: format.clock,
  day: format.day,
  weekday: format.weekday,
  month: format.month,
  zone: format.zone,
};

export const number = { whole, tenths, precise: format.precise, signed: format.signed, share: format.share };

export const person = {
  initials: (name: string) =>
    name
      .split(/\s+/)
      .map((part) => part.charAt(0))
      .slice(0, 2)
      .join('')
      .toUpperCase(),
};

export const product = { name: 'Holdfast' };

export const frame = {
  skip: 'Skip to content',
  home: 'Holdfast, to the start',
  sections: 'Sections',
  section: {
    cohorts: 'Cohorts',
    alerts: 'Alerts',
    queue: 'Queue',
    nudges: 'Nudges',
    sources: 'Sources',
    me: 'Me',
  },
  /** Screens that a menu leads to: what the link says and what the screen is called, without the words of the screen. */
  place: {
    plan: 'Course plan',
    scoring: 'Scoring',
    model: 'Risk model',
    items: 'Questions',
    delivery: 'Delivery of nudges',
    walls: 'Walls',
    mentoring: 'Time for learners',
    mail: 'Alerts by mail',
  },
  activeAlerts: (active: number) => `, ${whole(active)} nobody has looked at`,
};

export const connection = {
  state: (connection: ConnectionWords) => {
    switch (connection.state) {
      case 'off':
      case 'connecting':
        return 'Connecting';
      case 'live':
        return 'Live';
      case 'reconnecting':
        return 'Reconnecting';
      case 'stale':
        return `Stale since ${format.clock(connection.since)}`;
    }
  },
  why: (connection: ConnectionWords, isStaff: boolean) => {
    switch (connection.state) {
      case 'off':
      case 'connecting':
        return 'Opening the live connection.';
      case 'live':
        return 'What you see is up to date. The time is from an event being accepted to it being on your screen.';
      case 'reconnecting':
        return 'The live connection broke. Trying again by itself.';
      case 'stale':
        if (!isStaff) return 'New things may be missing; we keep trying';
        if (connection.away === 'redis') return 'The live store (Redis) does not answer';
        if (connection.away === 'postgres') return 'The database (PostgreSQL) does not answer';
        return 'The server cannot be reached; trying again';
    }
  },
  latency: (ms: number) => (ms < 1_000 ? `${whole(ms)} ms` : `${tenths(ms / 1_000)} s`),
};

export const account = {
  open: (name: string) => `Account of ${name}`,
  role: { admin: 'Admin', manager: 'Manager', mentor: 'Mentor', learner: 'Learner' },
  signOut: 'Sign out',
};

export const theme = {
  title: 'Appearance',
  name: { system: 'System', light: 'Light', dark: 'Dark', contrast: 'Contrast' },
};

export const failure = {
  retry: 'Try again',
  why: (code: string, message: string) => {
    switch (code) {
      case 'unreachable':
        return 'The server cannot be reached. Check your connection, or try again in a moment.';
      case 'unavailable':
        return 'A part of Holdfast is away at the moment. It usually comes back by itself within a minute.';
      case 'INVALID_EMAIL_OR_PASSWORD':
        return 'This email and password do not belong together.';
      case 'INVALID_EMAIL':
        return 'This does not look like an email address.';
      case 'TOO_MANY_REQUESTS':
      case 'too_many':
        return 'Too many tries at once. Wait a minute, then try again.';
      default:
        return message === '' ? 'Something went wrong on our side. Trying again may help.' : message;
    }
  },
};

export const unreachable = {
  title: 'Holdfast cannot be reached',
  text: (isPart: boolean) =>
    isPart
      ? 'A part of it is away, usually for less than a minute. This page tries again every few seconds and goes on where you were.'
      : 'The server does not answer. This page tries again every few seconds and goes on where you were.',
};

export const lost = {
  title: (status: number) => (status === 404 ? 'There is no such page' : 'This page did not load'),
  text: (status: number) =>
    status === 404
      ? 'The link may be old, or mistyped.'
      : 'Something went wrong on our side. Loading it again may help.',
  home: 'To the start',
};

export const leaving = {
  title: 'Leave without saving?',
  text: 'What you changed here is not saved, and would be lost.',
  leave: 'Leave',
  stay: 'Stay here',
};
