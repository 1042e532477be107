import type { SessionOutcome, TutoredSession } from '#engagement/session.ts';
import type { Slot } from './calendar.ts';
import type { Values } from './correlations.ts';
import type { SimulatedLearner, SimulatedMentor } from './people.ts';
import type { DrawnSession } from './signals.ts';

/** The set of brief D, and what really happened in it. */
export interface Tutoring {
  mentors: SimulatedMentor[];
  learners: SimulatedLearner[];
  /** In order of time. */
  sessions: SimulatedSession[];
  truth: TutoringTruth;
}

/** A session as it was planned, and what a sender would tell of it. */
export interface SimulatedSession extends Slot {
  id: string;
  mentor: SimulatedMentor;
  learner: SimulatedLearner;
  outcome: SessionOutcome;
  /** How late the learner came to a completed one; 0 is in time. */
  minutesLate: number;
  signals: TutoredSession;
}

/** What no sender knows. */
export interface TutoringTruth {
  learners: { learner: string; persona: string; joinedAt: number; leftAt: number | null; sessions: number }[];
  /** In the order of the sessions of each group. */
  sessions: SessionTruth[];
}

export interface SessionTruth {
  session: string;
  /** The chance that the learner would leave after it. */
  hazard: number;
  /** Whether they did. */
  isLast: boolean;
  /** Of a completed one: what was drawn for it, and what D4's rules made of that. */
  took: { drawn: DrawnSession; settled: Values } | null;
}
