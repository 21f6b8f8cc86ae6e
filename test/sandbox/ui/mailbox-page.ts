import type { ReceivedMail } from '../core/mailbox.js';
import { moment, page } from './kit.js';
import { html, type Markup } from './markup.js';

/** Mails that the service sent, newest first. Their text is shown, never their HTML. */
export function mailboxPage(mails: readonly ReceivedMail[]): string {
  const shown = mails.length > 0 ? mails.toReversed().map(mailCard) : html`<div class="card"><p class="empty">No mail yet.</p></div>`;
  return page('Mailbox', html`<h1>Mailbox</h1><p class="lead">Mails that the service sent. None of them left this machine.</p>${shown}`);
}

function mailCard(mail: ReceivedMail): Markup {
  return html`<article class="card mail"><h2>${mail.subject}</h2>
<p class="note">To ${mail.to.join(', ')}${mail.from === null ? null : ` · from ${mail.from}`} · ${moment(Date.parse(mail.receivedAt))}</p>
<pre>${mail.text}</pre></article>`;
}
