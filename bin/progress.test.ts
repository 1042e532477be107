import { expect, test } from 'vitest';
import { progressOn } from './progress.ts';

test('a step that is done is a line with its seconds, in its own words', async () => {
  const output = page();
  const { step, say } = progressOn(output, output);
  say('port 4100 is taken');
  await step(
    'building the page',
    async () => false,
    (isNew) => (isNew ? 'built it' : 'it is up to date'),
  );
  expect(output.text).toMatch(/^ {2}port 4100 is taken\n {2}it is up to date +0\.\d s\n$/);
});

test('a terminal shows below what goes on, and nothing stays of a step that failed', async () => {
  const output = page({ isTTY: true });
  const { step, complain } = progressOn(output, output);
  const failing = step('starting Redis', () =>
    Promise.reject(new Error('it ended', { cause: new Error('no memory') })),
  );
  expect(output.text).toContain('… starting Redis 0 s');
  await failing.catch(complain);
  expect(output.text.split('\r\u001B[K').at(-1)).toBe('it ended\nno memory\n');
});

function page({ isTTY = false } = {}): { isTTY: boolean; text: string; write: (text: string) => void } {
  return {
    isTTY,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}
