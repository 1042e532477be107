import { type FieldProblem, flagProblem, isPresent, numberProblem, textProblem } from './field.ts';

/**
 * What a sender noticed in a session that a learner had with a mentor. These are signals of one hour,
 * some of them guessed from its recording: never facts about a person. Windows and scores do not read them.
 */
export interface TutoredSession {
  id?: string;
  /** The mentor, as the sender calls them. */
  with: string;
  outcome?: SessionOutcome;
  /** Whether these two met for the first time. */
  first?: boolean;
  /** Of what was said, the mentor's share: 0..1. */
  talkShare?: number;
  /** How often the mentor checked that the learner understood. */
  checks?: number;
  /** Asked by the learner. */
  questions?: number;
  /** Seconds until the learner answered, in the mean. */
  replyS?: number;
  /** That the mentor spent on notes afterwards. */
  notesMinutes?: number;
  /** These three 0..10. */
  confusion?: number;
  frustration?: number;
  engagement?: number;
  /** The learner's own, 1..5. */
  rating?: number;
  rebooked?: boolean;
  technicalIssue?: boolean;
  /** Whether answers came from elsewhere than the learner's head. */
  gamingDetected?: boolean;
  /** What there is of the session to look at again. */
  recordings?: Recording[];
  /** In the order they were sent. */
  highlights?: Highlight[];
}

export interface Highlight {
  /** Seconds after the session began. */
  atS: number;
  kind: HighlightKind;
}

export const sessionOutcomes = ['completed', 'learner_no_show', 'mentor_no_show', 'rescheduled'] as const;
export type SessionOutcome = (typeof sessionOutcomes)[number];

export const recordings = ['audio', 'video', 'screen'] as const;
export type Recording = (typeof recordings)[number];

export const highlightKinds = [
  'question',
  'breakthrough',
  'confusion',
  'long_silence',
  'checked_understanding',
  'technical_issue',
] as const;
export type HighlightKind = (typeof highlightKinds)[number];

const idMaxChars = 64;
const nameMaxChars = 256;
/** A moment worth going back to every minute, for longer than a session lasts. */
export const highlightsMax = 100;

/** From least to most. */
const numbers = {
  talkShare: [0, 1],
  checks: [0, 1_000],
  questions: [0, 1_000],
  replyS: [0, 3_600],
  notesMinutes: [0, 1_440],
  confusion: [0, 10],
  frustration: [0, 10],
  engagement: [0, 10],
  rating: [1, 5],
} as const satisfies Partial<Record<keyof TutoredSession, readonly [number, number]>>;
const numberFields = Object.keys(numbers) as (keyof typeof numbers)[];

const flags = ['first', 'rebooked', 'technicalIssue', 'gamingDetected'] as const;

const highlightMaxS = 86_400;

/** What is wrong with the `session` of an event, if anything is. */
export function sessionProblem(value: unknown): FieldProblem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { code: 'invalid_field', message: 'session must be an object' };
  }
  const raw = value as Record<string, unknown>;
  const problem =
    textProblem(raw, 'id', idMaxChars, false) ??
    textProblem(raw, 'with', nameMaxChars, true) ??
    outcomeProblem(raw['outcome']) ??
    firstOf(numberFields, (field) => {
      const [least, most] = numbers[field];
      return numberProblem(raw, field, least, most);
    }) ??
    firstOf(flags, (field) => flagProblem(raw, field)) ??
    recordingsProblem(raw['recordings']) ??
    highlightsProblem(raw['highlights']);
  return problem && { ...problem, message: `session.${problem.message}` };
}

/** What `sessionProblem` found nothing wrong with; of it only what is named here. */
export function sessionOf(raw: Record<string, unknown>): TutoredSession {
  const session: TutoredSession = { with: raw['with'] as string };
  if (typeof raw['id'] === 'string' && raw['id'] !== '') session.id = raw['id'];
  if (isPresent(raw['outcome'])) session.outcome = raw['outcome'] as SessionOutcome;
  for (const field of numberFields) if (typeof raw[field] === 'number') session[field] = raw[field];
  for (const field of flags) if (typeof raw[field] === 'boolean') session[field] = raw[field];
  if (isPresent(raw['recordings'])) session.recordings = [...new Set(raw['recordings'] as Recording[])];
  if (isPresent(raw['highlights'])) {
    session.highlights = (raw['highlights'] as Highlight[]).map(({ atS, kind }) => ({ atS, kind }));
  }
  return session;
}

function firstOf<Field>(
  fields: readonly Field[],
  problemOf: (field: Field) => FieldProblem | undefined,
): FieldProblem | undefined {
  for (const field of fields) {
    const problem = problemOf(field);
    if (problem) return problem;
  }
  return undefined;
}

function outcomeProblem(value: unknown): FieldProblem | undefined {
  if (!isPresent(value) || sessionOutcomes.includes(value as SessionOutcome)) return undefined;
  return { code: 'invalid_field', message: `outcome must be one of ${sessionOutcomes.join(', ')}` };
}

function recordingsProblem(value: unknown): FieldProblem | undefined {
  if (!isPresent(value)) return undefined;
  const isFine =
    Array.isArray(value) &&
    value.length <= recordings.length &&
    value.every((one) => recordings.includes(one as Recording));
  return isFine
    ? undefined
    : { code: 'invalid_field', message: `recordings must be an array of ${recordings.join(', ')}` };
}

function highlightsProblem(value: unknown): FieldProblem | undefined {
  if (!isPresent(value)) return undefined;
  if (!Array.isArray(value) || value.length > highlightsMax) {
    return { code: 'invalid_field', message: `highlights must be an array of at most ${highlightsMax}` };
  }
  return value.every(isHighlight)
    ? undefined
    : {
        code: 'invalid_field',
        message: `highlights must each have atS, from 0 to ${highlightMaxS}, and kind, one of ${highlightKinds.join(', ')}`,
      };
}

function isHighlight(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { atS, kind } = value as Record<string, unknown>;
  return (
    typeof atS === 'number' &&
    atS >= 0 &&
    atS <= highlightMaxS &&
    highlightKinds.includes(kind as HighlightKind)
  );
}
