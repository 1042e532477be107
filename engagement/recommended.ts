import type { AlertDecision } from './alert.ts';
import type { InterventionKind } from './intervention.ts';

/** What would help, as a code with its figures; the words are the page's. `kind` is what it counts as once it was done. */
export interface RecommendedAction {
  code: ActionCode;
  kind: InterventionKind;
  params: Record<string, number>;
}

const kinds = {
  call_about_missed: 'call',
  agree_on_catching_up: 'meeting',
  ask_for_clashes: 'message',
  involve_manager: 'meeting',
  send_short_activity: 'message',
  check_access: 'message',
  call_ten_minutes: 'call',
  pair_with_peer: 'message',
  answer_request: 'message',
  talk_in_person: 'meeting',
  offer_support: 'message',
  meet: 'meeting',
  plan_fortnight: 'assignment',
  inform_parent: 'parent',
} as const satisfies Record<string, InterventionKind>;
export type ActionCode = keyof typeof kinds;

export const actionCodes = Object.keys(kinds) as ActionCode[];

/** Brief A7: actions that fit what raised the alert, the most helpful first. */
export function recommendedFor({ type, severity, trigger }: AlertDecision): RecommendedAction[] {
  const isCritical = severity === 'critical';
  switch (type) {
    case 'attendance':
      return [
        action('call_about_missed', { missed: trigger['missed'] ?? 0 }),
        action('agree_on_catching_up'),
        action('ask_for_clashes'),
        ...(isCritical ? [action('involve_manager')] : []),
      ];
    case 'lms_inactivity': {
      const silence = { silentDays: trigger['silentDays'] ?? 0 };
      const light = [action('send_short_activity', silence), action('check_access')];
      const near = action('call_ten_minutes');
      // After a fortnight of silence a message is one more that is not read: a voice comes first.
      const steps = isCritical ? [near, ...light] : [...light, near];
      return [...steps, action('pair_with_peer'), ...(isCritical ? [action('involve_manager')] : [])];
    }
    case 'negative_sentiment': {
      const help = trigger['help'] ?? 0;
      return [
        ...(help > 0 ? [action('answer_request', { help })] : []),
        action('talk_in_person'),
        action('offer_support'),
        ...(isCritical ? [action('involve_manager')] : []),
      ];
    }
    case 'overall_engagement':
      return [
        action('meet'),
        action('plan_fortnight'),
        ...(isCritical ? [action('inform_parent'), action('involve_manager')] : []),
      ];
  }
}

function action(code: ActionCode, params: Record<string, number> = {}): RecommendedAction {
  return { code, kind: kinds[code], params };
}
