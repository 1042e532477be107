import { redirect } from '@sveltejs/kit';
import { detourFrom, isForAnyone } from '#web/lib/places.ts';
import { session } from '#web/lib/session.svelte.ts';
import type { LayoutLoad } from './$types';

export const ssr = false;

/** Nobody sees a page that is not theirs, not even for the moment before it turns them away. */
export const load: LayoutLoad = async ({ url }) => {
  // A television asks nothing of the server but what it shows, so that it opens while accounts cannot be asked.
  if (isForAnyone(url.pathname)) return;
  await session.settle();
  if (session.state === 'unreachable') return;
  const detour = detourFrom(url.pathname, url.searchParams.get('next'), session.me, url.search);
  if (detour !== null) redirect(307, detour);
};
