import type { StateStore } from 'passport-oauth2';
import { Secret } from '../../../kernel/secret.js';

type Stored = (error: null, state: string) => void;
type Verified = (error: null, ok: boolean, state: string) => void;

/**
 * Passport's store of states, for one call. The state's life is the connect session's: it is hashed in the database and
 * consumed there, once, before anything of the platform's answer is looked at (passport would read `error` first). So on
 * the way out this hands over the session's state and keeps the PKCE verifier that passport made, and on the way back it
 * gives passport that verifier.
 */
export class SingleCallStore implements StateStore {
  readonly #state: Secret;
  #codeVerifier: Secret | null;

  constructor(state: Secret, codeVerifier: Secret | null) {
    this.#state = state;
    this.#codeVerifier = codeVerifier;
  }

  get codeVerifier(): Secret | null {
    return this.#codeVerifier;
  }

  // Passport counts the parameters to know which form it speaks to: five on the way out, four on the way back.
  store(_request: unknown, codeVerifier: unknown, _state?: unknown, _meta?: unknown, stored?: Stored): void;
  store(_request: unknown, codeVerifier: unknown, _state: unknown, _meta: unknown, stored: Stored): void {
    if (typeof codeVerifier === 'string') this.#codeVerifier = Secret.of(codeVerifier);
    this.#state.use((state) => stored(null, state));
  }

  verify(_request: unknown, _state: unknown, _meta?: unknown, verified?: Verified): void;
  verify(_request: unknown, _state: unknown, _meta: unknown, verified: Verified): void {
    const answer = (ok: string | true): unknown => Reflect.apply(verified, undefined, [null, ok, '']);
    // The published types know `true` alone; passport takes a string for the verifier.
    if (this.#codeVerifier === null) answer(true);
    else this.#codeVerifier.use(answer);
  }
}
