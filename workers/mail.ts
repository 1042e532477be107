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

export interface MailPatience {
  /** A mail server that needs longer to greet is as good as away; the mail is tried again. */
  greetingMs: number;
  /** One that has the mail may look through it for a while. */
  answerMs: number;
  /** However slowly it speaks, no mail takes longer. */
  allMs: number;
}

const usualPatience = { greetingMs: 10_000, answerMs: 30_000, allMs: 45_000 };
/** Each of these may be told only by us: the usual ones, and what turns the mails off, which DKIM's own list knows half of. */
const signedHeaders = [
  'From',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];

export function openMail(
  { url, from, dkim }: MailSettings,
  { greetingMs, answerMs, allMs }: MailPatience = usualPatience,
): { send: SendMail; close: () => void } {
  const timeouts = {
    connectionTimeout: greetingMs,
    greetingTimeout: greetingMs,
    socketTimeout: answerMs,
  };
  const transport = createTransport({
    url,
    ...timeouts,
    ...(dkim && { dkim: { ...dkim, headerFieldNames: signedHeaders.join(':') } }),
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');
  return {
    async send({ to, subject, text, html, id, unsubscribe }) {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        html,
        signal: AbortSignal.timeout(allMs),
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
