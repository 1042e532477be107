import { html } from 'hono/html';

/** Of the pages to which the links in mails lead: they need nothing from anywhere. */
export const unsubscribePolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";

export function unsubscribePage(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          body {
            max-width: 32rem;
            margin: 3rem auto;
            padding: 0 1rem;
            font:
              16px/1.5 system-ui,
              sans-serif;
          }
          button {
            padding: 0.6rem 1rem;
            font: inherit;
          }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
}
