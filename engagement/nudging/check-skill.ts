import { masteredFrom } from '../learning-path.ts';
import { type Mastery, type Practice, masteryOf } from '../mastery.ts';
import type { NudgeRule } from '../nudge.ts';

/** Fewer answers show nothing yet. */
const answersMin = 3;
/** Of the last answers: less is a skill that fails, as results are low below it. */
const rightShareMin = 0.6;
/** So much of a chance is some weeks without practice; less comes and goes within days. */
const fadedMin = 0.02;

/**
 * Which skill a learner is asked about: one that fades without practice, or one that does not come. Where their results
 * asked for it, `skill` is what these are low in and goes first, then what fails; else whatever they have lost most of. Null where nothing fades or fails of that
 * which there are questions on. `practice` is in order of time.
 */
export function checkSkillOf(
  practice: readonly Practice[],
  withItems: ReadonlySet<string>,
  { rule, skill }: { rule: NudgeRule; skill: string | null },
  now: number,
): string | null {
  if (skill !== null && withItems.has(skill)) return skill;
  const known = masteryOf(practice, now).filter((one) => withItems.has(one.skill));
  const failing = known.filter((one) => isFailing(one));
  const fading = known.filter((one) => isFading(one));
  const wanted = rule === 'low_results' && failing.length > 0 ? failing : [...failing, ...fading];
  return (
    wanted.toSorted((one, other) => one.value - other.value || one.lastAt - other.lastAt)[0]?.skill ?? null
  );
}

function isFading({ answers, practised, value }: Mastery): boolean {
  return answers >= answersMin && value < masteredFrom && practised - value >= fadedMin;
}

function isFailing({ answers, practised, lastRight, lastOf }: Mastery): boolean {
  return answers >= answersMin && practised < masteredFrom && lastRight < rightShareMin * lastOf;
}
