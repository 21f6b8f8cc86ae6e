import { readFileSync } from 'node:fs';
import { passportConnect } from '../../src/oauth-providers/adapters/passport/passport-connect.js';
import { mastodon } from '../../src/oauth-providers/platforms/mastodon/mastodon.provider.js';
import { createProvider } from '../../src/oauth-providers/protocol/create-provider.js';
import { FakeInstanceApps } from '../fakes/instance-apps.fake.js';
import { PlainAddresses } from '../fakes/platform-address.fake.js';
import { providerContext, StandingTime } from '../fakes/provider-context.fake.js';
import type { ScriptedHttp } from '../fakes/provider-transport.fake.js';
import type { RoutedHttp } from '../fakes/routed-http.fake.js';
import { redirectOf } from './redirect-of.js';

export const origin = 'https://mastodon.social';

/** A documented sample of Mastodon. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/mastodon/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The provider, whose server answers as `http` tells. */
export function providerOver(http: RoutedHttp | ScriptedHttp, environment: Readonly<Record<string, string>> = {}) {
  const time = new StandingTime();
  const context = providerContext(mastodon, http, { time, environment });
  const provider = createProvider(context, passportConnect(new PlainAddresses()), new FakeInstanceApps());
  return { provider, connect: redirectOf(provider), time };
}
