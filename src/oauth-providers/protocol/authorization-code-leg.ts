import type { Secret } from '../../kernel/secret.js';
import type { AuthorizeInstruction, CallbackParameters, TokenSet } from '../ports/provider.js';
import type { OAuthContext } from './define-provider.js';

/** The authorization-code leg of a platform, for one app of ours there. */
export interface AuthorizationCodeLeg {
  authorize(request: { readonly state: Secret }): Promise<AuthorizeInstruction>;
  exchange(request: { readonly parameters: CallbackParameters; readonly codeVerifier: Secret | null }): Promise<TokenSet>;
}

/** Makes that leg for a platform, as an adapter speaks it. */
export type AuthorizationCodeLegFactory = (context: OAuthContext) => AuthorizationCodeLeg;
