import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { mailOf, mailSettings } from '#db/settings.ts';
import { openMailServer } from '#test/mail-server.ts';
import { openMail } from './mail.ts';

// The signature is worked out once more from what arrived, as RFC 6376 says, without the library that made it.

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
/** As they are set, the key in one line. */
const signing = {
  DKIM_DOMAIN: 'holdfast.test',
  DKIM_SELECTOR: 'spring',
  DKIM_KEY: keys.privateKey.replaceAll('\n', String.raw`\n`),
};
const open: { close: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

test('a mail is signed so that whoever gets it can tell who sent it, and that nothing was changed', async () => {
  const mail = await sent();
  const { tags, isOf } = signatureOf(mail);
  expect(tags).toMatchObject({
    v: '1',
    a: 'rsa-sha256',
    c: 'relaxed/relaxed',
    d: 'holdfast.test',
    s: 'spring',
  });
  expect(isOf(keys.publicKey)).toBe(true);
  // RFC 8058: without these two signed, a mailbox shows no button that turns the mails off.
  const signed = (tags['h'] ?? '').toLowerCase().split(':');
  expect(signed).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id']));
  expect(signed).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']));
  // What is named must be there, or it says that it is not.
  const names = new Set(fieldsOf(mail).map(({ name }) => name));
  expect(signed.filter((name) => name.startsWith('list-') && !names.has(name))).toEqual([]);
});

test('its signature survives what servers do on the way, and nothing else', async () => {
  const mail = await sent();
  const [head = '', ...body] = mail.split('\r\n\r\n');
  const refolded = head.replace(/^Subject: /m, 'SUBJECT :\r\n \t ');
  expect(refolded).not.toBe(head);
  expect(isSound([refolded, ...body].join('\r\n\r\n'))).toBe(true);
  expect(isSound(`Received: from somewhere\r\n${mail}\r\n\r\n`)).toBe(true);

  const changes: [string, string][] = [
    ['A small next step for Grünau', 'A small next step for you'],
    ['turn-off?token=x', 'turn-off?token=y'],
    ['List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Clicks'],
    ['Ten minutes would do.', 'Ten hours would do.'],
  ];
  for (const [from, to] of changes) {
    const asSent = from.startsWith('A small') ? /^Subject: .*$/m : from;
    const changed = mail.replace(asSent, from.startsWith('A small') ? `Subject: ${to}` : to);
    expect(changed, `${from} is in the mail`).not.toBe(mail);
    expect(isSound(changed), `${from} was changed`).toBe(false);
  }
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  expect(signatureOf(mail).isOf(other.export({ type: 'spki', format: 'pem' }).toString())).toBe(false);
});

test('a mail without a key is not signed, and can be turned off all the same', async () => {
  const names = fieldsOf(await sent({})).map(({ name }) => name);
  expect(names).not.toContain('dkim-signature');
  expect(names).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']));
});

async function sent(more: Partial<typeof signing> = signing): Promise<string> {
  const server = await openMailServer();
  const settings = mailOf({
    SMTP_URL: server.url,
    MAIL_FROM: 'Holdfast <holdfast@holdfast.test>',
    ...z.object(mailSettings).parse(more),
  });
  if (settings === null) throw new Error('there is a mail server');
  const mail = openMail(settings);
  open.push(mail, server);
  await mail.send({
    to: 'maya@school.test',
    subject: 'A small next step for Grünau',
    text: 'Ten minutes would do.  \n.\n\nFrom here on it is easy: naïve, café.\n\n\n',
    html: `<p>Ten minutes would do.</p><p>${'A long line that is cut in two. '.repeat(20)}</p>`,
    id: 'nudge.1',
    unsubscribe: 'https://holdfast.test/turn-off?token=x',
  });
  expect(server.mails).toHaveLength(1);
  return server.mails[0] ?? '';
}

function isSound(mail: string): boolean {
  return signatureOf(mail).isOf(keys.publicKey);
}

function signatureOf(mail: string) {
  const fields = fieldsOf(mail);
  const own = fields.find(({ name }) => name === 'dkim-signature');
  const tags = Object.fromEntries(
    (own?.value ?? '').split(';').map((tag) => {
      const [name = '', ...value] = tag.split('=');
      return [name.trim(), value.join('=').replaceAll(/\s/g, '')];
    }),
  );
  return {
    tags,
    isOf: (publicKey: string): boolean => {
      const body = mail.slice(mail.indexOf('\r\n\r\n') + 4);
      if (createHash('sha256').update(relaxedBody(body)).digest('base64') !== tags['bh']) return false;
      // Of fields that are there more than once, the last comes first; one that is not there is nothing.
      const left = [...fields];
      const signed = (tags['h'] ?? '')
        .toLowerCase()
        .split(':')
        .flatMap((name) => {
          const at = left.findLastIndex((field) => field.name === name);
          return at < 0 ? [] : left.splice(at, 1).map(relaxedField);
        });
      const unsigned = relaxedField({ name: 'dkim-signature', value: own?.value ?? '' }).replace(
        /(;\s*b=)[^;]*/,
        '$1',
      );
      const told = Buffer.from([...signed, unsigned].join('\r\n'));
      return verify('sha256', told, createPublicKey(publicKey), Buffer.from(tags['b'] ?? '', 'base64'));
    },
  };
}

function fieldsOf(mail: string): { name: string; value: string }[] {
  const head = mail.slice(0, mail.indexOf('\r\n\r\n'));
  return head.split(/\r\n(?![ \t])/).map((field) => {
    const colon = field.indexOf(':');
    return { name: field.slice(0, colon).trim().toLowerCase(), value: field.slice(colon + 1) };
  });
}

/** RFC 6376, 3.4.2. */
function relaxedField({ name, value }: { name: string; value: string }): string {
  return `${name}:${value
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()}`;
}

/** RFC 6376, 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.replaceAll(/[ \t]+/g, ' ').replaceAll(/ +\r\n/g, '\r\n');
  const kept = lines.replace(/(\r\n)*$/, '');
  return kept === '' ? '' : `${kept}\r\n`;
}
