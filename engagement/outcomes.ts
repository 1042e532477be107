import { type Band, bands } from './risk.ts';

/** A risk that was told long enough ago for it to be known what happened. */
export interface ToldRisk {
  band: Band;
  /** 0..1. */
  risk: number;
  /** Whether nothing was done in the fourteen days after. */
  fellSilent: boolean;
}

/** What was told of those of a band, and how many of them it happened to. */
export interface Outcome {
  band: Band;
  told: number;
  /** In the mean, 0..1. */
  risk: number;
  happened: number;
  /** Between these the true share lies, in 95 of 100 cases (Wilson's interval). */
  low: number;
  high: number;
  /** Too few of so much to say anything; else whether what was told lies between the two. */
  says: 'too_few' | 'as_told' | 'happened_less' | 'happened_more';
}

/** Of fewer the interval is wider than a band. */
export const toldMin = 30;

export function outcomesOf(risks: readonly ToldRisk[]): Outcome[] {
  return bands.map((band) => {
    const own = risks.filter((one) => one.band === band);
    const told = own.length;
    const risk = told === 0 ? 0 : own.reduce((sum, one) => sum + one.risk, 0) / told;
    const happened = own.filter(({ fellSilent }) => fellSilent).length;
    const [low, high] = intervalOf(happened, told);
    return { band, told, risk, happened, low, high, says: saysOf(told, risk, low, high) };
  });
}

function saysOf(told: number, risk: number, low: number, high: number): Outcome['says'] {
  if (told < toldMin) return 'too_few';
  if (risk > high) return 'happened_less';
  return risk < low ? 'happened_more' : 'as_told';
}

const z95 = 1.96;

/** Wilson's interval of a share, which holds for few and for shares near nought as well. */
function intervalOf(happened: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1];
  const share = happened / of;
  const square = z95 ** 2 / of;
  const middle = (share + square / 2) / (1 + square);
  const half = (z95 * Math.sqrt((share * (1 - share)) / of + square / (4 * of))) / (1 + square);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
