import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { gathered } from './gathered.ts';

describe('questions', () => {
  test('that come while one is under way are asked together, each key once', async () => {
    const asked: string[][] = [];
    const ask = gathered(async (keys) => {
      asked.push(keys);
      await pause(5);
    });
    await Promise.all([ask(['a']), ask(['b']), ask(['b', 'c']), ask(['a'])]);
    expect(asked).toEqual([['a'], ['b', 'c', 'a']]);
    await ask(['a']);
    expect(asked).toHaveLength(3);
  });

  test('that fail tell all who asked, and nobody who comes later', async () => {
    let isAway = true;
    const ask = gathered(async () => {
      await pause(1);
      if (isAway) throw new Error('away');
    });
    const first = ask(['a']);
    const second = [ask(['b']), ask(['c'])];
    await expect(first).rejects.toThrow('away');
    isAway = false;
    await expect(Promise.all(second)).resolves.toHaveLength(2);
    await expect(ask(['d'])).resolves.toBeUndefined();
  });

  test('hold a few thousand keys each, unless one alone has more', async () => {
    const sizes: number[] = [];
    const ask = gathered(async (keys) => {
      sizes.push(keys.length);
      await pause(1);
    });
    const keysOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => name + index);
    const all = [ask(['z']), ask(keysOf('a', 3_000)), ask(keysOf('b', 3_000)), ask(keysOf('c', 9_000))];
    await Promise.all(all);
    expect(sizes).toEqual([1, 3_000, 3_000, 9_000]);
  });
});
