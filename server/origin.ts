import { createMiddleware } from 'hono/factory';
import { Refused } from './errors.ts';

/** Whether a browser at this origin may act with its cookies. No Origin at all is no browser's cross-site request. */
export function isTrustedOrigin(origin: string | null | undefined, trusted: string[]): boolean {
  return origin === null || origin === undefined || trusted.includes(origin);
}

/** Refuses another site's page that would act with a visitor's cookie. */
export function trustedOrigin(trusted: string[]) {
  return createMiddleware(async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (
      !isRead &&
      c.req.header('cookie') !== undefined &&
      !isTrustedOrigin(c.req.header('origin'), trusted)
    ) {
      throw new Refused(403, 'wrong_origin', 'This request comes from another site.');
    }
    await next();
  });
}
