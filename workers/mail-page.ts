/** A mail as a page. Nothing is fetched from anywhere: no picture says that the mail was opened. */
export function mailPage(body: string): string {
  return `<!doctype html><html lang="en"><body style="font:15px/1.5 system-ui,sans-serif;max-width:560px">${body}</body></html>`;
}

/** A text as part of such a page, whoever wrote it. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
