import type { Provider, RedirectConnect } from '../../src/oauth-providers/ports/provider.js';

/** The browser's way to a platform. Throws where it has none. */
export function redirectOf(provider: Provider): RedirectConnect {
  if (provider.connect.kind !== 'redirect') throw new Error(`${provider.platform} sends no browser anywhere`);
  return provider.connect;
}
