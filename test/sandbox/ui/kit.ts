import type { Answer } from '../core/http.js';
import { html, type Markup } from './markup.js';
import { styles } from './styles.js';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2f5bea"/>' +
  '<circle cx="11" cy="16" r="4" fill="#fff"/><circle cx="22" cy="10" r="3" fill="#c9d6ff"/>' +
  '<circle cx="22" cy="22" r="3" fill="#c9d6ff"/></svg>';

export const favicon: Answer = { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' }, body: ICON };

/** The frame of every page; `main` is its content. `narrow` suits forms, wide suits tables. */
export function page(title: string, main: Markup, { narrow = false }: { narrow?: boolean } = {}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="/favicon.ico">
${styles}
</head>
<body class="${narrow ? 'narrow' : 'wide'}">
<header class="bar"><a class="home" href="/">Sandbox</a><span class="tag">simulated · nothing here is real</span></header>
<main>${main}</main>
</body>
</html>`.source;
}

/** A button of its own small form that sends `fields` to the control API. */
export function actionButton(
  action: string,
  fields: Readonly<Record<string, string>>,
  label: string,
  kind: 'quiet' | 'danger' = 'quiet',
): Markup {
  const inputs = Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return html`<form method="post" action="${action}" class="inline">${inputs}<button class="small ${kind}">${label}</button></form>`;
}

/** A moment as people read it, to the second, in UTC. */
export function moment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
