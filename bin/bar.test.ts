import { expect, test } from 'vitest';
import { barOn } from './bar.ts';

test('a terminal shows share, events, events a second and the time left, one over the other', () => {
  const { output, at } = page({ isTTY: true });
  const show = barOn(output, () => at.ms);
  show({ done: 0, of: 100_000, events: 0 });
  at.ms += 30_000;
  show({ done: 25_000, of: 100_000, events: 2_500_000 });
  expect(output.text.split('\r\u001B[K')).toEqual([
    '',
    `  ${'░'.repeat(24)} 0 %  0 events  0/s`,
    `  ${'█'.repeat(6)}${'░'.repeat(18)} 25 %  2,500,000 events  83,333/s  1:30 left`,
  ]);
});

test('what an earlier run had done is not taken for speed', () => {
  const { output, at } = page({ isTTY: true });
  const show = barOn(output, () => at.ms);
  show({ done: 90, of: 100, events: 0 });
  at.ms += 5_000;
  show({ done: 95, of: 100, events: 500 });
  expect(output.text).toContain('95 %  500 events  100/s  0:05 left');
});

test('a log gets a line each ten seconds, and the last one', () => {
  const { output, at } = page({ isTTY: false });
  const show = barOn(output, () => at.ms);
  for (let done = 0; done <= 25; done++) {
    show({ done, of: 25, events: done });
    at.ms += 1_000;
  }
  const shares = [...output.text.matchAll(/(\d+) %/g)].map(([, share]) => Number(share));
  expect(shares).toEqual([0, 40, 80, 100]);
});

function page({ isTTY }: { isTTY: boolean }) {
  const output = {
    isTTY,
    text: '',
    write(text: string) {
      output.text += text;
    },
  };
  return { output, at: { ms: 60_000 } };
}
