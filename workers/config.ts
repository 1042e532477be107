import { z } from 'zod';
import {
  type MailSettings,
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
  /** Where to answer /healthz, /readyz and /metrics; nowhere unless it is set, since many workers share a machine. */
  port: number | undefined;
  host: string;
  /** The mail server; null without one. */
  mail: MailSettings | null;
  /** The public address, to which mails link. */
  origin: string;
  /** Signs pushes; null: one that is made once and kept. */
  vapidPrivateKey: string | null;
  /** Whether webhooks and pushes may go to this machine. */
  allowsLoopback: boolean;
  logLevel: string;
}

const shape = {
  ...storeSettings,
  ...mailSettings,
  ...pushSettings,
  HOLDFAST_LOOPBACK: loopbackSetting,
  WORKERS_PORT: port(),
  PORT: port(4100),
  HOLDFAST_ORIGIN: originSetting,
  HOST: z.string().default('127.0.0.1'),
  HOLDFAST_LOG_LEVEL: logLevel,
};

export function readConfig(environment: Record<string, string | undefined>): Config {
  const settings = readSettings(shape, environment);
  return {
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    port: settings.WORKERS_PORT,
    host: settings.HOST,
    mail: mailOf(settings),
    origin: settings.HOLDFAST_ORIGIN ?? `http://127.0.0.1:${settings.PORT}`,
    vapidPrivateKey: settings.VAPID_PRIVATE_KEY ?? null,
    allowsLoopback: settings.HOLDFAST_LOOPBACK === 'true',
    logLevel: settings.HOLDFAST_LOG_LEVEL,
  };
}
