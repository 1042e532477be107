import { type Emotion, type Words, pleas, words } from './forum-words.ts';
import type { Random } from './random.ts';

/** What the writer of a post felt and wanted: the truth that no reader of the text is told. */
export interface Meant {
  emotion: Emotion;
  seeksHelp: boolean;
}

interface About {
  module: string;
  skill: string;
}

/**
 * A post about a skill or module, in the words of somebody who means this: an opening, what they say,
 * a plea when they want help, a closing, and here and there the haste with which people type.
 */
export function postOf(random: Random, { emotion, seeksHelp }: Meant, about: About): string {
  const { openings, cores, closings, emoji }: Words = words[emotion];
  const parts = [random.pick(cores)];
  if (random.chance(opensShare)) parts.unshift(random.pick(openings));
  if (seeksHelp) parts.push(random.pick(pleas));
  else if (random.chance(closesShare)) parts.push(random.pick(closings));
  const plain = capitalised(filled(random, parts.join(' '), about));
  return typed(random, plain, emoji);
}

const opensShare = 0.4;
const closesShare = 0.35;
const emojiShare = 0.08;
const intensifiedShare = 0.06;
const carelessShare = 0.1;
const typoShare = 0.07;

function filled(random: Random, text: string, { module, skill }: About): string {
  return text
    .replaceAll('{skill}', skill.toLowerCase())
    .replaceAll('{module}', module)
    .replaceAll('{number}', () => String(Math.floor(random.between(2, 13))))
    .replaceAll('{percent}', () => String(5 * Math.floor(random.between(4, 20))));
}

/** Sentences begin with a capital letter, except after a comma or colon. */
function capitalised(text: string): string {
  return text.replaceAll(
    /(^|[.!?] )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** As it was meant, or as it came out of a thumb on a telephone. */
function typed(random: Random, text: string, emoji: readonly string[]): string {
  let out = text;
  if (random.chance(intensifiedShare)) out = out.replace(/\b(really|so|very) (?!much)/, '$1 $1 ');
  if (random.chance(carelessShare)) out = out.toLowerCase().replaceAll(/[.,']/g, '');
  if (random.chance(typoShare)) out = withTypo(random, out);
  return random.chance(emojiShare) ? `${out} ${random.pick(emoji)}` : out;
}

/** Two neighbouring letters of a longer word change places. */
function withTypo(random: Random, text: string): string {
  const long = [...text.matchAll(/[a-z]{5,}/g)];
  if (long.length === 0) return text;
  const { 0: word, index } = random.pick(long);
  const at = index + 1 + Math.floor(random.between(0, word.length - 3));
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}
