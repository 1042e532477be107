import type { SessionOutcome } from '#engagement/session.ts';
import type { Random } from '../random.ts';
import { type LearnerPersona, type MentorPersona, mentorPersonas } from './personas.ts';
import { dataPresent, outcomes } from './probabilities.ts';

/**
 * Deals out so many yeses among so many: each draw weighs its own chance against what is left of
 * both, so that the total is the same for every seed while each kind of session keeps about its rate.
 * `usual` is the mean chance of all.
 */
export function openQuota(
  total: number,
  yeses: number,
  usual: number,
): (random: Random, chance: number) => boolean {
  let yesLeft = yeses;
  let noLeft = total - yeses;
  return (random, chance) => {
    const yes = (yesLeft * chance) / usual;
    const no = (noLeft * (1 - chance)) / (1 - usual);
    const isYes = noLeft === 0 || (yesLeft > 0 && random.uniform() * (yes + no) < yes);
    if (isYes) yesLeft--;
    else noLeft--;
    return isYes;
  };
}

/** Of so many sessions. */
export function completedOf(sessions: number): number {
  return Math.round(sessions * outcomes.completed);
}

/** Of so many completed sessions. */
export function ratedOf(completed: number): number {
  return Math.round(completed * dataPresent.feedback);
}

/** How likely each of the three ways is in which these two would not meet. */
export function missesOf(
  mentor: MentorPersona,
  learner: LearnerPersona,
): (readonly [outcome: Exclude<SessionOutcome, 'completed'>, chance: number])[] {
  const { learnerNoShow, rescheduled } = outcomes;
  const share = left / (learnerNoShow + rescheduled);
  return [
    ['mentor_no_show', mentor.noShow],
    ['learner_no_show', learnerNoShow * share * learner.noShowTimes],
    ['rescheduled', rescheduled * share],
  ];
}

/** What the quota of the completed leaves to learners and to moved sessions once mentors stayed away as they do. */
const left = 1 - outcomes.completed - usualMentorNoShow();

function usualMentorNoShow(): number {
  const all = Object.values(mentorPersonas);
  const liked = all.reduce((sum, { count, liking }) => sum + count * liking, 0);
  return all.reduce((sum, { count, liking, noShow }) => sum + count * liking * noShow, 0) / liked;
}
