import { expect, test } from 'vitest';
import { emotions } from '#engagement/sentiment/emotion.ts';
import { labels, readPosts } from './posts.ts';

const posts = readPosts();

test('there are more than 300 posts of learners in English, and some in other languages, each once', () => {
  expect(posts.filter(({ label }) => label !== 'not_scored').length).toBeGreaterThan(300);
  expect(posts.filter(({ label }) => label === 'not_scored').length).toBeGreaterThan(40);
  expect(new Set(posts.map(({ text }) => text)).size).toBe(posts.length);
});

test('each has a label and emotions that there are, and a third is held out', () => {
  for (const { text, label, emotions: felt } of posts) {
    expect(text).not.toBe('');
    expect([...labels, 'not_scored']).toContain(label);
    for (const emotion of felt) expect(emotions).toContain(emotion);
  }
  expect(posts.filter(({ isHeldOut }) => isHeldOut)).toHaveLength(Math.floor(posts.length / 3));
});
