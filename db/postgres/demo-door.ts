import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/** The tenant that `npm start` fills and the demo's door opens. */
export const demoSlug = 'demo';

/** Signs a person in without a password. No route leads here: the server calls it behind the demo's door, which outside the demo is not there. */
export function demoDoor() {
  return {
    id: 'demo-door',
    endpoints: {
      continueAs: createAuthEndpoint.serverOnly(
        { method: 'POST', body: z.object({ userId: z.string() }) },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId);
          if (!user) throw ctx.error('NOT_FOUND');
          const session = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ name: user.name });
        },
      ),
    },
  };
}
