import { randomBytes } from 'node:crypto';
import type { RedisClient } from './connect.ts';
import { ticketKey } from './keys.ts';

export const ticketKeptS = 30;

/** Makes a ticket that lets `holder` in once. It begins with the tenant, so that its key can carry it. */
export async function issueTicket(redis: RedisClient, tenant: string, holder: string): Promise<string> {
  const secret = randomBytes(24).toString('base64url');
  await redis.set(ticketKey(tenant, secret), holder, 'EX', ticketKeptS);
  return `${tenant}.${secret}`;
}

/** Who the ticket lets in, and only the first time it is asked. */
export async function useTicket(redis: RedisClient, ticket: string): Promise<string | null> {
  const [tenant = '', secret = ''] = ticket.split('.', 2);
  return redis.getdel(ticketKey(tenant, secret));
}
