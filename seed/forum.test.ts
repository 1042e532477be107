import { describe, expect, test } from 'vitest';
import { sentimentOf } from '#engagement/sentiment.ts';
import { type Emotion, type Words, pleas, words } from './forum-words.ts';
import { postOf } from './forum.ts';
import { openRandom } from './random.ts';

const about = { module: 'Ratio and percentages', skill: 'Unit rates' };
const emotions = Object.keys(words) as Emotion[];
const pools: [string, Words][] = Object.entries(words);

describe('the forum', () => {
  test('has seven emotions and calm, with 25 things to say or more for each, none of them said for another', () => {
    expect(emotions.toSorted()).toEqual(
      ['anger', 'anxiety', 'calm', 'confusion', 'frustration', 'interest', 'joy', 'sadness'].toSorted(),
    );
    for (const [emotion, { cores }] of pools)
      expect({ emotion, enough: cores.length >= 25 }).toEqual({ emotion, enough: true });
    expect(pleas.length).toBeGreaterThanOrEqual(25);
    const all = pools.flatMap(([, { cores }]) => cores);
    expect(new Set(all).size).toBe(all.length);
  });

  test('says thousands of different things about one skill, with every slot filled', () => {
    const posts = postsOf(12_000);
    expect(new Set(posts).size).toBeGreaterThan(5_000);
    for (const post of posts) {
      expect(post).not.toMatch(/[{}]|undefined| {2}/);
      expect(post.isWellFormed() && post.length > 5 && post.length < 400).toBe(true);
    }
  });

  test('writes as people do: some type carelessly, some double a word, some add a face', () => {
    const posts = postsOf(8_000);
    const share = (isSo: RegExp) => posts.filter((post) => isSo.test(post)).length / posts.length;
    expect(share(/^[^A-Z]+$/)).toBeGreaterThan(0.05);
    expect(share(/^[^A-Z]+$/)).toBeLessThan(0.2);
    expect(share(/\b(really really|so so|very very)\b/)).toBeGreaterThan(0.005);
    expect(share(/[\p{Extended_Pictographic}]/u)).toBeGreaterThan(0.02);
  });

  test('asks for help when help is wanted', () => {
    const random = openRandom('pleas');
    const asks = Array.from({ length: 300 }, () =>
      postOf(random, { emotion: 'sadness', seeksHelp: true }, about),
    );
    const known = new Set(
      asks.filter((post) => /help|could|can|how|who|where|would|any|does|what|is there/i.test(post)),
    );
    expect(known.size).toBe(new Set(asks).size);
  });

  test('sounds brighter in joy than in anger, to a reader of the text as well', () => {
    const mean = (emotion: Emotion) => {
      const random = openRandom('moods');
      const scores = Array.from(
        { length: 1_000 },
        () => sentimentOf(postOf(random, { emotion, seeksHelp: false }, about)).score ?? 0,
      );
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    expect(mean('joy')).toBeGreaterThan(0.25);
    for (const dark of ['frustration', 'anxiety', 'sadness', 'anger'] as const)
      expect(mean(dark)).toBeLessThan(-0.1);
  });

  test('is read as it was meant, in four posts of five, and who asks for help is heard', () => {
    const random = openRandom('meant');
    const posts = Array.from({ length: 2_400 }, () => {
      const meant = { emotion: random.pick(emotions), seeksHelp: random.chance(0.2) };
      return { meant, read: sentimentOf(postOf(random, meant, about)) };
    });
    const isRead = ({ meant: { emotion }, read }: (typeof posts)[number]) =>
      emotion === 'calm' ? Object.keys(read.emotions).length === 0 : emotion in read.emotions;
    expect(posts.filter(isRead).length / posts.length).toBeGreaterThan(0.8);
    const asking = posts.filter(({ meant }) => meant.seeksHelp);
    expect(asking.filter(({ read }) => read.help.length > 0).length / asking.length).toBeGreaterThan(0.95);
  });
});

function postsOf(count: number): string[] {
  const random = openRandom('forum');
  return Array.from({ length: count }, () =>
    postOf(random, { emotion: random.pick(emotions), seeksHelp: random.chance(0.1) }, about),
  );
}
