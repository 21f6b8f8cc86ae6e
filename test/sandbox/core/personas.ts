/** A person of the sandbox: chosen instead of a password, the same on every platform. */
export interface Persona {
  readonly givenName: string;
  readonly familyName: string;
  /** What the persona is for, in a sentence for whoever picks one. */
  readonly purpose: string;
  /** Says no even when asked to approve. */
  readonly refuses?: true;
  /** The platform restricted or locked the account. */
  readonly restricted?: true;
  /** Grants only half of what is asked, where the platform lets people choose. */
  readonly unticksScopes?: true;
  /** How long every answer about this person takes, in milliseconds. */
  readonly answersAfterMs?: number;
}

export const personas = {
  ada: { givenName: 'Ada', familyName: 'Lovelace', purpose: 'Everything works: one profile, one page, one channel.' },
  tess: { givenName: 'Tess', familyName: 'Okafor', purpose: 'Three pages: one owned by a business, one where she may not post, one fine.' },
  mona: { givenName: 'Mona', familyName: 'Reyes', purpose: 'Three hundred pages or channels, to see lists that go on.' },
  nils: {
    givenName: 'Nils',
    familyName: 'Berg',
    purpose: 'No page and no channel at all; his profile has no picture and no e-mail.',
  },
  sam: {
    givenName: 'Sam',
    familyName: 'Park',
    purpose: 'Unticks half of the permissions where the platform lets people do so.',
    unticksScopes: true,
  },
  noah: { givenName: 'Noah', familyName: 'Klein', purpose: 'Refuses, whichever button is pressed.', refuses: true },
  rita: { givenName: 'Rita', familyName: 'Moreau', purpose: 'Her account is restricted or locked by the platform.', restricted: true },
  otto: { givenName: 'Otto', familyName: 'Lang', purpose: 'Works, but every answer takes its time.', answersAfterMs: 800 },
} as const satisfies Record<string, Persona>;

export type PersonaName = keyof typeof personas;

export const personaNames = Object.keys(personas) as [PersonaName, ...PersonaName[]];

export function personaOf(name: PersonaName): Persona {
  return personas[name];
}

export function isPersonaName(value: string): value is PersonaName {
  return Object.hasOwn(personas, value);
}

export function fullName(name: PersonaName): string {
  return `${personas[name].givenName} ${personas[name].familyName}`;
}
