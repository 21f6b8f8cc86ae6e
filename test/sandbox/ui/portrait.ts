import { personaOf, type PersonaName } from '../core/personas.js';

/** Background and ink of a persona's portrait; the ink reads well on it (contrast over 4.5). */
const colours: Readonly<Record<PersonaName, readonly [string, string]>> = {
  ada: ['#dbe7ff', '#1d3f8f'],
  tess: ['#ffe3d3', '#8a3411'],
  mona: ['#e6defc', '#4b2a93'],
  nils: ['#d9f0e6', '#0f5a3c'],
  sam: ['#fdeec2', '#6b4a00'],
  noah: ['#ffdbe1', '#8f1734'],
  rita: ['#e4e7ec', '#3a4556'],
  otto: ['#d3f1f5', '#0b5563'],
};

/** A persona's picture as SVG: initials on a coloured disc. */
export function portrait(name: PersonaName, size: number): string {
  const { givenName, familyName } = personaOf(name);
  const [background, ink] = colours[name];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 100 100" aria-hidden="true">` +
    `<rect width="100" height="100" rx="50" fill="${background}"/>` +
    `<text x="50" y="52" fill="${ink}" font-family="system-ui, sans-serif" font-size="36" font-weight="600" ` +
    `text-anchor="middle" dominant-baseline="middle">${givenName.charAt(0)}${familyName.charAt(0)}</text></svg>`
  );
}
