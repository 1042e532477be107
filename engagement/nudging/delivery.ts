/**
 * Where a nudge is on its way by one channel. `sending` is written down before a provider is asked: whoever finds it so
 * after a crash does not know whether it was sent.
 */
export const deliveryStatuses = ['waiting', 'sending', 'sent', 'unknown', 'dead', 'skipped'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** What a person may have sent once more: nothing else follows from it by itself. */
export const resendable: readonly DeliveryStatus[] = ['unknown', 'dead'];

/** Channels outside the learner's own page. */
export const outsideChannels = ['email', 'push', 'webhook'] as const;
export type OutsideChannel = (typeof outsideChannels)[number];

/**
 * What is sent together: the mail server is everybody's, all else is a tenant's own. A slow one of either must not hold
 * up the other.
 */
export const lanes = ['mail', 'own'] as const;
export type Lane = (typeof lanes)[number];

export function laneOf(channel: OutsideChannel): Lane {
  return channel === 'email' ? 'mail' : 'own';
}

/** What became of one try. The trouble is a code from us, never what a server said: that may name a person. */
export type DeliveryOutcome =
  | { what: 'sent' }
  /** Refused or away for now; not before `retryAfterMs`, if the other side said so. */
  | { what: 'again'; trouble: string; retryAfterMs: number | null }
  /** It may have arrived or not, and nobody can find out. */
  | { what: 'unknown'; trouble: string }
  /** Refused for good; where the place itself is gone, nothing is sent there any more. */
  | { what: 'dead'; trouble: string; isGone: boolean };

/** Twelve hours of tries: what is down for longer needs a person. */
const triesMost = 8;
const firstMs = 60_000;
const growth = 3;
const waitMostMs = 6 * 3_600_000;
/** Whoever asks for more patience than a day gets a day. */
const retryAfterMostMs = 24 * 3_600_000;

/**
 * How long to wait after so many tries: longer each time, spread by `chance` (0 to 1) over half of it, so that those who
 * failed together do not come back together, and never less than the other side asked for.
 */
export function waitAfterMs(tries: number, chance: number, retryAfterMs: number | null): number {
  const fullMs = Math.min(waitMostMs, firstMs * growth ** (tries - 1));
  const waitMs = fullMs * (0.5 + chance / 2);
  return Math.round(Math.max(waitMs, Math.min(retryAfterMostMs, retryAfterMs ?? 0)));
}

/** Whether the tries are used up; a person who has it sent again gives it as many once more. */
export function isLastTry(tries: number): boolean {
  return tries % triesMost === 0;
}

/** A try that found no answer within this is over: whoever finds it later does not wait for it. */
export const sendingMostMs = 60_000;

/** A nudge on its way by one channel, as staff see it. */
export interface Delivery {
  id: string;
  nudge: string;
  learner: string;
  learnerName: string;
  cohortName: string;
  channel: OutsideChannel;
  status: DeliveryStatus;
  tries: number;
  /** When it is tried next, of one that waits. */
  nextAt: string | null;
  /** Why the last try failed, or why it was not sent. */
  trouble: string | null;
  sentAt: string | null;
  updatedAt: string;
}
