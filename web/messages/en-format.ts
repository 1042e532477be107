import { formatsFor } from './formats.ts';

// How English writes numbers, days and how many there are of a thing; every part of en.ts counts with it.

export const format = formatsFor('en-GB');

const plural = new Intl.PluralRules('en');

export function isOne(number: number): boolean {
  return plural.select(number) === 'one';
}

/** `count(1, 'learner')` is "1 learner", `count(30, 'learner')` "30 learners". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${format.whole(number)} ${isOne(number) ? one : many}`;
}

/** "+0.25", "−1.00": what is added, or taken away. */
export function hundredthsSigned(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  return `${sign}${Math.abs(value).toFixed(2)}`;
}
