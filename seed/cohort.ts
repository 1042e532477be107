import { type PersonaName, type SimulatedLearner, personas } from './personas.ts';
import { openRandom } from './random.ts';

/** Any number of learners in about the mixture of a real class. The first ones stay the same when there are more. */
export function cohortOf(count: number, seed: string | number): SimulatedLearner[] {
  const random = openRandom(seed).fork('cohort');
  return Array.from({ length: count }, (_, index) => {
    const externalId = `play-${String(index + 1).padStart(5, '0')}`;
    const persona = random.weighted(mixture);
    const isQuiet = personas[persona].liveliness === 0;
    return {
      externalId,
      name: externalId,
      persona,
      ...(isQuiet ? { quietForDays: random.between(3, 14) } : {}),
    };
  });
}

const mixture: readonly (readonly [PersonaName, number])[] = [
  ['steady', 26],
  ['keen', 14],
  ['weekend_worker', 8],
  ['evening_cramp', 10],
  ['struggling', 10],
  ['fading', 10],
  ['returning', 6],
  ['gone_quiet', 12],
  ['new_arrival', 4],
];
