import { request } from 'undici';
import { Secret } from '../../src/kernel/secret.js';
import type { AuthorizeInstruction, CallbackParameters } from '../../src/oauth-providers/ports/provider.js';
import type { ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { redirectOf } from '../support/redirect-of.js';
import type { ProviderExpectation } from './provider-expectation.js';
import { clientSecret, openSandboxBench, type SandboxBench } from './sandbox-bench.js';

/** A provider that sends people to an authorize page. */
export interface ProviderBench extends SandboxBench {
  /** Our app there, where each server has one. */
  readonly appId: string | null;
  /** Where the platform sends the person back to. */
  readonly redirectUri: string;
  /** The instruction with the real platform's address in it. */
  authorizeUrl(state: string): Promise<AuthorizeInstruction>;
  /** A person's way to the platform and back, up to what the callback would receive. */
  walk(persona: string, decision: 'approve' | 'deny'): Promise<Walk>;
}

export interface Walk {
  readonly parameters: CallbackParameters;
  readonly state: string;
  readonly codeVerifier: Secret | null;
}

/** Starts a sandbox and makes our app known to it. */
export async function openProviderBench(definition: ProviderDefinition, expected: ProviderExpectation): Promise<ProviderBench> {
  const bench = await openSandboxBench(definition);
  const { provider, control } = bench;
  if (definition.connect.kind === 'redirect') {
    await control('apps', {
      platform: definition.id,
      clientId: 'contract-client',
      clientSecret,
      redirectUris: [provider.redirectUri ?? ''],
      features: expected.appFeatures,
    });
  }
  const appId = await redirectOf(provider).prepare({ texts: expected.inputs ?? {}, passwords: {} });
  const redirectUri = (provider.redirectUri ?? '').replace(/callback$/, appId === null ? 'callback' : `${appId}/callback`);

  return {
    ...bench,
    appId,
    redirectUri,
    authorizeUrl: async (state) => {
      const { url, codeVerifier } = await redirectOf(provider).authorize({ state: Secret.of(state), appId });
      return { url: url.replace(`${bench.sandboxUrl}/`, 'https://'), codeVerifier };
    },
    walk: async (persona, decision) => {
      const state = `state-${Math.random().toString(36).slice(2)}`;
      await control('consent', { platform: definition.id, persona, decision });
      const { url, codeVerifier } = await redirectOf(provider).authorize({ state: Secret.of(state), appId });
      const answer = await request(url);
      await answer.body.dump();
      const location = String(answer.headers['location'] ?? '');
      if (!location.startsWith(redirectUri)) throw new Error(`The platform did not come back but answered ${answer.statusCode}`);
      const parameters = Object.fromEntries(new URL(location).searchParams);
      for (const secret of [state, parameters['code']]) if (secret !== undefined) bench.remember(secret);
      return { parameters, state, codeVerifier };
    },
  };
}
