import { assets, immutable } from '$app/manifest';
import { self } from '$app/service-worker';
import { version } from '$app/env';
import { words } from '#web/lib/words.ts';

// Shows pushes, and keeps the page itself so that it opens on a slow link or on none. Nothing that was said of anybody
// is kept here: what a learner's page last showed it keeps itself (web/lib/last-known.ts), and forgets when they sign out.

const shelf = `page-${version}`;
const document = '/';
/** A page that has not come by then is on a slow link: what is kept opens at once. */
const patienceMs = 3_000;
const kept = new Set(
  [...immutable, ...assets].map(({ path }) => new URL(path, self.location.origin).pathname),
);

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(shelf);
      await cache.addAll([document, ...kept]);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== shelf) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (kept.has(url.pathname)) event.respondWith(fromShelf(request));
  else if (request.mode === 'navigate' && !isServers(url.pathname)) event.respondWith(pageOf(request));
});

self.addEventListener('push', (event) => {
  const nudge = nudgeOf(event.data);
  event.waitUntil(
    self.registration.showNotification(words.delivery.push.title, {
      body: words.delivery.push.text,
      icon: '/icon-192.png',
      // The same nudge again takes the place of the first.
      tag: nudge,
      data: { nudge },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    (async () => {
      // The one that somebody looked at last. Its address is that with which it was opened, so where it is now it finds itself.
      const [open] = await self.clients.matchAll({ type: 'window' });
      if (open === undefined) return void (await self.clients.openWindow('/me'));
      await open.focus();
      // Of the same origin as ever, and nothing is handed over.
      open.postMessage({ go: '/me' }, []);
    })(),
  );
});

/** What the server answers itself, beside the page: its API, and what describes it. */
function isServers(path: string): boolean {
  return /^\/(v1|docs|openapi\.json|healthz|readyz|metrics)(\/|$)/.test(path);
}

async function fromShelf(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: shelf })) ?? fetch(request);
}

/** The page is one document for every address: the newest if it comes soon, else the one that is kept. */
async function pageOf(request: Request): Promise<Response> {
  const own = await caches.match(document, { cacheName: shelf });
  const fresh = fetch(request);
  if (own === undefined) return fresh;
  const late = new Promise<Response>((resolve) => {
    setTimeout(() => resolve(own.clone()), patienceMs);
  });
  return Promise.race([fresh.catch(() => own.clone()), late]);
}

function nudgeOf(data: PushMessageData | null): string {
  try {
    const said: unknown = data?.json();
    if (typeof said === 'object' && said !== null && 'nudge' in said) return String(said.nudge);
  } catch {
    // A push of another shape still says that there is something new.
    return 'nudge';
  }
  return 'nudge';
}
