import { type NudgeKind, nudgeKinds, nudgeRules } from '../nudge.ts';
import type { NudgePolicy } from './policy.ts';

/** Which policy holds, and by whose decision. */
export interface PolicyInForce {
  policy: NudgePolicy;
  from: 'programme' | 'tenant' | 'usual';
  since: string | null;
  by: { id: string; name: string } | null;
  /** What would hold if nothing had been decided here. */
  otherwise: NudgePolicy;
  /** Whether the tenant has switched off nudges for all of its programmes. */
  isAllOff: boolean;
}

export interface PolicyDecision {
  id: string;
  at: string;
  by: { id: string; name: string };
  note: string | null;
  /** Null gave up an own policy for what holds without it. */
  policy: NudgePolicy | null;
  changes: PolicyChange[];
}

export interface PolicyChange {
  /** Such as `kinds.reminder.coolDownDays`. */
  field: string;
  from: boolean | number;
  to: boolean | number;
}

export function policyChanges(from: NudgePolicy, to: NudgePolicy): PolicyChange[] {
  const after = new Map(leavesOf(to));
  return leavesOf(from).flatMap(([field, value]) => {
    const other = after.get(field) ?? value;
    return other === value ? [] : [{ field, from: value, to: other }];
  });
}

/** What somebody changed in one policy, changed in another: where both differ, it is what this one wanted. */
export function changedAlike(from: NudgePolicy, to: NudgePolicy, other: NudgePolicy): NudgePolicy {
  const value = <Leaf>(of: (policy: NudgePolicy) => Leaf): Leaf =>
    Object.is(of(from), of(to)) ? of(other) : of(to);
  const kind = (one: NudgeKind): NudgePolicy['kinds'][NudgeKind] => ({
    isOn: value(({ kinds }) => kinds[one].isOn),
    coolDownDays: value(({ kinds }) => kinds[one].coolDownDays),
  });
  return {
    isOn: value(({ isOn }) => isOn),
    rules: Object.fromEntries(
      nudgeRules.map((rule) => [rule, value(({ rules }) => rules[rule])]),
    ) as NudgePolicy['rules'],
    kinds: Object.fromEntries(nudgeKinds.map((one) => [one, kind(one)])) as NudgePolicy['kinds'],
    perDay: value(({ perDay }) => perDay),
    perWeek: value(({ perWeek }) => perWeek),
    quietHours: {
      from: value(({ quietHours }) => quietHours.from),
      to: value(({ quietHours }) => quietHours.to),
    },
    waitsForHabit: value(({ waitsForHabit }) => waitsForHabit),
    sparesDaysOff: value(({ sparesDaysOff }) => sparesDaysOff),
    holdOutPercent: value(({ holdOutPercent }) => holdOutPercent),
    unansweredMost: value(({ unansweredMost }) => unansweredMost),
  };
}

function leavesOf(value: object, path = ''): [string, boolean | number][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, boolean | number][] => {
    const field = path === '' ? name : `${path}.${name}`;
    if (typeof inner === 'boolean' || typeof inner === 'number') return [[field, inner]];
    return typeof inner === 'object' && inner !== null ? leavesOf(inner, field) : [];
  });
}
