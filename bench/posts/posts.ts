import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What somebody wrote, and what it means to a person who reads it. */
export interface Post {
  text: string;
  /** One of the five, or `not_scored` for what is not English. */
  label: string;
  emotions: readonly string[];
  asksForHelp: boolean;
  /** Of these no rule was made: nobody looks at what is wrong with them while rules are changed. */
  isHeldOut: boolean;
}

export const labels = ['very_negative', 'negative', 'neutral', 'positive', 'very_positive'] as const;

const heldOutEvery = 3;

/** The posts of `posts.tsv`, written for this project and labelled before any rule. */
export function readPosts(): Post[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'posts.tsv'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line, index) => {
    const [label = '', emotions = '', help = '', text = ''] = line.split('\t');
    return {
      text,
      label,
      emotions: emotions === '' ? [] : emotions.split(','),
      asksForHelp: help === 'yes',
      isHeldOut: index % heldOutEvery === heldOutEvery - 1,
    };
  });
}
