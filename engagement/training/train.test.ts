import { describe, expect, test } from 'vitest';
import { randomFrom } from './boost.ts';
import { type Lessons, bagOf, featuresOf, headOf, modelOf, pairsFor, taskOf } from './train.ts';

// The rest of engagement/ is a folder up, which tests of training may not ask: what is needed of it is told here.
const featureCount = 46;
const [silence, days28] = [14, 7];
const rows = 1_500;
const lessons = lessonsOf();
const known = featuresOf(lessons);

describe('training', () => {
  test('knows how its rows are spread over the bins of a feature', () => {
    const [own] = known.filter(({ name }) => name === 'silence');
    expect(own?.shares).toHaveLength((own?.cuts.length ?? 0) + 2);
    expect(own?.shares.reduce((sum, share) => sum + share, 0)).toBe(rows);
    expect(own?.shares[0]).toBe(0);
  });

  test('asks a head only about rows whose answer is known', () => {
    const task = taskOf(lessons, 'withdrawal', known);
    expect(task.answers).toHaveLength(rows / 2);
    expect(task.cells).toHaveLength((rows / 2) * featureCount);
  });

  test('finds the feature it happens by and the pair that matters', () => {
    const task = taskOf(lessons, 'withdrawal', known);
    const pairs = pairsFor(task);
    expect(pairs[0]).toBe(days28 * featureCount + silence);
    const bag = bagOf(task, pairs, 1);
    expect(bagOf(task, pairs, 1)).toEqual(bag);
    expect(bagOf(task, pairs, 2)).not.toEqual(bag);
    const head = headOf(task, [bag, bagOf(task, pairs, 2)]);
    expect(head.share).toBeCloseTo(0.5, 1);
    const heads = { silence: head, withdrawal: head, withdrawal28: head, noncompletion: head };
    expect(modelOf(lessons, 'small', 1, known, heads)).toMatchObject({
      name: 'small',
      learnedFrom: { rows, classes: ['a'], seed: 1 },
    });
  });
});

/** Half of all withdraw: those who were long silent while others were not, or the other way round. */
function lessonsOf(): Lessons {
  const random = randomFrom(3);
  const features = new Float32Array(rows * featureCount);
  const answers = () => new Float32Array(rows).fill(Number.NaN);
  const withdrawal = answers();
  for (let row = 0; row < rows; row++) {
    const [days, active] = [Math.floor(random() * 30), Math.floor(random() * 28)];
    features[row * featureCount + silence] = days;
    features[row * featureCount + days28] = active;
    if (row % 2 === 0) withdrawal[row] = Number(days > 14 !== active > 13);
  }
  return {
    data: 'made up',
    classes: ['a'],
    features,
    answers: { silence: answers(), withdrawal, withdrawal28: answers(), noncompletion: answers() },
  };
}
