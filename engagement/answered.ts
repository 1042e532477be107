import { type AlertStatus, type Severity, severities } from './alert.ts';

/** An alert that somebody answered. */
export interface Answered {
  severity: Severity;
  status: AlertStatus;
  handledAt: Date;
}

const dayMs = 86_400_000;
/** What was done needs days to show; what was said to be nothing stays nothing for as long as a week's records do. */
const restDays = { resolved: 3, dismissed: 7 };
export const longestRestMs = Math.max(...Object.values(restDays)) * dayMs;

/**
 * Whether what is wanted was answered a moment ago and is no worse since: raised again at once, an
 * alert could never be resolved while its cause lasts, and nobody would trust the button.
 */
export function isAnswered(severity: Severity, { status, handledAt, ...last }: Answered, now: Date): boolean {
  if (status !== 'resolved' && status !== 'dismissed') return false;
  const passedMs = now.getTime() - handledAt.getTime();
  const isWorse = severities.indexOf(severity) > severities.indexOf(last.severity);
  return !isWorse && passedMs >= 0 && passedMs < restDays[status] * dayMs;
}
