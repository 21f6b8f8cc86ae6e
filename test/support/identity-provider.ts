import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JSONWebKeySet, type JWTPayload } from 'jose';

export interface SignOptions {
  /** The algorithm of the key to sign with; `RS256` when not given. */
  readonly alg?: string;
  /** The `kid` to put into the header instead of the key's own; `null` leaves it out. */
  readonly kid?: string | null;
  /** Claims that are left out of the standard ones. */
  readonly without?: readonly string[];
}

/** What an answer of the key set's address is instead of the keys. */
export type Misbehaviour = 'down' | 'silent' | 'stuck' | 'huge' | 'html' | 'redirect';

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** A small identity provider on a port of its own: publishes its keys and signs whatever a test wants signed. */
export class IdentityProvider {
  readonly issuer = 'https://id.acme.test/';
  readonly audience = 'social-accounts';
  /** How often the key set was asked for. */
  requests = 0;
  misbehaviour: Misbehaviour | null = null;
  #keys: readonly SigningKey[] = [];
  #generation = 0;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks.json`;
  }

  /** The environment of a service that trusts this provider. */
  get environment(): Readonly<Record<string, string>> {
    return { AUTH_JWKS_URL: this.jwksUrl, AUTH_ISSUER: this.issuer, AUTH_AUDIENCE: this.audience };
  }

  async start(): Promise<this> {
    await this.rotate();
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** New keys under new ids; the old ones are published no more. */
  async rotate(): Promise<void> {
    this.#generation += 1;
    this.#keys = await Promise.all(algorithms.map((alg) => newKey(alg, `${alg}-${this.#generation}`)));
  }

  /** A token of a person, good for five minutes from the real time; `claims` come over the standard ones. */
  async sign(claims: JWTPayload = {}, options: SignOptions = {}): Promise<string> {
    const key = this.#key(options.alg ?? 'RS256');
    const kid = options.kid === undefined ? key.kid : options.kid;
    return new SignJWT(this.payload(claims, options.without))
      .setProtectedHeader({ alg: key.alg, ...(kid === null ? {} : { kid }) })
      .sign(key.privateKey);
  }

  /** What `sign` signs. */
  payload(claims: JWTPayload = {}, without: readonly string[] = []): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    const standard = { iss: this.issuer, aud: this.audience, sub: 'u_1', iat: now, exp: now + 300 };
    const all = Object.entries({ ...standard, ...claims });
    return Object.fromEntries(all.filter(([name]) => !without.includes(name)));
  }

  /** A token of a person with these roles, by workspace id. */
  person(sub: string, roles: Readonly<Record<string, string>>): Promise<string> {
    return this.sign({ sub, workspaces: Object.entries(roles).map(([id, role]) => ({ id, role })) });
  }

  /** The id under which the present key of an algorithm is published. */
  kidOf(alg: string): string {
    return this.#key(alg).kid;
  }

  /** The public key as an attacker has it, who tries it as a shared secret. */
  publicPem(): Promise<string> {
    return exportSPKI(this.#key('RS256').publicKey);
  }

  async keySet(): Promise<JSONWebKeySet> {
    const keys = this.#keys.map(async ({ kid, alg, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }));
    return { keys: await Promise.all(keys) };
  }

  #key(alg: string): SigningKey {
    const key = this.#keys.find((one) => one.alg === alg);
    if (key === undefined) throw new Error(`no key for ${alg}`);
    return key;
  }

  async #answer(_request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    if (this.misbehaviour === 'silent') return;
    if (this.misbehaviour === 'stuck') return void response.write('{"keys":[');
    if (this.misbehaviour === 'down') return void response.destroy();
    if (this.misbehaviour === 'html') return void response.end('<html>sign in</html>');
    if (this.misbehaviour === 'redirect') return void response.writeHead(302, { location: `${this.jwksUrl}?again` }).end();
    const padding = this.misbehaviour === 'huge' ? { padding: 'x'.repeat(1_000_000) } : {};
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...(await this.keySet()), ...padding }));
  }
}

async function newKey(alg: string, kid: string): Promise<SigningKey> {
  return { kid, alg, ...(await generateKeyPair(alg, { extractable: true })) };
}

export function startIdentityProvider(): Promise<IdentityProvider> {
  return new IdentityProvider().start();
}
