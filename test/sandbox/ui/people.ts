import { fullName, personaNames, personaOf, type PersonaName } from '../core/personas.js';
import { html, Markup } from './markup.js';
import { portrait } from './portrait.js';

/** The personas, each with what it is for. */
export function peopleList(): Markup {
  return html`<ul class="people">${personaNames.map((name) => html`<li class="person">${description(name)}</li>`)}</ul>`;
}

/** The personas to pick one from; the first is picked already. */
export function peopleChoice(): Markup {
  const people = personaNames.map(
    (name, index) => html`<label class="person">
<input type="radio" name="persona" value="${name}" ${index === 0 ? 'checked' : ''}>${description(name)}</label>`,
  );
  return html`<div class="people">${people}</div>`;
}

function description(name: PersonaName): Markup {
  const { purpose } = personaOf(name);
  return html`${new Markup(portrait(name, 40))}<span><b>${fullName(name)}</b><span class="purpose">${purpose}</span></span>`;
}
