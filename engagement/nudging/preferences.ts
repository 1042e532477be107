import { isTimeZone } from '../day.ts';
import { type NudgeChannel, type NudgeKind, nudgeChannels, nudgeKinds } from '../nudge.ts';
import type { QuietHours } from './policy.ts';

/** What a learner wants of nudges. Without a word of theirs, they see them on their own page and nowhere else. */
export interface NudgePreferences {
  /** Channels they agreed to beside their own page. */
  channels: NudgeChannel[];
  /** Kinds they want none of. */
  declined: NudgeKind[];
  /** Their own, beside those of the programme. */
  quietHours: QuietHours | null;
  /** Where they are; null: where their cohort is. */
  timeZone: string | null;
  /** Nothing before these moments. */
  pausedUntil: number | null;
  snoozedUntil: number | null;
  /** Whether they want to be asked to a week of working together, and as whom the others see them. */
  joinsChallenges: boolean;
  shownAs: string | null;
}

export const usualPreferences: NudgePreferences = {
  channels: [],
  declined: [],
  quietHours: null,
  timeZone: null,
  pausedUntil: null,
  snoozedUntil: null,
  joinsChallenges: false,
  shownAs: null,
};

/** "Later" is said of this hour, not of this nudge alone: nothing of any kind comes before so much of it has passed. */
const snoozeMs = 86_400_000;

/** What a learner wants once they have said "later". */
export function snoozedAt(preferences: NudgePreferences, now: number): NudgePreferences {
  return { ...preferences, snoozedUntil: Math.max(preferences.snoozedUntil ?? 0, now + snoozeMs) };
}

const shownAsMost = 40;

/** What is wrong with preferences that have the right shape; null when nothing is. */
export function preferencesProblem(wanted: NudgePreferences): { field: string; problem: string } | null {
  const { channels, declined, quietHours, timeZone, shownAs } = wanted;
  if (new Set(channels).size < channels.length || channels.some((one) => !nudgeChannels.includes(one)))
    return { field: 'channels', problem: `each of ${nudgeChannels.join(', ')} at most once was expected` };
  if (new Set(declined).size < declined.length || declined.some((one) => !nudgeKinds.includes(one)))
    return { field: 'declined', problem: `each of ${nudgeKinds.join(', ')} at most once was expected` };
  if (quietHours !== null && [quietHours.from, quietHours.to].some((at) => !isMinute(at)))
    return { field: 'quietHours', problem: 'minutes after midnight, 0 to 1439, were expected' };
  if (timeZone !== null && !isTimeZone(timeZone))
    return { field: 'timeZone', problem: 'a time zone such as Europe/Berlin was expected' };
  if (shownAs !== null && (shownAs.trim() === '' || shownAs.length > shownAsMost))
    return { field: 'shownAs', problem: `a name of 1 to ${shownAsMost} letters was expected` };
  return null;
}

function isMinute(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 1_440;
}
