import { dayMs } from '#engagement/day.ts';
import { practiceOf } from '#engagement/mastery.ts';
import type { NudgeKind, NudgeRule } from '#engagement/nudge.ts';
import { itemsAsked } from '#engagement/nudging/check.ts';
import { checkSkillOf } from '#engagement/nudging/check-skill.ts';
import { lowSkillOf } from '#engagement/nudging/low-skill.ts';
import { ruleSettings } from '#engagement/nudging/rules.ts';
import type { TenantTransaction } from './connect.ts';
import { skillsAsked } from './items.ts';
import { shownByEnrolment } from './shown.ts';

/** What of somebody's skills a nudge can be about. */
interface SkillOffer {
  /** The one in which their results are low, where these asked. */
  low: string | null;
  /** Some questions on the skill that fades or fails; null where there are none on it, or too little was practised. */
  check: { skill: string; items: number } | null;
}

/** Whom something would be offered to, and what asks. */
interface AboutSkills {
  enrolment: string;
  programme: string;
  rule: NudgeRule;
}

/** As much as the outlook goes by: of what is older hardly anything is left of a skill. */
const practiceMs = 183 * dayMs;

/** By whom it is about; those are left out of whose skills nothing is asked. */
export async function skillOffers<Who extends AboutSkills>(
  tx: TenantTransaction,
  tenant: string,
  abouts: readonly Who[],
  now: number,
): Promise<Map<Who, SkillOffer>> {
  const kind: NudgeKind = 'micro_assessment';
  const wanted = abouts.filter(({ rule }) => ruleSettings[rule].kinds.includes(kind));
  const banks = await skillsAsked(tx, tenant, [...new Set(wanted.map(({ programme }) => programme))]);
  const asked = wanted.filter(({ rule, programme }) => rule === 'low_results' || banks.has(programme));
  const shown = await shownByEnrolment(tx, tenant, [...new Set(asked.map(({ enrolment }) => enrolment))], {
    from: new Date(now - practiceMs),
    until: new Date(now),
  });
  return new Map(
    asked.map((one) => {
      const events = (shown.get(one.enrolment) ?? []).toReversed();
      const practice = events.flatMap((event) => practiceOf(event) ?? []);
      // A learner is told of skills by name, and not of modules by whatever a sender calls them.
      const named = events
        .filter(({ skill }) => skill !== undefined)
        .flatMap((event) => practiceOf(event) ?? []);
      const low = one.rule === 'low_results' ? lowSkillOf(named, now) : null;
      const bank = banks.get(one.programme) ?? new Map<string, number>();
      const skill = checkSkillOf(practice, new Set(bank.keys()), { rule: one.rule, skill: low }, now);
      const check = skill === null ? null : { skill, items: itemsAsked(bank.get(skill) ?? 0) };
      return [one, { low, check }];
    }),
  );
}
