import { stableId } from '../../core/identifiers.js';
import { isPersonaName, personaNames, type PersonaName } from '../../core/personas.js';

export const PDS = 'bsky.social';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The permanent identifier of a persona. */
export function didOf(persona: PersonaName): string {
  return `did:plc:${stableId(`bluesky:${persona}`, 24, BASE32)}`;
}

export function handleOf(persona: PersonaName): string {
  return `${persona}.${PDS}`;
}

/** Who goes by this handle or DID; `null`: nobody. */
export function personOf(name: string): PersonaName | null {
  const [first = ''] = name.toLowerCase().split('.');
  if (isPersonaName(first) && handleOf(first) === name.toLowerCase()) return first;
  return personaNames.find((persona) => didOf(persona) === name) ?? null;
}

/** As the directory has it (https://web.plc.directory/api/redoc). */
export function documentOf(persona: PersonaName): Record<string, unknown> {
  const did = didOf(persona);
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1', 'https://w3id.org/security/suites/secp256k1-2019/v1'],
    id: did,
    alsoKnownAs: [`at://${handleOf(persona)}`],
    verificationMethod: [{ id: `${did}#atproto`, type: 'Multikey', controller: did, publicKeyMultibase: `zQ3sh${stableId(did, 44)}` }],
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: `https://${PDS}` }],
  };
}
