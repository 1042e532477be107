import { openRandom } from '../random.ts';
import { simulateGroup } from './group.ts';
import { span } from './probabilities.ts';
import type { SimulatedSession, Tutoring } from './set.ts';

/**
 * Simulates so many sessions that end before `seedNow`. The same arguments make the same sessions on any
 * machine. People come in groups of the brief's 6 mentors and 20 learners, who share 150 sessions: whoever
 * asks for more sessions gets more people, and the first groups stay as they were.
 */
export function simulateTutoring({
  seed,
  sessions,
  seedNow,
}: {
  seed: string | number;
  sessions: number;
  seedNow: number;
}): Tutoring {
  const random = openRandom(seed).fork('tutoring');
  const groups = Array.from({ length: Math.ceil(sessions / span.sessions) }, (_, group) => {
    const size = Math.min(span.sessions, sessions - group * span.sessions);
    return simulateGroup(random.fork(`group ${group}`), { group, size, seedNow });
  });
  return {
    mentors: groups.flatMap((one) => one.mentors),
    learners: groups.flatMap((one) => one.learners),
    sessions: groups.flatMap((one) => one.sessions).toSorted(inOrder),
    truth: {
      learners: groups.flatMap((one) => one.truth.learners),
      sessions: groups.flatMap((one) => one.truth.sessions),
    },
  };
}

function inOrder(one: SimulatedSession, other: SimulatedSession): number {
  return one.startsAt - other.startsAt || (one.id < other.id ? -1 : 1);
}
