import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import type { PersonCaller } from '../../../kernel/caller.js';
import { DomainError } from '../../../kernel/domain-error.js';
import type { Secret } from '../../../kernel/secret.js';
import type { AuthConfig } from '../../../runtime/config/config.js';
import { rolesFromClaim } from '../../domain/workspace-claim.js';
import { PersonTokens } from '../../ports/person-tokens.js';
import { KeysUnavailableError, type KeySetCache } from './key-set-cache.js';

/** Asymmetric ones only: with `none` or a shared secret, our public copy of the key would be enough to make tokens. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const longestToken = 8_192;
/** How far the identity provider's clock may be from ours, in seconds. */
const leeway = 30;
const subject = /^[^\p{Cc}]{1,255}$/u;

/** Verifies JWTs against the key set of the product's identity provider. */
export class JosePersonTokens extends PersonTokens {
  /**
   * @param now The real time in milliseconds. Not the service's `Clock`: that one follows the sandbox's, where months pass in
   * a moment, and the identity provider lives in real time.
   */
  constructor(
    private readonly auth: AuthConfig,
    private readonly keys: KeySetCache,
    private readonly now: () => number,
  ) {
    super();
  }

  override verify(token: Secret): Promise<PersonCaller | null> {
    return token.use((text) => (this.isWorthVerifying(text) ? this.verified(text) : Promise.resolve(null)));
  }

  /** Leaves out, before any key is asked for, what cannot pass anyway. Nothing read here is believed. */
  private isWorthVerifying(text: string): boolean {
    if (text.length > longestToken) return false;
    try {
      return algorithms.includes(decodeProtectedHeader(text).alg ?? '') && decodeJwt(text).iss === this.auth.issuer;
    } catch {
      return false;
    }
  }

  private async verified(text: string): Promise<PersonCaller | null> {
    try {
      const { payload } = await jwtVerify(text, (header) => this.keys.find(header), {
        algorithms,
        issuer: this.auth.issuer,
        audience: this.auth.audience,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: leeway,
        currentDate: new Date(this.now()),
      });
      return this.personIn(payload);
    } catch (error) {
      if (error instanceof KeysUnavailableError) throw unavailable(error);
      // jose throws a TypeError for a key that does not fit the algorithm (or is too short), its own errors for all else.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  }

  private personIn(payload: JWTPayload): PersonCaller | null {
    if (typeof payload.sub !== 'string' || !subject.test(payload.sub)) return null;
    return { kind: 'person', id: payload.sub, roles: rolesFromClaim(payload[this.auth.workspacesClaim]) };
  }
}

/** For an installation without an identity provider: only keys are accepted. */
export class NoPersonTokens extends PersonTokens {
  override verify(): Promise<null> {
    return Promise.resolve(null);
  }
}

function unavailable(cause: Error): DomainError {
  return new DomainError('platform_unavailable', 'The identity provider cannot be reached, so this token cannot be judged. Try again.', {
    cause,
    retryAfterSeconds: 10,
  });
}
