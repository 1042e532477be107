import type { LearnerEvent } from '#engagement/event.ts';
import type { LiveCohort } from './live-cohort.ts';
import type { News, Place } from './place.ts';
import type { Reaction } from './reaction.ts';

/** A cohort brought to its place: played again, unheard, up to what the server has not yet answered. */
export interface PlacedCohort {
  readonly at: number;
  /** Goes on towards `goal` for as long as `mayGoOn`. */
  advance: (goal: number, mayGoOn: () => boolean) => void;
  hear: (news: News) => void;
  /** Lets a cohort of the same learners begin anew. */
  beginLeg: (from: number) => void;
  present: () => number;
}

export interface Placing {
  place: Place;
  openCohort: (opening: { from: number; run: string }) => LiveCohort;
  /** How much of the cohort's time is told at once, in ms. */
  sliceMs: number;
  send: (events: LearnerEvent[]) => void;
  react: (news: News, reaction: Reaction) => void;
}

export function openPlacedCohort({ place, openCohort, sliceMs, send, react }: Placing): PlacedCohort {
  let cohort = openLeg();
  /** What was heard in this leg before we were stopped. */
  const heardBefore = place.news.filter(({ leg }) => leg === place.leg);

  function openLeg(): LiveCohort {
    const run = place.leg === 0 ? place.run : `${place.run}.${place.leg}`;
    return openCohort({ from: place.from, run });
  }

  function beginLeg(from: number): void {
    place.leg++;
    place.from = place.until = place.settledUntil = from;
    cohort = openLeg();
  }

  function advance(goal: number, mayGoOn: () => boolean): void {
    while (cohort.at < goal && mayGoOn()) {
      hearAgain();
      const nextNewsAt = heardBefore[0]?.at ?? Number.POSITIVE_INFINITY;
      const events = cohort.advance(Math.min(goal, cohort.at + sliceMs, nextNewsAt));
      send(events.filter(({ at }) => at >= place.settledUntil));
    }
    hearAgain();
  }

  function hearAgain(): void {
    for (let [next] = heardBefore; next && next.at <= cohort.at; [next] = heardBefore) {
      heardBefore.shift();
      hear(next);
    }
  }

  function hear(news: News): void {
    const { learner, at, what, isOffer } = news;
    if (what === 'promised') return cohort.promised(learner, at);
    const reaction = cohort.nudged(learner, at, isOffer);
    if (!reaction) return;
    news.isAccepted = reaction.answer === 'accepted';
    react(news, reaction);
  }

  return {
    get at() {
      return cohort.at;
    },
    advance,
    hear,
    beginLeg,
    present: () => cohort.present(),
  };
}
