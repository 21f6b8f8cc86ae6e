import { asId, type PlatformKey } from '../../src/kernel/ids.js';
import { Secret } from '../../src/kernel/secret.js';
import type {
  AuthorizeInstruction,
  AuthorizeRequest,
  Candidate,
  ExchangeRequest,
  Identity,
  PlatformFacts,
  ProbeTarget,
  ProbeVerdict,
  Provider,
  RedirectConnect,
  TokenSet,
} from '../../src/oauth-providers/ports/provider.js';
import { ProviderError } from '../../src/oauth-providers/ports/provider-error.js';

const facts: PlatformFacts = {
  platform: asId<PlatformKey>('fake'),
  label: 'Fake',
  network: 'fake',
  developerPlatform: 'fake',
  accountTypes: ['personal'],
  authMethod: 'oauth',
  inputs: [],
  selection: null,
  scopes: ['read', 'write'],
  requiredScopes: ['write'],
  renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 600 },
  provenBy: 'probe',
  revocation: 'token',
  grantScope: 'workspace',
  redirectUri: 'https://service.test/v1/oauth/fake/callback',
};

/** A token set with everything set; `overrides` replaces single fields. */
export function aTokenSet(overrides: Partial<TokenSet> = {}): TokenSet {
  return {
    accessToken: Secret.of('access-1'),
    refreshToken: Secret.of('refresh-1'),
    scopes: ['read', 'write'],
    accessTokenExpiresAt: new Date('2026-12-01T00:00:00.000Z'),
    refreshTokenExpiresAt: null,
    server: null,
    clientId: null,
    reauthorizeBy: null,
    recovery: null,
    ...overrides,
  };
}

/** A person as a platform tells of them. */
export function anIdentity(overrides: Partial<Identity> = {}): Identity {
  return { subject: 'ada-1', displayName: 'Ada', username: 'ada', avatarUrl: null, profileUrl: null, ...overrides };
}

/** Something connectable. */
export function aCandidate(overrides: Partial<Candidate> = {}): Candidate {
  return {
    kind: 'profile',
    platformUserId: 'ada-1',
    accountType: 'personal',
    displayName: 'Ada',
    username: 'ada',
    avatarUrl: null,
    profileUrl: null,
    selectable: true,
    reason: null,
    credentials: null,
    ...overrides,
  };
}

/**
 * A platform in memory. A code is single use and gives the tokens set in `tokens`; each of `identity`, `candidates`,
 * `verdict` and `renewed` is what the next calls answer, and an error in `failures` is thrown instead.
 */
export class FakeProvider implements Provider {
  readonly platform: Provider['platform'];
  readonly label: string;
  readonly network: string;
  readonly developerPlatform: string;
  readonly accountTypes: Provider['accountTypes'];
  readonly authMethod: Provider['authMethod'];
  readonly inputs: Provider['inputs'];
  readonly selection: Provider['selection'];
  readonly scopes: readonly string[];
  readonly requiredScopes: readonly string[];
  readonly renewal: Provider['renewal'];
  readonly provenBy: Provider['provenBy'];
  readonly revocation: Provider['revocation'];
  readonly grantScope: Provider['grantScope'];
  readonly redirectUri: string | null;
  readonly clientId = 'fake-client';
  readonly connect: RedirectConnect;

  tokens: TokenSet = aTokenSet();
  identity: Identity = anIdentity();
  candidates: readonly Candidate[] = [aCandidate()];
  verdict: ProbeVerdict = { verdict: 'healthy' };
  renewed: TokenSet = aTokenSet({ accessToken: Secret.of('access-2'), refreshToken: Secret.of('refresh-2') });
  /** What the named leg throws from now on. */
  readonly failures = new Map<'exchange' | 'identify' | 'candidates' | 'renew' | 'revoke', ProviderError>();
  /** Access tokens that were given back. */
  readonly revoked: string[] = [];
  /** How often a code was exchanged with success. */
  exchanges = 0;
  readonly #usedCodes = new Set<string>();

  constructor(overrides: Partial<PlatformFacts> = {}) {
    const all = { ...facts, ...overrides };
    this.platform = all.platform;
    this.label = all.label;
    this.network = all.network;
    this.developerPlatform = all.developerPlatform;
    this.accountTypes = all.accountTypes;
    this.authMethod = all.authMethod;
    this.inputs = all.inputs;
    this.selection = all.selection;
    this.scopes = all.scopes;
    this.requiredScopes = all.requiredScopes;
    this.renewal = all.renewal;
    this.provenBy = all.provenBy;
    this.revocation = all.revocation;
    this.grantScope = all.grantScope;
    this.redirectUri = all.redirectUri;
    this.connect = {
      kind: 'redirect',
      prepare: () => Promise.resolve(null),
      confirmApp: (appId) => Promise.resolve(appId),
      replaceApp: () => Promise.reject(new ProviderError('client_unknown', 'register')),
      authorize: (request) => Promise.resolve(this.#authorize(request)),
      exchange: (request) => this.#exchange(request),
    };
  }

  async identify(): Promise<Identity> {
    this.#failIfTold('identify');
    return this.identity;
  }

  async listCandidates(): Promise<readonly Candidate[]> {
    this.#failIfTold('candidates');
    return this.candidates;
  }

  async probe(_target: ProbeTarget): Promise<ProbeVerdict> {
    return this.verdict;
  }

  async renew(): Promise<TokenSet> {
    this.#failIfTold('renew');
    return this.renewed;
  }

  async revoke(tokens: TokenSet): Promise<void> {
    this.#failIfTold('revoke');
    tokens.accessToken.use((token) => this.revoked.push(token));
  }

  #authorize(request: AuthorizeRequest): AuthorizeInstruction {
    const url = request.state.use((state) => `https://fake.test/authorize?state=${state}`);
    return { url, codeVerifier: Secret.of('verifier') };
  }

  async #exchange(request: ExchangeRequest): Promise<TokenSet> {
    this.#failIfTold('exchange');
    if (request.parameters['error'] === 'access_denied') throw new ProviderError('denied', 'authorize');
    const code = request.parameters['code'] ?? '';
    if (code === '' || this.#usedCodes.has(code)) throw new ProviderError('code_rejected', 'exchange');
    this.#usedCodes.add(code);
    this.exchanges += 1;
    return this.tokens;
  }

  #failIfTold(leg: 'exchange' | 'identify' | 'candidates' | 'renew' | 'revoke'): void {
    const failure = this.failures.get(leg);
    if (failure !== undefined) throw failure;
  }
}
