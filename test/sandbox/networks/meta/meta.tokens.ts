import { createHmac } from 'node:crypto';

import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { randomToken } from '../../core/identifiers.js';
import { personaOf } from '../../core/personas.js';
import type { App } from '../../oauth/apps.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import { authenticateClient } from '../../oauth/client-authentication.js';
import { OAuthFailure } from '../../oauth/failures.js';
import type { Grant, IssuedToken, Presented } from '../../oauth/grants.js';
import { Parameters } from '../../oauth/parameters.js';
import { secondsLeft } from '../../oauth/rules.js';
import { tokenEndpoint, tokenFailure } from '../../oauth/token-endpoint.js';
import type { Stage } from '../../platforms/twin.js';
import { graphErrors } from './meta.failures.js';

const LONG_LIFE_SECONDS = 5_183_944;
const SHAPE = { prefix: 'EAA', length: 196 };

/** A token that works. */
export interface Access {
  readonly grant: Grant;
  readonly token: IssuedToken;
  /** The page whose token it is; `null` for the person's own. */
  readonly pageId: string | null;
}

/** The token in a request: in its header, or in a parameter. */
export function tokenIn(request: SandboxRequest): string | null {
  return bearerToken(request) ?? request.query.get('access_token') ?? request.form.get('access_token');
}

/** Who asks with a token of a person or a page; or why the answer is no. */
export function accessOf(request: SandboxRequest, stage: Stage): Access | Answer {
  const text = tokenIn(request);
  if (text === null) return graphErrors.noToken;
  const presented = presentedAccess(text, stage);
  if (!presented) return graphErrors.unreadableToken;
  const refusal = refusalOf(presented) ?? proofRefusal(request, stage, presented.grant, text);
  return refusal === null ? { grant: presented.grant, token: presented.token, pageId: pageOf(presented.token) } : { ...refusal, persona: presented.grant.persona };
}

const whyEnded = { user: graphErrors.removedApp, password: graphErrors.passwordChanged, reuse: graphErrors.loggedOut, replaced: graphErrors.loggedOut, 'signed-out': graphErrors.loggedOut };

/** Why a token is dead; `null`: it lives. A person at a checkpoint can log in still, but nothing works for their pages. */
export function refusalOf({ grant, token, state }: Presented): Answer | null {
  if (grant.ended) return whyEnded[grant.ended.why];
  if (state === 'expired') return graphErrors.sessionExpired;
  return personaOf(grant.persona).restricted && pageOf(token) !== null ? graphErrors.checkpoint : null;
}

function proofRefusal(request: SandboxRequest, stage: Stage, grant: Grant, token: string): Answer | null {
  const app = stage.apps.find(stage.platform, grant.clientId, null);
  const proof = request.query.get('appsecret_proof') ?? request.form.get('appsecret_proof');
  if (proof === null) return app?.features.includes('require_app_secret') ? graphErrors.proofMissing : null;
  return proof === createHmac('sha256', app?.clientSecret ?? '').update(token).digest('hex') ? null : graphErrors.badProof;
}

/** The app that asks with a token of its own (`{app-id}|{app-secret}`); `null` when none does. */
export function appOf(request: SandboxRequest, stage: Stage): App | null {
  const [clientId = '', secret] = tokenIn(request)?.split('|') ?? [];
  const app = stage.apps.find(stage.platform, clientId, null);
  return app !== null && app.clientSecret === secret ? app : null;
}

/** Exchanges a code, or a short-lived token for a long-lived one; by POST, and by GET as the documents print it. */
export function accessToken(request: SandboxRequest, stage: Stage): Answer {
  const form = request.method === 'GET' ? new URLSearchParams(request.query) : request.form;
  if (form.get('grant_type') === 'fb_exchange_token') return lengthen({ ...request, form }, stage);
  if (!form.has('grant_type')) form.set('grant_type', 'authorization_code');
  return tokenEndpoint({ ...request, headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' }, form }, stage);
}

function lengthen(request: SandboxRequest, stage: Stage): Answer {
  try {
    const app = authenticateClient(request, stage);
    const presented = presentedAccess(new Parameters(request.form).required('fb_exchange_token'), stage);
    if (presented?.grant.clientId !== app.clientId) return graphErrors.unreadableToken;
    const { grant } = presented;
    const refusal = refusalOf(presented);
    if (refusal !== null) return { ...refusal, persona: grant.persona };
    const token = issue(stage, grant, 'long', stage.clock.now() + LONG_LIFE_SECONDS * 1000);
    const body = { access_token: token.token, token_type: 'bearer', expires_in: secondsLeft(token, stage.clock.now()) };
    return { ...jsonAnswer(200, body), persona: grant.persona };
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    return tokenFailure(failure, stage);
  }
}

/** A page's token: without an end when it is taken with a long-lived one, else it ends with the token that it was taken with. */
export function pageToken(stage: Stage, { grant, token }: Access, pageId: string): string {
  const expiresAt = token.about === 'long' ? null : token.expiresAt;
  const about = `page:${pageId}`;
  const known = grant.accessTokens.find((one) => one.about === about && one.expiresAt === expiresAt);
  return (known ?? issue(stage, grant, about, expiresAt)).token;
}

/** `null` for a token of the person. */
export function pageOf({ about }: IssuedToken): string | null {
  return about?.startsWith('page:') ? about.slice('page:'.length) : null;
}

function issue(stage: Stage, grant: Grant, about: string, expiresAt: number | null): IssuedToken {
  const token: IssuedToken = { token: randomToken(SHAPE.prefix, SHAPE.length), issuedAt: stage.clock.now(), expiresAt, about };
  stage.grants.issueAccess(grant, token);
  return token;
}
