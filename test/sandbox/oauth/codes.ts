import type { PersonaName } from '../core/personas.js';

/** An authorization code and everything it is bound to. */
export interface Code {
  readonly code: string;
  readonly platform: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly persona: PersonaName;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
  /** The authorize request it answers, for platforms where its parameters decide what is issued. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly expiresAt: number;
  /** The grant that it was exchanged for; `null` while it is unused. */
  grantId: string | null;
}

/** Codes, the used ones included: presenting one twice must be told apart from inventing one. */
export class Codes {
  private readonly codes = new Map<string, Code>();

  add(code: Code): void {
    this.codes.set(code.code, code);
  }

  find(code: string): Code | null {
    return this.codes.get(code) ?? null;
  }

  clear(): void {
    this.codes.clear();
  }
}
