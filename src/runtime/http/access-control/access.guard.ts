import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../../kernel/caller.js';
import { DomainError, notFound } from '../../../kernel/domain-error.js';
import { isWorkspaceId, type WorkspaceId } from '../../../kernel/ids.js';
import { Digest } from '../../../kernel/ports/digest.js';
import { Gatekeeper } from '../../../kernel/ports/gatekeeper.js';
import type { Secret } from '../../../kernel/secret.js';
import { routeAccessKey, type RouteAccess } from '../access.js';
import { readBearer, type BearerOptions } from './bearer.strategy.js';
import { BlockedAddresses } from './blocked-addresses.js';
import { RateLimiter, windowSeconds, type RateState } from './rate-limiter.js';
import '../request.js';

/**
 * Stands before every route and asks in this order: is the credential known (401), is it within its rate (429), is the
 * workspace the caller's (404), may the caller do this there (403). A route without a declaration answers nobody.
 */
@Injectable()
export class AccessGuard extends AuthGuard('bearer') {
  readonly #addresses = new BlockedAddresses();

  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly limiter: RateLimiter,
    private readonly digest: Digest,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(routeAccessKey, [context.getHandler(), context.getClass()]);
    if (access === undefined) throw notFound();
    if (access.kind === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const credential = readBearer(request.headers.authorization);
    if (credential === null) throw unauthenticated();
    const caller = await this.#identify(context, request);
    await this.#limit(this.#payerOf(caller, credential), http.getResponse<FastifyReply>());
    const { permission, workspaceMustExist } = access;
    await this.#gatekeeper().admit(caller, { permission, workspaceId: workspaceIn(request), workspaceMustExist });
    return true;
  }

  /** Told to passport with each request: who knows the credentials, and where the caller is put. */
  override getAuthenticateOptions(): BearerOptions & { readonly property: string; readonly session: false } {
    return { gatekeeper: this.#gatekeeper(), property: 'caller', session: false };
  }

  override handleRequest<Found>(error: unknown, caller: unknown): Found {
    if (error !== null && error !== undefined) throw error as Error;
    if (caller === false || caller === null || caller === undefined) throw unauthenticated();
    return caller as Found;
  }

  /**
   * Wrong credentials are counted by address. A blocked address is still asked who it is: others may stand behind it, and whoever
   * presents a good credential is served. Only the refusal of wrong ones changes, and it costs no counting any more.
   */
  async #identify(context: ExecutionContext, request: FastifyRequest): Promise<Caller> {
    try {
      await super.canActivate(context);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') await this.#countFailure(request.ip);
      throw error;
    }
    const { caller } = request;
    if (caller === undefined) throw unauthenticated();
    return caller;
  }

  async #countFailure(address: string): Promise<void> {
    const blockedFor = this.#addresses.blockedFor(address, Date.now());
    if (blockedFor > 0) throw tooMany(blockedFor);
    const state = await this.limiter.countFailure(address);
    if (state?.exceeded !== true) return;
    this.#addresses.block(address, Date.now(), state.resetSeconds * 1000);
    throw tooMany(state.resetSeconds);
  }

  /** Whose budget a call is taken from: each key has its own, and a person has one, however many tokens they are given. */
  #payerOf(caller: Caller, credential: Secret): string {
    return caller.kind === 'person' ? `person:${caller.id}` : `${caller.kind}:${this.digest.sha256(credential)}`;
  }

  async #limit(payer: string, reply: FastifyReply): Promise<void> {
    const state = await this.limiter.countCall(payer);
    if (state === null) return;
    tell(state, reply);
    if (state.exceeded) throw tooMany(state.resetSeconds);
  }

  #gatekeeper(): Gatekeeper {
    return this.modules.get(Gatekeeper, { strict: false });
  }
}

/** Header fields of draft-ietf-httpapi-ratelimit-headers. */
function tell({ limit, remaining, resetSeconds }: RateState, reply: FastifyReply): void {
  void reply.header('ratelimit-policy', `"credential";q=${limit};w=${windowSeconds}`);
  void reply.header('ratelimit', `"credential";r=${remaining};t=${resetSeconds}`);
}

function workspaceIn(request: FastifyRequest): WorkspaceId | null {
  const { workspaceId } = request.params as { readonly workspaceId?: string };
  if (workspaceId === undefined) return null;
  if (!isWorkspaceId(workspaceId)) throw notFound();
  return workspaceId;
}

function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'Present a valid credential as a bearer token.');
}

function tooMany(retryAfterSeconds: number): DomainError {
  return new DomainError('rate_limited', 'Too many requests; slow down.', { retryAfterSeconds });
}
