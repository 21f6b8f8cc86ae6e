import type { JournalEntry } from '../core/journal.js';
import { page } from './kit.js';
import { html, type Markup } from './markup.js';

const SHOWN = 200;

/** What the service (and the browser) called, newest first. */
export function requestsPage(entries: readonly JournalEntry[]): string {
  const rows = entries.slice(-SHOWN).toReversed().map(row);
  const table = html`<div class="scroll"><table>
<thead><tr><th>Time (UTC)</th><th>Platform</th><th>Step</th><th>Request</th><th>As</th><th>Answer</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  return page(
    'Requests',
    html`<h1>Requests</h1>
<p class="lead">What the platforms were asked; the newest ${SHOWN} at most.
Programs get the same address as JSON, with headers and bodies, secrets masked.</p>
<div class="card">${rows.length > 0 ? table : html`<p class="empty">Nothing was called yet.</p>`}</div>`,
  );
}

function row(entry: JournalEntry): Markup {
  const good = entry.status !== null && entry.status < 400;
  return html`<tr><td class="nowrap">${entry.at.slice(11, 19)}</td><td>${entry.platform ?? '—'}</td><td>${entry.step ?? '—'}</td>
<td><code>${entry.method} ${entry.host}${entry.path}</code></td><td>${entry.persona ?? '—'}</td>
<td class="nowrap"><span class="chip ${good ? 'good' : 'bad'}">${entry.status ?? 'cut'}</span>
${entry.faulted ? 'scripted' : null}</td></tr>`;
}
