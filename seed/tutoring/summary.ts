import type { SessionOutcome } from '#engagement/session.ts';
import type { Tutoring } from './set.ts';

/** The figures of D6, and a few beside them. */
export interface TutoringFigures {
  admins: number;
  mentors: number;
  learners: number;
  sessions: number;
  completed: number;
  feedback: number;
  highlights: number;
  missed: Record<Exclude<SessionOutcome, 'completed'>, number>;
  technicalIssues: number;
  /** Learners who stopped coming for good. */
  left: number;
}

export function figuresOf({ mentors, learners, sessions, truth }: Tutoring): TutoringFigures {
  const withOutcome = (outcome: SessionOutcome) => sessions.filter((one) => one.outcome === outcome).length;
  return {
    admins: 1,
    mentors: mentors.length,
    learners: learners.length,
    sessions: sessions.length,
    completed: withOutcome('completed'),
    feedback: sessions.filter(({ signals }) => signals.rating !== undefined).length,
    highlights: sessions.reduce((sum, { signals }) => sum + (signals.highlights?.length ?? 0), 0),
    missed: {
      learner_no_show: withOutcome('learner_no_show'),
      mentor_no_show: withOutcome('mentor_no_show'),
      rescheduled: withOutcome('rescheduled'),
    },
    technicalIssues: sessions.filter(({ signals }) => signals.technicalIssue).length,
    left: truth.learners.filter(({ leftAt }) => leftAt !== null).length,
  };
}

/** The summary of D6, a line each. */
export function summaryLines(figures: TutoringFigures): string[] {
  const { admins, mentors, learners, sessions, completed, feedback, highlights, missed } = figures;
  const lines: [what: string, count: number][] = [
    ['admin', admins],
    ['mentors', mentors],
    ['learners', learners],
    ['sessions', sessions],
    ['completed', completed],
    ['learner did not come', missed.learner_no_show],
    ['mentor did not come', missed.mentor_no_show],
    ['rescheduled', missed.rescheduled],
    ['with a technical issue', figures.technicalIssues],
    ['with feedback', feedback],
    ['highlights', highlights],
    ['learners who left', figures.left],
  ];
  return lines.map(([what, count]) => `${what.padEnd(24)}${String(count).padStart(8)}`);
}
