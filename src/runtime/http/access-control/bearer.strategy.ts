import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import type { Caller } from '../../../kernel/caller.js';
import type { Gatekeeper } from '../../../kernel/ports/gatekeeper.js';
import { Secret } from '../../../kernel/secret.js';

export interface BearerOptions {
  /** Comes with each call: passport knows strategies by name for the whole process, in which several applications may run. */
  readonly gatekeeper: Gatekeeper;
}

type Done = (error: unknown, caller?: Caller | null) => void;
type Verify = (credential: Secret, gatekeeper: Gatekeeper, done: Done) => void;

/** RFC 6750: the credential in the `Authorization` header, and nowhere else. */
class BearerScheme extends passport.Strategy {
  constructor(private readonly verify: Verify) {
    super();
  }

  override authenticate(request: { readonly headers: { readonly authorization?: string } }, options: BearerOptions): void {
    const credential = readBearer(request.headers.authorization);
    if (credential === null) {
      this.fail('Bearer', 401);
      return;
    }
    this.verify(credential, options.gatekeeper, (error, caller) => {
      if (error !== null && error !== undefined) this.error(error);
      else if (caller === null || caller === undefined) this.fail('Bearer error="invalid_token"', 401);
      else this.success(caller);
    });
  }
}

/** The API's own authentication: whoever the gatekeeper knows by the credential. */
@Injectable()
export class BearerStrategy extends PassportStrategy(BearerScheme, 'bearer') {
  async validate(credential: Secret, gatekeeper: Gatekeeper): Promise<Caller | null> {
    return gatekeeper.identify(credential);
  }
}

/** The credential of an `Authorization: Bearer …` header; `null` when there is none, or none that could be ours. */
export function readBearer(header: string | undefined): Secret | null {
  const credential = /^Bearer +([\w.~+/=-]{1,8192})$/i.exec(header ?? '')?.[1];
  return credential === undefined ? null : Secret.of(credential);
}
