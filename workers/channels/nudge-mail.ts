import type { Nudge } from '#engagement/nudge.ts';
import { nudge as words } from '#web/messages/en-nudge.ts';
import { escaped, mailPage } from '../mail-page.ts';

/**
 * A nudge by mail, plain and as HTML: in the same words as on its learner's page. A list of mails is seen by more than one
 * person, so that the subject says what kind of thing waits, not about what; and why it came is read after signing in.
 */
export function nudgeMail(
  nudge: Pick<Nudge, 'kind' | 'rule' | 'params'>,
  origin: string,
  unsubscribe: string,
): { subject: string; text: string; html: string } {
  const { title, text } = words.step(nudge);
  const { subjects, open, foot, off } = words.mail;
  const page = `${origin}/me`;
  return {
    subject: subjects[nudge.kind],
    text: `${title}\n\n${text}\n\n${open}: ${page}\n\n${foot}\n${off}: ${unsubscribe}\n`,
    html: mailPage(`
<h1 style="font-size:18px">${escaped(title)}</h1>
<p>${escaped(text)}</p>
<p><a href="${escaped(page)}">${open}</a></p>
<p style="font-size:13px">${foot}<br><a href="${escaped(unsubscribe)}">${off}</a></p>
`),
  };
}
