import { describe, expect, it } from '@jest/globals';
import { instancePlatform } from '../../../test/fakes/instance-platform.fake.js';
import { providerContext } from '../../../test/fakes/provider-context.fake.js';
import { standardPlatform } from '../../../test/fakes/provider-definition.fake.js';
import { RoutedHttp } from '../../../test/fakes/routed-http.fake.js';
import type { OutboundRequest } from '../../kernel/ports/outbound-http.js';
import type { OAuthDefinition } from './define-provider.js';
import { sendToPlatform } from './platform-call.js';

async function hostFrom(definition: OAuthDefinition, url: string): Promise<OutboundRequest['hostFrom']> {
  const http = new RoutedHttp({ [new URL(url).origin]: {} });
  await sendToPlatform(providerContext(definition, http), 'probe', { method: 'GET', url });
  return http.sent[0]?.hostFrom;
}

describe('sendToPlatform', () => {
  it.each(['https://standard.test/authorize', 'https://standard.test/token', 'https://standard.test/anything?page=2'])(
    "one app of ours, %s › the host is the operator's",
    async (url) => expect(await hostFrom(standardPlatform(), url)).toBe('configuration'),
  );

  it.each(['https://standard.test:8443/token', 'https://elsewhere.test/token', 'https://api.standard.test.evil.test/', 'https://10.0.0.7/'])(
    'one app of ours, %s, which an answer may have named › it is not',
    async (url) => expect(await hostFrom(standardPlatform(), url)).toBeUndefined(),
  );

  it('an app of ours on every server › no host is the operator’s', async () => {
    expect(await hostFrom(instancePlatform(), 'https://standard.test/authorize')).toBeUndefined();
  });
});
