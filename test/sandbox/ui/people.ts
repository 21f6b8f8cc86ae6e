import { fullName, personaNames, personaOf } from '../core/personas.js';
import { html, Markup } from './markup.js';
import { portrait } from './portrait.js';

/** The personas, each with what it is for. */
export function peopleList(): Markup {
  const people = personaNames.map(
    (name) => html`<li class="person">${new Markup(portrait(name, 40))}<span><b>${fullName(name)}</b><span class="purpose">${personaOf(name).purpose}</span></span></li>`,
  );
  return html`<ul class="people">${people}</ul>`;
}

/** The personas to pick one from; the first is picked already. */
export function peopleChoice(): Markup {
  const people = personaNames.map(
    (name, index) => html`<label class="person"><input type="radio" name="persona" value="${name}" ${index === 0 ? 'checked' : ''}>
${new Markup(portrait(name, 40))}<span><b>${fullName(name)}</b><span class="purpose">${personaOf(name).purpose}</span></span></label>`,
  );
  return html`<div class="people">${people}</div>`;
}
