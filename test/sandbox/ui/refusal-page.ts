import { page } from './kit.js';
import { html } from './markup.js';

/** What the person sees when an authorize request cannot be trusted: nobody is redirected. */
export function refusalPage(label: string, error: string, description: string): string {
  return page(
    `${label}: request refused`,
    html`<div class="card">
<h1>${label} cannot show this request</h1>
<p>${description}</p>
<p class="note">The app that sent you here has to be put right; the person is not sent back to it. Error code: <code>${error}</code></p>
</div>`,
    { narrow: true },
  );
}
