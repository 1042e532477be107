import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { clusterAddressOf, isForCluster } from './redis/address.ts';

/** Where the two stores are: what every process of ours needs, and all that is required of anyone. */
export const storeSettings = {
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'the address of a PostgreSQL database, such as postgres://user:password@host:5432/holdfast',
  }),
  REDIS_URL: z.union(
    [z.url({ protocol: /^rediss?$/ }), z.string().refine((url) => clusterAddressOf(url) !== null)],
    {
      error: ({ input }) =>
        isForCluster(String(input))
          ? 'the nodes of a Redis Cluster and nothing after them, such as redis-cluster://:password@host:6379,other:6379'
          : 'the address of a Redis, such as redis://host:6379, or of a Redis Cluster, such as redis-cluster://host:6379',
    },
  ),
};

/** What mails are sent with; without the first two there are none. */
export const mailSettings = {
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'the address of a mail server, such as smtp://user:password@host:587',
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .refine((from) => /^([^<>\r\n]+<)?[^\s<>@]+@[^\s<>@]+>?$/.test(from), {
      error: 'who mails are from, such as Holdfast <holdfast@example.org>',
    })
    .optional(),
  DKIM_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, { error: 'the domain that signs mails, such as example.org' })
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9._-]+$/i, { error: 'the name of the key in DNS, such as holdfast' })
    .optional(),
  DKIM_KEY: z
    .string()
    .transform((key) => key.replaceAll('\\n', '\n'))
    .refine(isRsaKey, { error: 'a private RSA key as PEM, its lines parted by \\n' })
    .optional(),
};

export interface MailSettings {
  url: string;
  from: string;
  /** Signs each mail; null without a key. */
  dkim: { domainName: string; keySelector: string; privateKey: string } | null;
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** Both or neither: with one of them a mail could not be sent, and nobody would know why. */
export function mailOf(given: GivenMail): MailSettings | null {
  const { SMTP_URL: url, MAIL_FROM: from } = given;
  if (url === undefined && from === undefined) return null;
  if (url === undefined) throw new BadSetting('SMTP_URL is not set: expected with MAIL_FROM');
  if (from === undefined) throw new BadSetting('MAIL_FROM is not set: expected with SMTP_URL');
  return { url, from, dkim: dkimOf(given) };
}

type GivenMail = { [name in keyof typeof mailSettings]?: string | undefined };

/** All three or none, for the same reason. */
function dkimOf({ DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY }: GivenMail): MailSettings['dkim'] {
  const all = { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY };
  const missing = Object.entries(all).filter(([, value]) => value === undefined);
  if (missing.length === 3) return null;
  if (DKIM_DOMAIN === undefined || DKIM_SELECTOR === undefined || DKIM_KEY === undefined) {
    const names = missing.map(([name]) => name).join(' and ');
    throw new BadSetting(`${names} is not set: expected with the other settings of DKIM`);
  }
  return { domainName: DKIM_DOMAIN, keySelector: DKIM_SELECTOR, privateKey: DKIM_KEY };
}

/** What pushes are signed with; without it a key is made once and kept. */
export const pushSettings = {
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, { error: 'a private VAPID key: 32 bytes as base64url, 43 letters' })
    .optional(),
};

/** Whether webhooks and pushes may go to this machine, as tests need it. */
export const loopbackSetting = z.enum(['true', 'false'], { error: 'true or false' }).default('false');

/** The public address. */
export const originSetting = z
  .url({ protocol: /^https?$/, error: 'the public address, such as https://holdfast.example.org' })
  .transform((url) => new URL(url).origin)
  .optional();

export const logLevel = z
  .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
    error: 'one of trace, debug, info, warn, error, silent',
  })
  .default('info');

export function port(fallback?: number) {
  const error = 'a port number from 0 to 65535';
  const number = z.coerce.number({ error }).int({ error }).min(0, { error }).max(65_535, { error });
  return fallback === undefined ? number.optional() : number.default(fallback);
}

/** A setting that is wrong or unknown: its message names it and says what was expected. */
export class BadSetting extends Error {}

/** All of ours beside the stores' addresses. Processes may share an environment, so each knows the others' names. */
const ours = [
  'HOLDFAST_ORIGIN',
  'HOLDFAST_DEMO',
  'HOLDFAST_SOCKETS_PER_PERSON',
  'HOLDFAST_WEB',
  'HOLDFAST_LOG_LEVEL',
  'HOLDFAST_LOOPBACK',
];

/**
 * Reads settings from an environment. Of the many other variables in it only those that begin with
 * our name are ours: one we do not know is a misspelling that would otherwise be ignored in silence.
 */
export function readSettings<T extends z.ZodRawShape>(
  shape: T,
  environment: Record<string, string | undefined>,
): z.infer<z.ZodObject<T>> {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('HOLDFAST_') && !ours.includes(name)) {
      throw new BadSetting(`${name} is not a setting; known are ${ours.join(', ')}`);
    }
  }
  // An empty variable is how compose files and shells spell "not set".
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const result = z.object(shape).safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const state = environment[name] ? 'is not valid' : 'is not set';
    return `${name} ${state}: expected ${issue.message}`;
  });
  throw new BadSetting(problems.join('\n'));
}
