import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { html } from 'hono/html';

/** As much of an OpenAPI document as the page below shows. */
const operation = z.object({
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
      }),
    )
    .default([]),
  responses: z.record(z.string(), z.object({ description: z.string() })).default({}),
});
export const described = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

const style = `
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
  article { border-top: 1px solid color-mix(in oklch, currentColor 18%, transparent); padding: 0.75rem 0; }
  h1 { font-size: 1.75rem; } h2 { font-size: 1rem; margin: 0; } p { margin: 0.25rem 0; }
  code { font: 13px ui-monospace, monospace; } b { display: inline-block; min-width: 3.5rem; text-transform: uppercase; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0.5rem 0 0; } dd { margin: 0; }
`;

/** The API's description to read in a browser: made from the same document, with nothing fetched from elsewhere. */
export function docsRoutes(description: () => z.infer<typeof described>) {
  return new Hono().get('/', (c) => {
    const { info, paths } = description();
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            <title>${info.title} API</title>
            <style>
              ${style}
            </style>
          </head>
          <body>
            <h1>${info.title} API</h1>
            <p>
              Version ${info.version}. People sign in with a session cookie, programs send
              <code>Authorization: Bearer</code> and a key. The same for machines:
              <a href="/openapi.json">openapi.json</a>.
            </p>
            ${Object.entries(paths).flatMap(([path, methods]) =>
              Object.entries(methods).map(([method, shown]) => operationHtml(path, method, shown)),
            )}
          </body>
        </html>`,
    );
  });
}

function operationHtml(path: string, method: string, shown: z.infer<typeof operation>) {
  const { summary, description, parameters, responses } = shown;
  return html`<article>
    <h2><b>${method}</b> <code>${path}</code></h2>
    <p>${summary}</p>
    ${description === undefined ? '' : html`<p>${description}</p>`}
    <dl>
      ${parameters.map(
        ({ name, required, in: place, description: says }) =>
          html`<dt><code>${name}</code></dt>
            <dd>${place}${required ? ', required' : ''}${says === undefined ? '' : `: ${says}`}</dd>`,
      )}
      ${Object.entries(responses).map(
        ([status, { description: says }]) =>
          html`<dt>${status}</dt>
            <dd>${says}</dd>`,
      )}
    </dl>
  </article>`;
}
