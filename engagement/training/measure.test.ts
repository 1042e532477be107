import { describe, expect, test } from 'vitest';
import { fairnessOf } from './fairness.ts';
import { type Exam, measuredRows } from './measure.ts';
import { liftOf, rocOf } from './told-curves.ts';

const learners = 40;
const weeks = [2, 3];
const places = weeks.flatMap((week) => Array.from({ length: learners }, (_, at) => ({ at, week })));
const isSilent = (at: number): boolean => at % 4 === 0;
const fill = (value: number): Float32Array => new Float32Array(places.length).fill(value);

/** Forty learners in two weeks; every fourth falls silent, and is told so but for one of five. */
const exam: Exam = {
  moments: places.map(({ at, week }) => ({
    presentation: 'BBB_2014B',
    learner: String(at),
    week,
    isActive: at !== 39,
  })),
  answers: {
    silence: Float32Array.from(places, ({ at }) => Number(isSilent(at))),
    withdrawal: Float32Array.from(places, ({ at }) => Number(at < 10)),
    withdrawal28: fill(0),
    noncompletion: fill(Number.NaN),
  },
  told: {
    silence: Float64Array.from(places, ({ at }) => (isSilent(at) && at % 20 !== 0 ? 0.9 : 0.1) + at / 1_000),
    withdrawal: Float64Array.from(places, ({ at }) => (at < 10 ? 0.8 : 0.2)),
    withdrawal28: new Float64Array(places.length),
    noncompletion: new Float64Array(places.length),
  },
  logistic: null,
  silence: Float32Array.from(places, ({ at }) => (isSilent(at) ? 8 : at % 7)),
  days28: Float32Array.from(places, ({ at }) => (isSilent(at) ? 4 : 10)),
};

describe('the table of a model', () => {
  const rows = measuredRows(exam);

  test('has a line for all weeks together and for some by themselves, and beside them the rules', () => {
    expect(rows.map(({ head, teller, week }) => `${head} ${teller} ${week}`)).toEqual([
      'silence model null',
      'silence silence null',
      'silence median null',
      'silence model 2',
      'silence silence 2',
      'silence median 2',
      'withdrawal model null',
      'withdrawal model 2',
    ]);
  });

  test('has the logistic regression right after the model, of each head, where there is one', () => {
    const both = measuredRows({ ...exam, logistic: exam.told });
    expect(both.filter(({ week }) => week === null).map(({ head, teller }) => `${head} ${teller}`)).toEqual([
      'silence model',
      'silence logistic',
      'silence silence',
      'silence median',
      'withdrawal model',
      'withdrawal logistic',
    ]);
    expect(both[1]).toEqual({ ...both[0], teller: 'logistic' });
  });

  test('asks about silence only of those who were active, and about the rest of everybody', () => {
    expect(rows[0]).toMatchObject({ rows: 78, isActiveOnly: true, asRule: null });
    expect(rows.at(-2)).toMatchObject({ rows: 80, isActiveOnly: false, auc: 1, share: 0.25 });
  });

  test('leaves out what happened to nobody, and what nobody knows', () => {
    expect(rows.some(({ head }) => head === 'withdrawal28' || head === 'noncompletion')).toBe(false);
  });

  test('a rule tells an order and what it flags at its word, and no chance', () => {
    const [, silent, below] = rows;
    expect(silent).toMatchObject({ auc: 1, brier: null, asRule: { recall: 1, precision: 1 } });
    expect(below).toMatchObject({ auc: 1, calibrationError: null, asRule: { recall: 1, precision: 1 } });
  });

  test('half of the median itself is not below it', () => {
    const [, , below] = measuredRows({ ...exam, days28: exam.days28.map((days) => (days === 4 ? 5 : 10)) });
    expect(below?.asRule).toEqual({ share: 0, recall: 0, precision: 0 });
  });
});

describe('groups of persons', () => {
  const isWoman = (learner: string): boolean => Number(learner) % 20 < 10;
  const groups = fairnessOf(exam, (_, learner) => ({
    sex: isWoman(learner) ? 'women' : 'men',
    age: 'unknown',
    disability: Number(learner) % 4 === 1 ? 'declared' : 'none declared',
    deprivation: Number(learner) < 20 ? 'unknown' : '0-20 %',
  }));

  test('are told apart by who was found and who was flagged in vain', () => {
    const [men, women] = groups.filter(({ trait }) => trait === 'sex');
    expect(men).toMatchObject({ group: 'men', learners: 19, rows: 38, auc: 1, falseAlarm: 0 });
    // Of each week's four flags three or four go to the highest told: those at the end of the list.
    const found = [men, women].map(
      (group) => (group?.recall ?? 0) * (group?.share ?? 0) * (group?.rows ?? 0),
    );
    expect(found.reduce((sum, one) => sum + one, 0)).toBeCloseTo(8, 6);
  });

  test('are left out where nothing can be said, and those of whom nothing is known come last', () => {
    expect(groups.map(({ trait, group }) => `${trait} ${group}`)).toEqual([
      'sex men',
      'sex women',
      'age unknown',
      'disability none declared',
      'deprivation 0-20 %',
      'deprivation unknown',
    ]);
  });

  test('are told with an error that counts a learner once, however many of their weeks there are', () => {
    const [men] = groups;
    const few = fairnessOf(exam, () => ({ sex: 'all', age: '', disability: '', deprivation: '' }))[0];
    expect(few?.recallError).toBeGreaterThan(0);
    expect(few?.recallError).toBeLessThan(men?.recallError ?? 0);
  });
});

describe('curves of an order of risks', () => {
  const told = Float64Array.from([0.9, 0.8, 0.8, 0.1]);
  const happened = Float32Array.from([1, 1, 0, 0]);

  test('ROC goes from nobody flagged to everybody, and those told the same together', () => {
    expect(rocOf(told, happened)).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 0.5 },
      { x: 0.5, y: 1 },
      { x: 1, y: 1 },
    ]);
  });

  test('lift is how many times as often it happens to the flagged', () => {
    expect(liftOf(told, happened)).toEqual([
      { x: 0.25, y: 2 },
      { x: 0.75, y: (2 / 3) * 2 },
      { x: 1, y: 1 },
    ]);
  });

  test('a curve of very many learners keeps both ends', () => {
    const many = Float64Array.from({ length: 5_000 }, (_, row) => row / 5_000);
    const roc = rocOf(
      many,
      Float32Array.from(many, (_, row) => row % 2),
    );
    expect(roc.length).toBeLessThan(500);
    expect([roc[0], roc.at(-1)]).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]);
  });
});
