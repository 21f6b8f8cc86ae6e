import { stableId } from '../../core/identifiers.js';
import { fullName, personaNames, type PersonaName } from '../../core/personas.js';

/** An organization and what one persona may do for it. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly vanityName: string;
  readonly roles: readonly string[];
}

/** The organizations of a persona: one, three (one of a business, one where she may not post), three hundred, none. */
export function organizationsOf(persona: PersonaName): readonly Organization[] {
  if (persona === 'nils') return [];
  const last = fullName(persona).split(' ').at(-1) ?? '';
  if (persona === 'tess') {
    return [
      organization(`${last} Holding`, ['CONTENT_ADMINISTRATOR']),
      organization(`${last} Archive`, ['ANALYST', 'CURATOR']),
      organization(`${last} Bakery`, ['ANALYST', 'ADMINISTRATOR']),
    ];
  }
  if (persona === 'mona') return Array.from({ length: 300 }, (_, index) => organization(`${last} Branch ${String(index + 1)}`, ['ADMINISTRATOR']));
  return [organization(`${last} & Company`, ['ADMINISTRATOR'])];
}

/** Any persona's organization. */
export function organizationById(id: string): Organization | null {
  return personaNames.flatMap(organizationsOf).find((known) => known.id === id) ?? null;
}

function organization(name: string, roles: readonly string[]): Organization {
  const vanityName = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return { id: `1${stableId(`linkedin-page:${name}`, 8, '0123456789')}`, name, vanityName, roles };
}
