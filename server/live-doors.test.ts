import { expect, test } from 'vitest';
import { Doors } from './live-doors.ts';

test('so many are let in at a time, in the order of their coming, and too many are sent away', async () => {
  const doors = new Doors(2, 3);
  const order: number[] = [];
  const inside: (() => void)[] = [];
  let most = 0;
  const visits = [1, 2, 3, 4, 5].map((one) =>
    doors.enter(() => {
      order.push(one);
      return new Promise<void>((resolve) => {
        inside.push(resolve);
        most = Math.max(most, inside.length);
      });
    }),
  );
  await expect(doors.enter(() => Promise.resolve())).rejects.toThrow('too many wait');
  expect(order).toEqual([1, 2]);
  for (const visit of visits) {
    inside.shift()?.();
    await visit;
  }
  expect(order).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('who fails inside leaves the door to the next one', async () => {
  const doors = new Doors(1, 1);
  const failed = doors.enter(() => Promise.reject(new Error('no')));
  const next = doors.enter(() => Promise.resolve('in'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('in');
});
