import type { LearnerEvent } from '#engagement/event.ts';
import type { Reaction } from './reaction.ts';

/** A cohort that lives on as time passes. The same seed and the same news at the same times make the same events, however the time is cut. */
export interface LiveCohort {
  /** Everything before this has been told, in ms. */
  readonly at: number;
  /** What happens from where the last call ended up to, but not including, `until`; in order of time. */
  advance: (until: number) => LearnerEvent[];
  /**
   * A learner, by the senders' id, received a nudge at `at`: how they take it; `isOffer`, one that offers a mentor. Null
   * when they are not of this cohort.
   */
  nudged: (learner: string, at: number, isOffer?: boolean) => Reaction | null;
  /** Somebody answered in a learner's name, on the page: they come. */
  promised: (learner: string, at: number) => void;
  /** How many sit at the course now. */
  present: () => number;
}
