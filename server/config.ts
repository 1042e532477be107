import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  logLevel,
  loopbackSetting,
  mailOf,
  mailSettings,
  originSetting,
  port,
  pushSettings,
  readSettings,
  storeSettings,
} from '#db/settings.ts';

export interface Config {
  databaseUrl: string;
  redisUrl: string;
  port: number;
  host: string;
  /** The public address first, then what else browsers on this machine may say in their Origin. */
  origins: [string, ...string[]];
  /** Whether the start page offers to sign in without a password. */
  isDemo: boolean;
  /** Whether the workers have a mail server. */
  isMailOn: boolean;
  /** Signs pushes; null: one that is made once and kept. */
  vapidPrivateKey: string | null;
  /** Whether webhooks and pushes may go to this machine. */
  allowsLoopback: boolean;
  /** Live connections that one person may have open at a time. */
  socketsPerPerson: number;
  /** Folder of the built page. */
  web: string;
  logLevel: string;
}

const builtPage = fileURLToPath(new URL('../.holdfast/page', import.meta.url));

const shape = {
  ...storeSettings,
  ...mailSettings,
  ...pushSettings,
  HOLDFAST_LOOPBACK: loopbackSetting,
  PORT: port(4100),
  HOST: z.string().default('127.0.0.1'),
  HOLDFAST_ORIGIN: originSetting,
  HOLDFAST_DEMO: z.enum(['true', 'false'], { error: 'true or false' }).default('false'),
  HOLDFAST_SOCKETS_PER_PERSON: z.coerce
    .number({ error: 'a whole number from 1 to 100000' })
    .int({ error: 'a whole number from 1 to 100000' })
    .min(1)
    .max(100_000)
    .default(20),
  HOLDFAST_WEB: z.string().default(builtPage),
  HOLDFAST_LOG_LEVEL: logLevel,
};

export function readConfig(environment: Record<string, string | undefined>): Config {
  const settings = readSettings(shape, environment);
  return {
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    port: settings.PORT ?? 4100,
    host: settings.HOST,
    origins: settings.HOLDFAST_ORIGIN
      ? [settings.HOLDFAST_ORIGIN]
      : [`http://127.0.0.1:${settings.PORT}`, `http://localhost:${settings.PORT}`],
    isDemo: settings.HOLDFAST_DEMO === 'true',
    isMailOn: mailOf(settings) !== null,
    vapidPrivateKey: settings.VAPID_PRIVATE_KEY ?? null,
    allowsLoopback: settings.HOLDFAST_LOOPBACK === 'true',
    socketsPerPerson: settings.HOLDFAST_SOCKETS_PER_PERSON,
    web: settings.HOLDFAST_WEB,
    logLevel: settings.HOLDFAST_LOG_LEVEL,
  };
}
