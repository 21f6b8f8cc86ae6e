import type { PlatformAddress } from '../../../kernel/ports/platform-address.js';
import { Secret } from '../../../kernel/secret.js';
import type { RedirectConnect } from '../../ports/provider.js';
import { refusalInCallback } from '../../protocol/callback.js';
import type { RedirectConnectFactory } from '../../protocol/create-provider.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { AuthorizationCodeStrategy } from './authorization-code.strategy.js';
import { SingleCallStore } from './single-call.store.js';

/** Connecting by redirect through passport, with the browser sent where `addresses` says. */
export function passportConnect(addresses: PlatformAddress): RedirectConnectFactory {
  return (context) => redirectConnect(context, addresses);
}

function redirectConnect(context: ProviderContext, addresses: PlatformAddress): RedirectConnect {
  return {
    kind: 'redirect',
    redirectUri: context.redirectUri,
    authorize: async ({ state }) => {
      const store = new SingleCallStore(state, null);
      const url = await new AuthorizationCodeStrategy(context, store).authorizeUrl();
      return { url: addresses.browserUrl(url), codeVerifier: store.codeVerifier };
    },
    exchange: async ({ parameters, codeVerifier }) => {
      const refusal = refusalInCallback(parameters, context.definition.authorize.readRefusal);
      if (refusal !== null) throw refusal;
      // The state was consumed by the connect session, and nothing but the code is of use any more.
      const store = new SingleCallStore(Secret.of(''), codeVerifier);
      return new AuthorizationCodeStrategy(context, store).exchange({ code: parameters['code'] ?? '' });
    },
  };
}
