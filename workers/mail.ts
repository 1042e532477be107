import { createTransport } from 'nodemailer';
import type { MailSettings } from '#db/settings.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The same for the same mail, so that one that was sent twice is seen once. */
  id: string;
  /** Turns such mails off with one click (RFC 8058). */
  unsubscribe: string;
}

/** Hands one mail to the mail server; returns once that has taken it. */
export type SendMail = (mail: Mail) => Promise<void>;

/** A mail server that needs longer is as good as away; the mail is tried again. */
const patienceMs = 10_000;

export function openMail({ url, from }: MailSettings): { send: SendMail; close: () => void } {
  const timeouts = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };
  const transport = createTransport({ url, ...timeouts });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');
  return {
    async send({ to, subject, text, html, id, unsubscribe }) {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        html,
        messageId: `<${id}@${domain}>`,
        headers: {
          'List-Unsubscribe': `<${unsubscribe}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'Auto-Submitted': 'auto-generated',
        },
      });
    },
    close: () => transport.close(),
  };
}

/** What may be logged of a mail that was not taken: what a server says may name the person. */
export function mailTrouble(error: unknown): { code: string; response: number | null } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const response = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : null;
  return { code, response };
}
