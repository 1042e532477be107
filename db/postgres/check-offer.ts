import { dayMs } from '#engagement/day.ts';
import { practiceOf } from '#engagement/mastery.ts';
import type { NudgeParams, NudgeRule } from '#engagement/nudge.ts';
import { itemsAsked } from '#engagement/nudging/check.ts';
import { checkSkillOf } from '#engagement/nudging/check-skill.ts';
import { ruleSettings } from '#engagement/nudging/rules.ts';
import type { TenantTransaction } from './connect.ts';
import { skillsAsked } from './items.ts';
import { shownBetween } from './shown.ts';

/** Whom a check would be offered to, and what it would be about. */
interface AboutCheck {
  tenant: string;
  enrolment: string;
  programme: string;
  rule: NudgeRule;
  asked: NudgeParams;
  now: number;
}

/** As much as the outlook goes by: of what is older hardly anything is left of a skill. */
const practiceMs = 183 * dayMs;

/** Some questions on the skill that fades or fails; null where there are none on it, or too little was practised. */
export async function checkOffer(
  tx: TenantTransaction,
  { tenant, enrolment, programme, rule, asked, now }: AboutCheck,
): Promise<{ skill: string; items: number } | null> {
  if (!ruleSettings[rule].kinds.includes('micro_assessment')) return null;
  const bank = await skillsAsked(tx, tenant, programme);
  if (bank.size === 0) return null;
  const shown = await shownBetween(tx, tenant, enrolment, new Date(now - practiceMs), new Date(now));
  const practice = shown.flatMap((event) => practiceOf(event) ?? []).toReversed();
  const about = { rule, skill: typeof asked['skill'] === 'string' ? asked['skill'] : null };
  const skill = checkSkillOf(practice, new Set(bank.keys()), about, now);
  return skill === null ? null : { skill, items: itemsAsked(bank.get(skill) ?? 0) };
}
