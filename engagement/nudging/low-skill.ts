import { dayMs } from '../day.ts';
import type { Practice } from '../mastery.ts';
import { lowPercent, resultDays } from './occasion.ts';

/**
 * Which skill low results are about: the one with the lowest mean in the days that the rule goes by, if that is low as well.
 * Null where what was low names no skill.
 */
export function lowSkillOf(practice: readonly Practice[], now: number): string | null {
  const recent = practice.filter(({ at }) => at > now - resultDays * dayMs && at <= now);
  const means = Array.from(
    Map.groupBy(recent, ({ skill }) => skill),
    ([skill, own]) => ({ skill, mean: own.reduce((sum, { right }) => sum + right, 0) / own.length }),
  );
  const [lowest] = means
    .filter(({ mean }) => 100 * mean < lowPercent)
    .toSorted((one, other) => one.mean - other.mean || (one.skill < other.skill ? -1 : 1));
  return lowest?.skill ?? null;
}
