import { expect, test } from 'vitest';
import { cpuSecondsIn, cpuSecondsOf } from './cpu.ts';

test('the time a process took is read past a name that holds anything', () => {
  const stat = '7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 250 50 13 14 20 0 1 0 99 0';
  expect(cpuSecondsIn(stat)).toBe(3);
});

test('a process that runs takes time', () => {
  const before = cpuSecondsOf(process.pid);
  while (cpuSecondsOf(process.pid) === before);
  expect(cpuSecondsOf(process.pid)).toBeGreaterThan(before);
});
