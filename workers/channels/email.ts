import { unsubscribeToken } from '#db/unsubscribe.ts';
import type { DeliveryOutcome } from '#engagement/nudging/delivery.ts';
import { type SendMail, mailTrouble } from '../mail.ts';
import type { Carry } from './channel.ts';
import { nudgeMail } from './nudge-mail.ts';

export interface MailTarget {
  address: string;
}

/** Mails a nudge to the account of its learner, with a link that ends such mails with one click. */
export function byMail(send: SendMail, origin: string, secret: string): Carry<MailTarget> {
  return async ({ tenant, nudge, to }) => {
    const token = unsubscribeToken(secret, 'nudges', tenant, nudge.learner);
    const unsubscribe = `${origin}/v1/nudge-mails/unsubscribe?token=${token}`;
    try {
      await send({
        to: to.address,
        ...nudgeMail(nudge, origin, unsubscribe),
        id: `nudge.${nudge.id}`,
        unsubscribe,
      });
      return { what: 'sent' };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

/**
 * A mail server says "later" with 4xx and "never" with 5xx. Whoever says nothing after we began to speak may have taken
 * the mail: only what failed before that is tried again by itself.
 */
function outcomeOf(error: unknown): DeliveryOutcome {
  const { code, response } = mailTrouble(error);
  const trouble = response === null ? code.toLowerCase() : `smtp_${response}`;
  if (response !== null && response >= 500) return { what: 'dead', trouble, isGone: false };
  if (response !== null && response >= 400) return { what: 'again', trouble, retryAfterMs: null };
  return isBeforeSpeaking(error)
    ? { what: 'again', trouble, retryAfterMs: null }
    : { what: 'unknown', trouble };
}

/** Names that are not found, servers that do not take the connection or never greet. */
function isBeforeSpeaking(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')) return true;
  if ('code' in error && (error.code === 'EDNS' || error.code === 'ETLS' || error.code === 'EAUTH'))
    return true;
  return (
    'timeoutType' in error &&
    (error.timeoutType === 'CONNECT_TIMEOUT' ||
      error.timeoutType === 'GREETING_TIMEOUT' ||
      error.timeoutType === 'UPGRADE_TIMEOUT')
  );
}
