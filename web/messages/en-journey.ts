import type { JourneyEntry, JourneyWeek } from '#engagement/learner.ts';
import { type Band, bands } from '#engagement/risk.ts';
import type { Emotion } from '#engagement/sentiment/emotion.ts';
import type { SentimentLabel } from '#engagement/sentiment/label.ts';
import type { TutoredSession, HighlightKind } from '#engagement/session.ts';
import { alertSaid, alertTypeNames, alertStep } from './en-alert.ts';
import { bandName } from './en-bands.ts';
import { flagNames } from './en-flags.ts';
import { count, format } from './en-format.ts';
import { nudge } from './en-nudge.ts';
import { reason } from './en-reasons.ts';

// What is said of what happened to a learner; a part of en.ts.

const { tenths } = format;

const eventNames: Record<string, string> = {
  login: 'signed in',
  content_view: 'read',
  video_watch: 'watched videos',
  quiz_attempt: 'tried a quiz',
  assignment_submission: 'handed in an assignment',
  forum_post: 'wrote in the forum',
  resource_download: 'downloaded material',
  live_session_join: 'joined a live session',
  peer_review: 'reviewed a peer',
  answer: 'answered questions',
  progress: 'made progress',
  attendance: 'attendance noted',
  attendance_present: 'was present',
  attendance_late: 'came late',
  attendance_absent: 'was absent',
  attendance_excused: 'was excused',
  message: 'wrote a message',
};

const caseSteps: Record<string, string> = {
  asked: 'was asked for by the learner',
  taken_back: 'was taken back by the learner',
  claimed: 'was claimed',
  released: 'was released',
  handed_over: 'was handed over',
  closed: 'was closed',
};

/** "high (34%)" */
function bandAt(band: Band | null, risk: number | null): string {
  return risk === null ? bandName(band) : `${bandName(band)} (${format.share(risk)})`;
}

/** What weighed most when a band changed, on the side to which it did. */
function bandWhy({ from, to, reasons }: Extract<JourneyEntry, { what: 'band' }>): string | null {
  const [lower, higher] = [from, to].map((band) => (band === null ? -1 : bands.indexOf(band)));
  const isWorse = (higher ?? 0) >= (lower ?? 0);
  const main = reasons
    .filter(({ code, weight }) => code !== 'base' && (isWorse ? weight > 0 : weight < 0))
    .toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight))[0];
  if (main === undefined) return null;
  return isWorse ? `Raised it most: ${reason(main)}` : `Lowered it most: ${reason(main)}`;
}

function journeyEntry(entry: Exclude<JourneyEntry, { what: 'event' }>): string {
  switch (entry.what) {
    case 'band':
      return entry.from === null
        ? `First assessed: ${bandName(entry.to)} risk${entry.risk === null ? '' : `, ${format.share(entry.risk)}`}`
        : `Risk went from ${bandAt(entry.from, entry.before)} to ${bandAt(entry.to, entry.risk)}`;
    case 'nudge':
      return `Nudge sent, ${nudge.taken(entry)}`;
    case 'case': {
      if (entry.step === 'opened') return 'Came into the mentors’ queue';
      const step = caseSteps[entry.step] ?? entry.step;
      return entry.by === null ? `Case ${step}` : `Case ${step} by ${entry.by}`;
    }
    case 'alert':
      return `Alert: ${alertSaid(entry.type, entry.trigger)} (${entry.severity}, ${entry.status})`;
    case 'alert_step': {
      const said = `${alertTypeNames[entry.type]} alert: ${alertStep(entry.step, entry.severity).toLowerCase()}`;
      return entry.by === null ? said : `${said} by ${entry.by}`;
    }
    case 'intervention':
      return `${entry.by}: ${entry.action}`;
    case 'week':
      return weekSaid(entry);
  }
}

function weekSaid({ startsOn, score, change }: JourneyWeek): string {
  const of = `Week of ${format.date(Date.parse(startsOn), 'UTC')}`;
  if (score === null) return `${of}: nothing to score`;
  const since = change === null ? '' : ` (${format.signed(change)})`;
  return `${of}: ${format.fixedTenths(score)} for the week${since}`;
}

/** What the score of a week is made of, and what was wrong with it. */
function weekParts({ attendance, lms, sentiment, flags }: JourneyWeek): string[] {
  const parts: [string, number | null][] = [
    ['attendance', attendance],
    ['platform', lms],
    ['mood of texts', sentiment],
  ];
  return [
    ...parts.map(([name, value]) => `${name} ${value === null ? 'no data' : format.fixedTenths(value)}`),
    ...flags.map((flag) => flagNames[flag]),
  ];
}

function sessionTitle(
  { with: mentor, outcome = 'completed', first }: TutoredSession,
  lastedMs: number,
): string {
  switch (outcome) {
    case 'completed': {
      const length = lastedMs > 0 ? `, ${format.minutes(lastedMs)}` : '';
      return `${first ? 'First session' : 'Session'} with ${mentor}${length}`;
    }
    case 'learner_no_show':
      return `Did not come to a session with ${mentor}`;
    case 'mentor_no_show':
      return `Session with ${mentor}: the mentor did not come`;
    case 'rescheduled':
      return `Session with ${mentor} was moved`;
  }
}

/** In the words of somebody who looked over it; what nobody noticed is left out. */
function sessionSignals(session: TutoredSession): string[] {
  const { talkShare, checks, questions, rating, rebooked } = session;
  const of10 = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name} ${tenths(value)} of 10`];
  return [
    ...of10('engagement', session.engagement),
    ...(talkShare === undefined ? [] : [`mentor talked ${format.share(talkShare)}`]),
    ...(checks === undefined ? [] : [count(checks, 'check')]),
    ...(questions === undefined ? [] : [count(questions, 'question')]),
    ...of10('frustration', session.frustration),
    ...of10('confusion', session.confusion),
    ...(rating === undefined ? [] : [`rated ${tenths(rating)} of 5`]),
    ...(rebooked === undefined ? [] : [rebooked ? 'booked again' : 'not booked again']),
    ...(session.technicalIssue ? ['technical trouble'] : []),
    ...(session.gamingDetected ? ['answers may not be their own'] : []),
  ];
}

const labelNames: Record<SentimentLabel, string> = {
  very_positive: 'very positive',
  positive: 'positive',
  neutral: 'neutral',
  negative: 'rather negative',
  very_negative: 'very negative',
};

const notScoredNames = { language: 'not in a language we read', no_words: 'no words in it' };

function writingReads({ label, notScored }: WritingWords): string {
  if (label !== null) return `Text reads as ${labelNames[label]}`;
  return notScored === null ? 'Text not scored' : `Text not scored: ${notScoredNames[notScored]}`;
}

function writingSignals({ emotions, asksForHelp, confidence, label }: WritingWords): string[] {
  return [
    ...(asksForHelp ? ['asks for help'] : []),
    ...emotions.map((emotion) => `signals ${emotion}`),
    ...(confidence === null || label === null ? [] : [`confidence ${tenths(confidence)}`]),
  ];
}

const momentNames: Record<HighlightKind, [one: string, many: string]> = {
  question: ['question', 'questions'],
  breakthrough: ['breakthrough', 'breakthroughs'],
  confusion: ['moment of confusion', 'moments of confusion'],
  long_silence: ['long silence', 'long silences'],
  checked_understanding: ['check of understanding', 'checks of understanding'],
  technical_issue: ['technical trouble', 'technical troubles'],
};

interface WritingWords {
  label: SentimentLabel | null;
  notScored: 'language' | 'no_words' | null;
  emotions: Emotion[];
  asksForHelp: boolean;
  confidence: number | null;
}

export const journey = {
  entry: journeyEntry,
  bandWhy,
  weekParts: (week: JourneyWeek) => weekParts(week).join(' · '),
  once: (type: string) => {
    const name = eventNames[type] ?? type;
    return `${name[0]?.toUpperCase()}${name.slice(1)}`;
  },
  sitting: (events: number, lastedMs: number) =>
    lastedMs < 60_000 ? count(events, 'event') : `${count(events, 'event')} in ${format.lasting(lastedMs)}`,
  types: (types: string[]) => {
    const named = types.slice(0, 3).map((type) => eventNames[type] ?? type);
    return named.length === 0 ? '' : `· ${format.list(named)}${types.length > 3 ? ' and more' : ''}`;
  },
  session: {
    title: sessionTitle,
    when: (at: number) => `${format.weekday(at)}, ${format.clock(at)}`,
    noticed: 'Noticed:',
    how: 'Signals of this one session as the sender reported them, some of them guessed from its recording. They are hints for a talk, not facts about a person. The score does not read them: it counts that the session took place.',
    signals: sessionSignals,
    moment: (kind: HighlightKind, atS: number) => `${momentNames[kind][0]} at ${format.minuteOf(atS)}`,
    moments: (kind: HighlightKind, atS: number[]) =>
      `${count(atS.length, ...momentNames[kind])} at ${format.list(atS.map(format.minuteOf))}`,
  },
  writing: {
    reads: writingReads,
    how: 'Found in the words of the text by lists and rules, in English alone. These are signals to ask about, not facts about a person: irony, quotations and the subject itself can mislead them. Confidence says how much was found and whether it agrees.',
    signals: writingSignals,
  },
  none: 'Nothing has happened yet.',
  failed: 'The journey could not be loaded.',
  more: 'Show earlier',
};
