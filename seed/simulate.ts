import type { LearnerEvent } from '#engagement/event.ts';
import { comesAt, live, openLife } from './life.ts';
import type { SimulatedLearner } from './personas.ts';
import { type Term, type TermSettings, openTerm } from './term.ts';
import type { Truth } from './truth.ts';

export interface Span extends TermSettings {
  learners: readonly SimulatedLearner[];
  /** Up to but not including this, in ms. */
  to: number;
}

/** What happened, and what was true meanwhile. */
export interface Lived {
  /** In order of time. */
  events: LearnerEvent[];
  truths: Truth[];
}

/**
 * What a class did from `from` up to but not including `to`, in order of time. The same arguments
 * make the same events on any machine: no clock, no chance but the seed's. Each learner and each of
 * their days draws from a stream of its own, so that adding a learner leaves the others as they were.
 */
export function simulate(span: Span): LearnerEvent[] {
  return simulateWithTruth(span).events;
}

export function simulateWithTruth({ learners, to, ...settings }: Span): Lived {
  const term = openTerm(settings);
  const lived = learners.map((learner) => lifeEvents(learner, term, to));
  return {
    events: lived.flatMap(({ events }) => events).toSorted(inOrder),
    truths: lived.map(({ truth }) => truth),
  };
}

/**
 * One learner's life up to `to`, in order of time. Lives do not know of each other: they may be made
 * one at a time and on several threads, each with a term opened from the same settings.
 */
export function lifeEvents(
  learner: SimulatedLearner,
  term: Term,
  to: number,
): { events: LearnerEvent[]; truth: Truth } {
  const life = openLife(learner, term);
  const events: LearnerEvent[] = [];
  while (comesAt(life) < to) {
    for (const event of live(life)) if (event.at < to) events.push(event);
  }
  return { events: events.toSorted(inOrder), truth: life.truth };
}

/** By time; ids settle ties by their code units, which no locale changes. */
export function inOrder(one: LearnerEvent, other: LearnerEvent): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}
