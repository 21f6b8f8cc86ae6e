import { ProviderError } from '../ports/provider-error.js';
import type { AppContext } from './define-provider.js';
import { askTokenEndpoint } from './token-endpoint.js';

/**
 * What a platform thinks of our app's credentials. `accepted`: it judged the code, so it knew the app. `refused`: `reason` is its
 * own code. `unclear`: it answered neither, or was not there; `reason` says what happened.
 */
export type AppVerdict = { readonly verdict: 'accepted' } | { readonly verdict: 'refused' | 'unclear'; readonly reason: string };

/** No platform gave this code to anybody. */
const madeUpCode = 'made-up-code-of-an-app-check';
/** Some ask for one with every code (RFC 7636, 4.1: at least 43 characters). */
const madeUpVerifier = 'made-up-verifier-of-an-app-check-0123456789';

/**
 * Asks a platform about our app without a person: presents a code that nobody was given. A platform that knows the app refuses the
 * code; one that does not refuses the app. Nothing changes there.
 */
export async function checkApp(context: AppContext): Promise<AppVerdict> {
  const { token, authorize } = context.definition;
  if (token.tellsAppFromCode === false) return { verdict: 'unclear', reason: 'answers wrong credentials and wrong codes alike' };
  const grant = { grant_type: 'authorization_code', code: madeUpCode, redirect_uri: context.redirectUri, ...token.exchangeParameters };
  const proof: Readonly<Record<string, string>> = authorize.pkce === null ? {} : { code_verifier: madeUpVerifier };
  try {
    await askTokenEndpoint(context, 'exchange', { ...grant, ...proof });
    return { verdict: 'unclear', reason: 'gave a token for a code that nobody was given' };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return verdictOf(error);
  }
}

function verdictOf(error: ProviderError): AppVerdict {
  if (error.kind === 'code_rejected') return { verdict: 'accepted' };
  return { verdict: error.kind === 'misconfigured' ? 'refused' : 'unclear', reason: error.platformCode ?? error.kind };
}
