import { Secret } from '../../../kernel/secret.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { callPlatform, type PlatformCall } from '../../protocol/platform-call.js';

/** One call of the Graph API at the version of the settings. */
export interface GraphCall<T> extends Pick<PlatformCall<T>, 'step' | 'method' | 'query' | 'schema'> {
  /** Without a slash in front. */
  readonly path: string;
}

/**
 * Calls the Graph API with a token of a person or a page, and proves that our app's server does (`appsecret_proof`), which apps can demand.
 * @throws ProviderError as `callPlatform`.
 */
export function callGraph<T>(context: ProviderContext, accessToken: Secret, { path, query, ...call }: GraphCall<T>): Promise<T> {
  const proof = context.digest.hmacSha256(context.client.clientSecret, accessToken);
  return callPlatform(context, { ...call, url: urlOf(context, path), accessToken, query: { ...query, appsecret_proof: proof } });
}

/**
 * Calls the Graph API as our app itself.
 * @throws ProviderError as `callPlatform`.
 */
export function callGraphAsApp<T>(context: ProviderContext, { path, ...call }: GraphCall<T>): Promise<T> {
  const { clientId, clientSecret } = context.client;
  const accessToken = clientSecret.use((secret) => Secret.of(`${clientId}|${secret}`));
  return callPlatform(context, { ...call, url: urlOf(context, path), accessToken });
}

function urlOf({ settings }: ProviderContext, path: string): string {
  return [settings.apiUrl, settings.apiVersion, path].filter((part) => part !== null).join('/');
}
