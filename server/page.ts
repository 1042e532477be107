import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

/** Built once per version of the page and named after its content, so it may be kept for ever. */
const immutable = '/_app/immutable/';

/** Serves the built page: its files, and for every other address the one document that routes by itself. */
export function pageRoutes(folder: string) {
  const files = serveStatic({
    root: folder,
    precompressed: true,
    onFound(_path, c) {
      const isImmutable = c.req.path.startsWith(immutable);
      c.header('Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return new Hono().get('*', files, async (c, next) => {
    if (c.req.path.startsWith('/v1/') || c.req.path.startsWith(immutable)) return next();
    const document = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
    if (document === null) return c.text('The page is not built yet: run npm run build.', 503);
    c.header('Cache-Control', 'no-cache');
    return c.html(document);
  });
}
