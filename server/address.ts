import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** The address the request came from, as the socket knows it; a request without a socket is a test's. */
export function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
