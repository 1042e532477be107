import type { NudgeKind } from '#engagement/nudge.ts';

/**
 * The words of a nudge by mail, plain and as HTML. A mailbox is seen by more than one person: what it is about, and why
 * it came, is read after signing in.
 */
export function nudgeMail(
  kind: NudgeKind,
  origin: string,
  unsubscribe: string,
): { subject: string; text: string; html: string } {
  const { subject, lead } = words[kind];
  const page = `${origin}/me`;
  return {
    subject,
    text: `${lead}\n\n${open}: ${page}\n\n${foot}\n${off}: ${unsubscribe}\n`,
    // Nothing in it comes from a person, and nothing is fetched: no picture says that the mail was opened.
    html: `<!doctype html><html lang="en"><body style="font:15px/1.5 system-ui,sans-serif;max-width:560px">
<p>${lead}</p>
<p><a href="${page}">${open}</a></p>
<p style="font-size:13px">${foot}<br><a href="${unsubscribe}">${off}</a></p>
</body></html>`,
  };
}

const open = 'See it on your page';
const foot = 'You get this mail because you agreed to be told by e-mail.';
const off = 'Turn these mails off';

const words: Record<NudgeKind, { subject: string; lead: string }> = {
  reminder: {
    subject: 'A small next step',
    lead: 'One short thing is a good next step for you. It is on your page, with how long it takes.',
  },
  micro_assessment: {
    subject: 'Three questions, three minutes',
    lead: 'Three short questions are ready for you, with the answers explained at once. You can stop and go on at any time.',
  },
  peer_challenge: {
    subject: 'An invitation for this week',
    lead: 'Others who work at about your pace would like to share a goal for this week. Nobody is ranked, and you can leave at any time.',
  },
  mentor_connection: {
    subject: 'Somebody has time for you',
    lead: 'A mentor has time for a short talk. One tap on your page asks for it.',
  },
};
