import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectSessionId } from '../../../kernel/ids.js';
import { Secret } from '../../../kernel/secret.js';

/**
 * The cookie that binds one connect session to one browser. Each session has its own, so that popups side by side do not
 * overwrite each other. Over https its name carries `__Host-`, so that no neighbouring host can plant one
 * (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis, 4.1.3.2, 2026-11-23). `Lax` lets it come along when the
 * platform sends the browser back by a link or redirect.
 */
export class BrowserCookie {
  readonly #secure: boolean;

  /** `publicUrl` says whether the service is reached over https. */
  constructor(publicUrl: string) {
    this.#secure = publicUrl.startsWith('https:');
  }

  read(request: FastifyRequest, sessionId: ConnectSessionId): Secret | null {
    const value = request.cookies[this.#name(sessionId)];
    return value === undefined || value === '' ? null : Secret.of(value);
  }

  /** Keeps the token in the browser for `seconds`. */
  write(reply: FastifyReply, sessionId: ConnectSessionId, token: Secret, seconds: number): void {
    token.use((value) => reply.setCookie(this.#name(sessionId), value, { ...this.#attributes(), maxAge: Math.max(1, seconds) }));
  }

  clear(reply: FastifyReply, sessionId: ConnectSessionId): void {
    void reply.clearCookie(this.#name(sessionId), this.#attributes());
  }

  #name(sessionId: ConnectSessionId): string {
    return `${this.#secure ? '__Host-' : ''}connect-${sessionId}`;
  }

  #attributes() {
    return { path: '/', httpOnly: true, secure: this.#secure, sameSite: 'lax' } as const;
  }
}
