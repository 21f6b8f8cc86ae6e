import type { PersonaName } from '../core/personas.js';

/** Times are epoch milliseconds; `null` where a token has no end. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: number;
  expiresAt: number | null;
  /** What it is for, where a platform gives tokens of several kinds on one grant. */
  readonly about?: string;
}

export interface RefreshToken extends IssuedToken {
  /** When it was exchanged for the next one, where refresh tokens rotate. */
  usedAt: number | null;
}

/**
 * `user`: removed the app; `password`: changed it; `reuse`: a single-use secret came twice; `replaced`: by a newer authorization;
 * `signed-out`: the client ended it.
 */
export type EndReason = 'user' | 'password' | 'reuse' | 'replaced' | 'signed-out';

/** What one authorization of one person gave one app: a family of tokens that live and die together. */
export interface Grant {
  readonly id: string;
  readonly platform: string;
  /** The host that gave it, where a platform has many servers. */
  readonly server: string | null;
  readonly clientId: string;
  readonly persona: PersonaName;
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly authorizedAt: number;
  readonly accessTokens: IssuedToken[];
  readonly refreshTokens: RefreshToken[];
  refreshCount: number;
  /** `noticedAt`: when a client was last told so, where a platform cares. */
  ended: { readonly why: EndReason; readonly at: number; readonly noticedAt?: number } | null;
}

export type TokenState = 'active' | 'expired' | 'revoked';

/** What a presented token turned out to be. */
export interface Presented {
  readonly grant: Grant;
  readonly kind: 'access' | 'refresh';
  readonly token: IssuedToken;
  readonly state: TokenState;
}

/** Every grant of every platform, the dead ones included. */
export class Grants {
  private grants: Grant[] = [];
  private readonly byToken = new Map<string, { grant: Grant; kind: 'access' | 'refresh'; token: IssuedToken }>();

  add(grant: Grant): void {
    this.grants.push(grant);
    grant.accessTokens.forEach((token) => this.byToken.set(token.token, { grant, kind: 'access', token }));
    grant.refreshTokens.forEach((token) => this.byToken.set(token.token, { grant, kind: 'refresh', token }));
  }

  issueAccess(grant: Grant, token: IssuedToken): void {
    grant.accessTokens.push(token);
    this.byToken.set(token.token, { grant, kind: 'access', token });
  }

  issueRefresh(grant: Grant, token: RefreshToken): void {
    grant.refreshTokens.push(token);
    this.byToken.set(token.token, { grant, kind: 'refresh', token });
  }

  find(token: string, now: number): Presented | null {
    const found = this.byToken.get(token);
    return found ? { ...found, state: stateOf(found.grant, found.token, now) } : null;
  }

  byId(id: string): Grant | null {
    return this.grants.find((grant) => grant.id === id) ?? null;
  }

  /** Oldest first; `subject` is the platform's id of the person or the persona's name. */
  list(filter: { platform?: string | undefined; clientId?: string | undefined; subject?: string | undefined } = {}): readonly Grant[] {
    return this.grants.filter(
      (grant) =>
        (filter.platform === undefined || grant.platform === filter.platform) &&
        (filter.clientId === undefined || grant.clientId === filter.clientId) &&
        (filter.subject === undefined || grant.subject === filter.subject || grant.persona === filter.subject),
    );
  }

  /** Ends a grant with every token of it; the first reason stays. */
  end(grant: Grant, why: EndReason, now: number): void {
    grant.ended ??= { why, at: now };
  }

  /** Lets the access tokens of a grant run out at once; its refresh token keeps working. */
  expireAccess(grant: Grant, now: number): void {
    for (const token of grant.accessTokens) {
      if (token.expiresAt === null || token.expiresAt > now) token.expiresAt = now;
    }
  }

  /** Forgets every grant of a host, so that its tokens were never issued. */
  forget(server: string): void {
    for (const grant of this.grants.filter((one) => one.server === server)) {
      [...grant.accessTokens, ...grant.refreshTokens].forEach(({ token }) => this.byToken.delete(token));
    }
    this.grants = this.grants.filter((grant) => grant.server !== server);
  }

  clear(): void {
    this.grants = [];
    this.byToken.clear();
  }
}

/** Whether anything of a grant still opens a door. */
export function isAlive(grant: Grant, now: number): boolean {
  return [...grant.accessTokens, ...unused(grant.refreshTokens)].some((token) => stateOf(grant, token, now) === 'active');
}

function stateOf(grant: Grant, token: IssuedToken, now: number): TokenState {
  if (grant.ended) return 'revoked';
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'active';
}

function unused(tokens: readonly RefreshToken[]): readonly RefreshToken[] {
  return tokens.filter((token) => token.usedAt === null);
}
