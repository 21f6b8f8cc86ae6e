import type { PlatformAddress } from '../../../kernel/ports/platform-address.js';
import { Secret } from '../../../kernel/secret.js';
import { refusalInCallback } from '../../protocol/callback.js';
import type { AuthorizationCodeLeg, AuthorizationCodeLegFactory } from '../../protocol/authorization-code-leg.js';
import type { OAuthContext } from '../../protocol/define-provider.js';
import { AuthorizationCodeStrategy } from './authorization-code.strategy.js';
import { SingleCallStore } from './single-call.store.js';

/** Connecting by redirect through passport, with the browser sent where `addresses` says. */
export function passportConnect(addresses: PlatformAddress): AuthorizationCodeLegFactory {
  return (context) => legOf(context, addresses);
}

function legOf(context: OAuthContext, addresses: PlatformAddress): AuthorizationCodeLeg {
  return {
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
