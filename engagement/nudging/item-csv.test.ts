import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readItemsCsv, writeItemsCsv } from './item-csv.ts';
import { type WrittenItem, itemProblem } from './item-problem.ts';

const text = fc.string({
  unit: fc.constantFrom('A', 'B', '1', '2', 'c', ' ', '"', ',', ';', '\n', 'choice', '½'),
  minLength: 1,
});
const written: fc.Arbitrary<WrittenItem> = fc
  .record({
    skill: fc.constantFrom('Ratio', 'Adding; fractions'),
    question: text.map((said) => said.trim()),
    choices: fc.uniqueArray(
      text.map((said) => said.trim()),
      { minLength: 2, maxLength: 6 },
    ),
    right: fc.nat(5),
    because: text.map((said) => said.trim()),
  })
  .filter((item) => itemProblem(item) === null);

const head = 'skill,question,choice1,choice2,choice3,right,because';

describe('a bank of questions as a table', () => {
  test('is read as it was written', () => {
    const bank = fc.uniqueArray(written, {
      selector: ({ skill, question }) => `${skill} ${question}`,
      maxLength: 5,
    });
    fc.assert(
      fc.property(bank, (items) => {
        const read = readItemsCsv(writeItemsCsv(items));
        expect(read.refused).toEqual([]);
        expect(read.items.map(({ item }) => item)).toEqual(items);
      }),
      { numRuns: 500 },
    );
  });

  test('never fails to be read', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(readItemsCsv(`${head}\n${said}`).items.every(({ item }) => itemProblem(item) === null)).toBe(
          true,
        );
        expect(readItemsCsv(said).items).toEqual([]);
      }),
    );
  });

  test.each(['2', 'b', 'B', '1/2', 'choice2', 'Choice 2'])('says which choice is right as %s', (right) => {
    const read = readItemsCsv(`${head}\nRatio,Half?,1/3,1/2,,${right},Because.`);
    expect(read).toMatchObject({
      refused: [],
      items: [{ line: 2, item: { choices: ['1/3', '1/2'], right: 1 } }],
    });
  });

  test('may name its columns as other programs do, in any order, beside others', () => {
    const read = readItemsCsv(
      'Id;Question;Option 1;Option 2;Correct;Explanation;Skill\n7;Half?;1/3;1/2;2;Because.;Ratio',
    );
    expect(read).toMatchObject({
      refused: [],
      items: [{ item: { skill: 'Ratio', right: 1, because: 'Because.' } }],
    });
  });

  test.each<[string, string, string | null, RegExp]>([
    ['whose right choice could be two', 'Ratio,2 + 1?,3,2,1,3,Sum.', 'right', /could mean/],
    ['that says no right choice', 'Ratio,Half?,1,2,,,Sum.', 'right', /which choice is right/],
    ['whose right choice is not there', 'Ratio,Half?,1/2,1/3,,3,Sum.', 'right', /which choice is right/],
    ['with one choice', 'Ratio,Half?,1/2,,,1,Sum.', null, /2 to 6 choices; this one has 1/],
    ['with a gap among the choices', 'Ratio,Half?,1/2,,1/3,1,Sum.', 'choice2', /Fill in/],
    ['with the same choice twice', 'Ratio,Half?,1/2,1/2,,1,Sum.', 'choice2', /twice/],
    ['without a skill', ',Half?,1/2,1/3,,1,Sum.', 'skill', /Name the skill/],
    ['that does not say why', 'Ratio,Half?,1/2,1/3,,1,', 'because', /Say why/],
    ['with a quote too many', 'Ratio,"Half?" it is,1/2,1/3,,1,Sum.', 'question', /double a quote/],
  ])('a line %s is refused, by its column', (_, line, column, message) => {
    const { items, refused } = readItemsCsv(`${head}\nRatio,Good?,yes,no,,1,Yes.\n\n${line}\n,,,,,,\n`);
    expect(items).toHaveLength(1);
    expect(refused).toEqual([{ line: 4, column, message: expect.stringMatching(message) as string }]);
  });

  test('a question that is there twice is refused the second time', () => {
    const line = 'Ratio,Half?,1/2,1/3,,1,Sum.';
    const { refused } = readItemsCsv(`${head}\n${line}\n${line}`);
    expect(refused).toEqual([{ line: 3, column: 'question', message: 'Line 2 has the same question.' }]);
  });

  test('that lacks a column is another table', () => {
    const { items, refused } = readItemsCsv('skill,question,choice1\nRatio,Half?,1/2');
    expect(items).toEqual([]);
    expect(refused).toMatchObject([
      { line: 1, message: expect.stringContaining('lacks choice2, right, because') as string },
    ]);
  });
});
