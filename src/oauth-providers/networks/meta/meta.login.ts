import type { AuthorizeOptions, AuthorizeParameters, SettingsOptions, TokenOptions } from '../../protocol/define-provider.js';
import type { PlatformSettings } from '../../protocol/settings.js';

/** Settings of a platform whose people log in with Facebook. */
export function facebookLoginSettings(prefix: string): SettingsOptions {
  return {
    prefix,
    apiUrl: 'https://graph.facebook.com',
    apiVersion: 'v25.0',
    further: { CONFIG_ID: { pattern: /^\d{1,40}$/, problem: 'must be the id of a configuration of Facebook Login for Business: digits' } },
  };
}

/** The dialog of Facebook Login. */
export function facebookDialog(scopes: readonly string[]): AuthorizeOptions {
  return {
    url: 'https://www.facebook.com/{version}/dialog/oauth',
    scopes,
    scopeSeparator: ',',
    pkce: null,
    // Without it a permission that was declined once is never asked for again, and everything that we ask for is needed.
    parameters: { auth_type: 'rerequest' },
    adjustParameters: withConfiguration,
  };
}

/** A configuration of Facebook Login for Business takes the place of the scopes. */
function withConfiguration({ scope = '', ...rest }: AuthorizeParameters, { further }: PlatformSettings): AuthorizeParameters {
  const configuration = further['CONFIG_ID'] ?? null;
  return configuration === null ? { ...rest, scope } : { ...rest, config_id: configuration };
}

/** Where codes are exchanged, and short-lived tokens for long-lived ones. */
export const facebookTokens: TokenOptions = { url: 'https://graph.facebook.com/{version}/oauth/access_token', clientAuth: 'body' };
