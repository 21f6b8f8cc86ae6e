import { createHash } from 'node:crypto';
import type { FailurePage } from '../../../runtime/http/failure-page.js';

const style = `
  :root { color-scheme: light dark; --ground: #f5f6f9; --card: #fff; --ink: #171b26; --soft: #596174; --line: #e1e4ec; --tint: #edf1ff;
    --accent: #2f5bea; --good: #0b6b43; --bad: #a61b34 }
  @media (prefers-color-scheme: dark) { :root { --ground: #10131a; --card: #191d27; --ink: #eceff6; --soft: #a2abbf; --line: #2c3242;
    --tint: #202a4a; --accent: #8aa5ff; --good: #74d6a7; --bad: #ff9aab } }
  * { box-sizing: border-box }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--ground); color: var(--ink) }
  main { max-width: 36rem; margin: clamp(1rem, 10vh, 6rem) auto; padding: 0 1rem }
  article { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.5rem }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem } h1.good { color: var(--good) } h1.bad { color: var(--bad) }
  h2 { font-size: 1rem; margin: 1.5rem 0 .25rem } p { margin: 0 } p, li { color: var(--soft) } dl, ol { margin: 0 } ol { padding-left: 1.25rem }
  dt { font-weight: 600; margin-top: 1rem } dd { display: flex; gap: .5rem; margin: .25rem 0 0 } a { color: var(--accent) }
  code { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; background: var(--tint); border-radius: .375rem; padding: .05rem .35rem }
  dd code { flex: 1; min-width: 0; padding: .6rem .75rem; border-radius: .5rem; overflow-wrap: anywhere; user-select: all }
  button { font: inherit; font-weight: 600; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: .5rem;
    padding: 0 .9rem; cursor: pointer; min-width: 5.5rem } button:hover { border-color: var(--accent) }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }`;

/** Browsers offer the clipboard over https and on localhost only; elsewhere the buttons stay hidden, and one click still selects the whole value. */
const script = `
  for (const button of navigator.clipboard ? document.querySelectorAll('button') : []) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  }`;
const scriptHash = createHash('sha256').update(script).digest('base64');

/** Allows the page its own style and the one script that copies, and nothing else: no image, no call, no frame. */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${scriptHash}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What stood in the address of the result page: untrusted, and shown as text only. */
export interface ShownOutcome {
  readonly session: string | null;
  readonly code: string | null;
  readonly error: string | null;
  /** What the error means, in a sentence of ours; `null` for one that we do not know. */
  readonly explanation: string | null;
}

/** A page that says one thing to the person at the browser. */
export function messagePage(title: string, message: string): string {
  return page(title, `<h1>${escaped(title)}</h1><p>${escaped(message)}</p>`);
}

/** What stands in for the page that was to come. */
export const failurePage: FailurePage = {
  policy: pagePolicy,
  html: (kind) =>
    kind === 'refused'
      ? messagePage('This link is no longer valid', 'Go back to where you came from and start connecting the account again.')
      : messagePage('This did not work', 'Something went wrong on our side. Wait a moment, then start connecting the account again.'),
};

/** Shows what a connect came to, so that it can be finished by hand. */
export function resultPage(outcome: ShownOutcome): string {
  if (outcome.error !== null) return notConnectedPage(outcome.error, outcome);
  if (outcome.session === null || outcome.code === null) {
    return messagePage('Nothing to show', 'This page shows the outcome of a connect session that was sent here.');
  }
  const intro = '<h1 class="good">Almost connected</h1><p>The platform has agreed. Complete the connect session to connect the account.</p>';
  const values = `<dl>${row('Session', outcome.session)}${row('Connect code', outcome.code)}</dl>`;
  return page('Almost connected', `${intro}${values}${nextSteps}${copying}`);
}

/** The documentation is named relative to this page, so that it is found behind a proxy that adds a path too. */
const nextSteps = `<h2>Next, in the <a href="../../docs">API documentation</a></h2><ol>
<li><code>listConnectCandidates</code> shows what can be connected: the session as <code>sessionId</code>, the code as <code>X-Connect-Code</code>.</li>
<li><code>completeConnectSession</code> connects it: the code as <code>connectCode</code>, and with a key the same <code>onBehalfOf</code> as before.</li>
</ol>`;
const copying = `<script>${script}</script>`;

function notConnectedPage(error: string, { session, explanation }: ShownOutcome): string {
  const sentence = explanation ?? 'The connect session has ended with an error.';
  const intro = `<h1 class="bad">Not connected</h1><p>${escaped(sentence)}</p>`;
  const values = `<dl>${row('Error', error)}${session === null ? '' : row('Session', session)}</dl>`;
  return page('Not connected', `${intro}${values}<h2>Next</h2><p>Begin a new connect session to try again.</p>${copying}`);
}

function row(name: string, value: string): string {
  const button = `<button type="button" aria-label="Copy ${name.toLowerCase()}" hidden>Copy</button>`;
  return `<dt>${name}</dt><dd><code>${escaped(value)}</code>${button}</dd>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main><article>${body}</article></main></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
