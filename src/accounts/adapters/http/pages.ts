const style = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto 0; padding: 0 1.25rem }
  h1 { font-size: 1.35rem; margin: 0 0 .5rem }
  dt { font-weight: 600; margin-top: 1rem } dd { margin: .25rem 0 0 }
  code { display: block; padding: .6rem .75rem; border-radius: .5rem; background: color-mix(in srgb, currentColor 8%, transparent);
    overflow-wrap: anywhere; user-select: all }`;

/** Allows the page its own style and nothing else: no script, no image, no frame. */
export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A page that says one thing to the person at the browser. */
export function messagePage(title: string, message: string): string {
  return page(title, `<p>${escaped(message)}</p>`);
}

/** Shows what a connect came to, so that it can be finished by hand. Every value comes from the address and is untrusted. */
export function resultPage(outcome: { readonly session: string | null; readonly code: string | null; readonly error: string | null }): string {
  if (outcome.error !== null) {
    return page('Not connected', `<p>The session ended with this error.</p><dl>${row('Session', outcome.session)}${row('Error', outcome.error)}</dl>`);
  }
  if (outcome.session === null || outcome.code === null) {
    return messagePage('Nothing to show', 'This page shows the outcome of a connect session that was sent here.');
  }
  const intro = '<p>The platform has answered. Complete the connect session with this code to connect the account.</p>';
  return page('Almost connected', `${intro}<dl>${row('Session', outcome.session)}${row('Connect code', outcome.code)}</dl>`);
}

function row(name: string, value: string | null): string {
  return value === null ? '' : `<dt>${name}</dt><dd><code>${escaped(value)}</code></dd>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1>${body}</main></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
