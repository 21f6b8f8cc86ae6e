import type { Credentials, CredentialsExpectation } from './provider-expectation.js';

const filledIn = (identifier: string, appPassword: string): Credentials => ({ texts: { identifier }, passwords: { appPassword } });

export const onBluesky: CredentialsExpectation = {
  loginEndpoint: { host: 'bsky.social', path: '/xrpc/com.atproto.server.createSession' },
  identifyEndpoint: { host: 'bsky.social', path: '/xrpc/com.atproto.server.getSession' },
  candidates: [{ kind: 'profile', accountType: 'personal', displayName: 'Ada Lovelace', selectable: true }],
  credentialsOf: (persona) => filledIn(`${persona}.bsky.social`, 'abcd-efgh-ijkl-mnop'),
  refused: {
    invalid_credentials: filledIn('ada.bsky.social', 'zzzz-zzzz-zzzz-zzzz'),
    main_password: filledIn('ada.bsky.social', 'main-password'),
    two_factor: filledIn('rita.bsky.social', 'main-password'),
    unknown_identifier: filledIn('nobody.bsky.social', 'abcd-efgh-ijkl-mnop'),
    unsafe_address: filledIn('169.254.169.254', 'abcd-efgh-ijkl-mnop'),
    restricted: filledIn('rita.bsky.social', 'abcd-efgh-ijkl-mnop'),
    no_connectable_account: { never: 'every document in the sandbox names a server' },
    untrusted_server: { never: 'the sandbox has no certificates' },
  },
};
