import { dayMs } from '#engagement/day.ts';
import { practiceOf } from '#engagement/mastery.ts';
import type { NudgeParams, NudgeRule } from '#engagement/nudge.ts';
import { itemsAsked } from '#engagement/nudging/check.ts';
import { checkSkillOf } from '#engagement/nudging/check-skill.ts';
import type { TenantTransaction } from './connect.ts';
import { skillsAsked } from './items.ts';
import { shownByEnrolment } from './shown.ts';

/** As much as the outlook goes by: of what is older hardly anything is left of a skill. */
const practiceMs = 183 * dayMs;

/** Some questions on the skill that fades or fails; none where there are none on it, or too little was practised. */
export async function checkOffers<Who extends AboutCheck>(
  tx: TenantTransaction,
  tenant: string,
  abouts: readonly Who[],
  now: number,
): Promise<Map<Who, { skill: string; items: number }>> {
  const banks = await skillsAsked(tx, tenant, [...new Set(abouts.map(({ programme }) => programme))]);
  const withBank = abouts.filter(({ programme }) => banks.has(programme));
  const shown = await shownByEnrolment(tx, tenant, [...new Set(withBank.map(({ enrolment }) => enrolment))], {
    from: new Date(now - practiceMs),
    until: new Date(now),
  });
  const offers = new Map<Who, { skill: string; items: number }>();
  for (const one of withBank) {
    const bank = banks.get(one.programme) ?? new Map<string, number>();
    const practice = (shown.get(one.enrolment) ?? [])
      .flatMap((event) => practiceOf(event) ?? [])
      .toReversed();
    const about = {
      rule: one.rule,
      skill: typeof one.asked['skill'] === 'string' ? one.asked['skill'] : null,
    };
    const skill = checkSkillOf(practice, new Set(bank.keys()), about, now);
    if (skill !== null) offers.set(one, { skill, items: itemsAsked(bank.get(skill) ?? 0) });
  }
  return offers;
}

/** Whom a check would be offered to, and what it would be about. */
interface AboutCheck {
  enrolment: string;
  programme: string;
  rule: NudgeRule;
  asked: NudgeParams;
}
