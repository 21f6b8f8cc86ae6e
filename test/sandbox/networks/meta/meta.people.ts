import { stableId } from '../../core/identifiers.js';
import { personaOf, type PersonaName } from '../../core/personas.js';

/** An Instagram professional account that is linked to a page. */
export interface LinkedInstagram {
  readonly id: string;
  readonly username: string;
  readonly name: string;
}

/** A page, as far as one person has to do with it. */
export interface PersonsPage {
  readonly id: string;
  readonly name: string;
  readonly username: string | null;
  readonly tasks: readonly string[];
  /** The business portfolio that owns it: it is then missing in the person's own list. */
  readonly business: string | null;
  readonly instagram: LinkedInstagram;
}

const DIGITS = '0123456789';
const allTasks = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'];

/** The person's id for an app. Apps of one company see different ones; here they are the same, and only the app tells grants apart. */
export function appScopedId(persona: PersonaName): string {
  return `10${stableId(`meta:${persona}`, 15, DIGITS)}`;
}

/** Beyond 2^53, as Meta's ids may be. */
function page(persona: PersonaName, name: string, facts: Partial<PersonsPage> = {}): PersonsPage {
  const seed = `meta:${persona}:${name}`;
  const handle = name.toLowerCase().replace(/[^a-z0-9]+/g, '.');
  const instagram = { id: `17841${stableId(`${seed}:instagram`, 13, DIGITS)}`, username: handle, name };
  return { id: `9${stableId(seed, 17, DIGITS)}`, name, username: handle, tasks: allTasks, business: null, instagram, ...facts };
}

const holding = `2${stableId('meta:business:okafor', 14, DIGITS)}`;

const pages: Partial<Record<PersonaName, readonly PersonsPage[]>> = {
  ada: [page('ada', 'Analytical Engines')],
  tess: [
    page('tess', 'Okafor Studio'),
    page('tess', 'Okafor Fan Club', { tasks: ['ANALYZE'], username: null }),
    page('tess', 'Okafor Holding', { business: holding }),
  ],
  mona: Array.from({ length: 300 }, (_, index) => page('mona', `Mona's Shop ${String(index + 1).padStart(3, '0')}`, { username: null })),
  nils: [],
};

export function pagesOf(persona: PersonaName): readonly PersonsPage[] {
  return pages[persona] ?? [page(persona, `${personaOf(persona).familyName} Bakery`)];
}

/** The business portfolios that the person belongs to. */
export function businessesOf(persona: PersonaName): readonly { readonly id: string; readonly name: string }[] {
  const owned = pagesOf(persona).flatMap(({ business }) => business ?? []);
  return [...new Set(owned)].map((id) => ({ id, name: 'Okafor Group' }));
}
