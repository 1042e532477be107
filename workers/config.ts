import { z } from 'zod';
import { logLevel, port, readSettings, storeSettings } from '#db/settings.ts';

export interface Config {
  databaseUrl: string;
  redisUrl: string;
  /** Where to answer /healthz, /readyz and /metrics; nowhere unless it is set, since many workers share a machine. */
  port: number | undefined;
  host: string;
  logLevel: string;
}

const shape = {
  ...storeSettings,
  WORKERS_PORT: port(),
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
    logLevel: settings.HOLDFAST_LOG_LEVEL,
  };
}
