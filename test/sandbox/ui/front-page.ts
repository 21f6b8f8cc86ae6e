import type { SandboxState } from '../core/state.js';
import { isAlive, type EndReason, type Grant } from '../oauth/grants.js';
import type { Twin, Twins } from '../platforms/twin.js';
import { actionButton, moment, page } from './kit.js';
import { html, type Markup } from './markup.js';
import { peopleList } from './people.js';

const DAY = 86_400;
const SHOWN_GRANTS = 50;

const endings: Readonly<Record<EndReason, string>> = {
  user: 'app removed',
  password: 'password changed',
  reuse: 'secret reused',
  replaced: 'replaced',
  'signed-out': 'signed out',
};

/** What this is, and the knobs that a demo wants at hand. */
export function frontPage(twins: Twins, state: SandboxState): string {
  return page(
    'Sandbox of the platforms',
    html`<h1>The platforms, simulated</h1>
<p class="lead">This server plays the social networks strictly by their documents, so that accounts can be connected,
expire, break and recover without any real account. Pick a persona where a real platform would ask for a password.</p>
<nav class="links" aria-label="Pages">
<a href="/_sandbox/mailbox"><b>Mailbox</b><span>${count(state.mailbox.list().length, 'mail')} from the service</span></a>
<a href="/_sandbox/requests"><b>Requests</b><span>${count(state.journal.list().length, 'call')} to the platforms</span></a>
<a href="/_sandbox/clock"><b>Clock</b><span>as JSON; the service follows it</span></a>
</nav>
${clockCard(state)}${grantsCard(state)}${platformsCard(twins, state)}
<section class="card"><h2>Personas</h2>${peopleList()}</section>
<p class="note">Everything on this page and more can be scripted below <code>/_sandbox</code>: consent, faults, revocations, time.</p>`,
  );
}

function clockCard({ clock }: SandboxState): Markup {
  const ahead = clock.offsetMs === 0 ? 'The clock shows the machine’s time.' : `The clock runs ${days(clock.offsetMs)} ahead.`;
  return html`<section class="card"><h2>Time</h2><p><b>${moment(clock.now())}</b> <span class="lead">${ahead}</span></p>
<div class="row">
${actionButton('/_sandbox/clock', { advanceSeconds: String(3600) }, '+ 1 hour')}
${actionButton('/_sandbox/clock', { advanceSeconds: String(DAY) }, '+ 1 day')}
${actionButton('/_sandbox/clock', { advanceSeconds: String(30 * DAY) }, '+ 30 days')}
${actionButton('/_sandbox/reset', {}, 'Reset everything', 'danger')}
</div></section>`;
}

function grantsCard({ grants, clock }: SandboxState): Markup {
  const now = clock.now();
  const rows = grants
    .list()
    .slice(-SHOWN_GRANTS)
    .toReversed()
    .map((grant) => grantRow(grant, now));
  const table = html`<div class="scroll"><table>
<thead><tr><th>Person</th><th>Platform</th><th>State</th><th>Let happen</th><th>Since</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  const empty = html`<p class="empty">Nobody has authorized an app yet.</p>`;
  return html`<section class="card"><h2>Authorizations</h2>${rows.length > 0 ? table : empty}</section>`;
}

function grantRow(grant: Grant, now: number): Markup {
  const alive = isAlive(grant, now);
  const { platform, subject } = grant;
  const buttons = [
    actionButton('/_sandbox/grants/revoke', { platform, subject, why: 'user' }, 'Removes the app', 'danger'),
    actionButton('/_sandbox/grants/revoke', { platform, subject, why: 'password' }, 'Changes password', 'danger'),
    actionButton('/_sandbox/grants/revoke', { platform, subject, why: 'expired' }, 'Token expires'),
  ];
  const state = alive ? 'alive' : grant.ended ? endings[grant.ended.why] : 'expired';
  return html`<tr><td>${grant.persona}</td><td>${platform}</td>
<td class="nowrap"><span class="chip ${alive ? 'good' : 'bad'}">${state}</span></td>
<td>${alive ? html`<div class="row">${buttons}</div>` : '—'}</td><td class="nowrap">${moment(grant.authorizedAt)}</td></tr>`;
}

function platformsCard(twins: Twins, { apps }: SandboxState): Markup {
  const rows = Object.entries(twins).map(([platform, twin]) => {
    const clientIds = apps.list(platform).map((app) => app.clientId);
    return platformRow(platform, twin, clientIds);
  });
  return html`<section class="card"><h2>Platforms</h2><div class="scroll"><table>
<thead><tr><th>Platform</th><th>Hosts</th><th>Registered apps</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function platformRow(platform: string, twin: Twin, clientIds: readonly string[]): Markup {
  const hosts = [...new Set(twin.routes.map((route) => route.host))];
  return html`<tr><td><b>${twin.label}</b><br><code>${platform}</code></td><td>${lines(hosts)}</td>
<td>${clientIds.length > 0 ? lines(clientIds) : '—'}</td></tr>`;
}

function lines(values: readonly string[]): readonly Markup[] {
  return values.map((value) => html`<code>${value}</code><br>`);
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}

function days(milliseconds: number): string {
  const hours = Math.round(milliseconds / 3_600_000);
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day');
}
