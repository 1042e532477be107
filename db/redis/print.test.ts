import { describe, expect, test } from 'vitest';
import { Print } from './print.ts';

describe('a print', () => {
  test('is the same for the same things in the same order', () => {
    const made = (): string =>
      new Print()
        .bytes(Uint8Array.of(1, 2, 3, 4, 5))
        .number(52.3)
        .word('medium')
        .word(null)
        .toString();
    expect(made()).toBe(made());
  });

  test('tells apart what is nearly the same', () => {
    const many = [
      new Print(),
      new Print().number(0),
      new Print().number(null),
      new Print().number(0.001),
      new Print().number(-0.001),
      new Print().number(2 ** 32 / 1000),
      new Print().word(''),
      new Print().word('ab').word('c'),
      new Print().word('a').word('bc'),
      new Print().word('abc'),
      new Print().word('acb'),
      new Print().bytes(new Uint8Array()),
      new Print().bytes(Uint8Array.of(0)),
      new Print().bytes(Uint8Array.of(0, 0)),
      new Print().bytes(Uint8Array.of(0, 0, 0, 0)),
      new Print().bytes(Uint8Array.of(97)),
      new Print().word('a'),
    ];
    expect(new Set(many.map(String)).size).toBe(many.length);
  });

  test('tells apart a hundred thousand windows that differ by one bit or one byte', () => {
    const seen = new Set<string>();
    const bytes = new Uint8Array(400);
    let made = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (let value = 1; value < 256; value++) {
        bytes[at] = value;
        seen.add(new Print().bytes(bytes).toString());
        made++;
      }
      bytes[at] = 0;
    }
    expect(seen.size).toBe(made);
  });
});
