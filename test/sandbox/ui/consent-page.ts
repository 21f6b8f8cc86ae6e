import { page } from './kit.js';
import { html } from './markup.js';
import { peopleChoice } from './people.js';

export interface ConsentRequest {
  /** The platform's name. */
  readonly label: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Path and query of the authorize request: the form goes back to where it came from. */
  readonly action: string;
}

/** Where a person signs in by picking a persona, and approves or denies. Plain forms, no scripts. */
export function consentPage({ label, clientId, scopes, action }: ConsentRequest): string {
  return page(
    `${label}: allow access?`,
    html`<form class="card" method="post" action="${action}">
<h1>Allow access to your ${label} account?</h1>
<p class="lead">The app <code>${clientId}</code> asks for:</p>
<ul class="scopes">${scopes.map((scope) => html`<li class="chip">${scope}</li>`)}</ul>
<fieldset><legend>Continue as</legend>${peopleChoice()}</fieldset>
<div class="choice">
<button class="quiet" name="decision" value="deny">Deny</button>
<button class="primary" name="decision" value="approve">Allow</button>
</div>
</form>
<p class="note">This page stands in for ${label}’s own. It is part of a simulator, knows no passwords and sends nothing anywhere.</p>`,
    { narrow: true },
  );
}
