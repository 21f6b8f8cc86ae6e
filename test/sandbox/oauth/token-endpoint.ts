import { createHash, randomUUID } from 'node:crypto';

import { isForm, jsonAnswer, type Answer, type SandboxRequest } from '../core/http.js';
import { randomToken, stableId } from '../core/identifiers.js';
import type { Stage } from '../platforms/twin.js';
import type { App } from './apps.js';
import { authenticateClient } from './client-authentication.js';
import type { Code } from './codes.js';
import { OAuthFailure, wordFailure } from './failures.js';
import type { Grant, IssuedToken, RefreshToken } from './grants.js';
import { Parameters } from './parameters.js';
import type { Issued } from './rules.js';
import { rulesOf } from './rules-of.js';

/** The token endpoint (RFC 6749, 3.2): a form with `authorization_code` or `refresh_token`. */
export function tokenEndpoint(request: SandboxRequest, stage: Stage): Answer {
  try {
    if (!isForm(request.headers)) throw new OAuthFailure('not_a_form');
    const parameters = new Parameters(request.form);
    parameters.refuseRepeated();
    const grantType = parameters.required('grant_type');
    const app = authenticateClient(request, stage);
    if (grantType === 'authorization_code') return exchange(request, parameters, app, stage);
    if (grantType === 'refresh_token' && rulesOf(stage).refresh) return refresh(parameters, app, stage);
    if (grantType === 'client_credentials' && rulesOf(stage).clientCredentials) return ownToken(parameters, app, stage);
    throw new OAuthFailure('unsupported_grant_type', grantType);
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    return tokenFailure(failure, stage);
  }
}

/** A refusal in the form of RFC 6749, 5.2, in the platform's words. */
export function tokenFailure(failure: OAuthFailure, stage: Stage): Answer {
  const { failures, failureBody } = rulesOf(stage);
  const text = wordFailure(failure, failures);
  return jsonAnswer(text.status, failureBody?.(text) ?? { error: text.error, error_description: text.description });
}

/** The leg of the protocol that a call to the token endpoint is, for the journal. */
export function tokenStep(request: SandboxRequest): string {
  const grantType = request.form.get('grant_type');
  if (grantType === 'client_credentials') return 'client-credentials';
  return grantType === 'refresh_token' ? 'refresh' : 'exchange';
}

function exchange(request: SandboxRequest, parameters: Parameters, app: App, stage: Stage): Answer {
  const code = redeem(parameters, app, stage);
  const oauth = rulesOf(stage);
  const now = stage.clock.now();
  const grant: Grant = {
    id: randomUUID(),
    platform: stage.platform,
    clientId: app.clientId,
    persona: code.persona,
    server: stage.server,
    subject: stage.twin.subjectOf(code.persona, request.host),
    scopes: code.scopes,
    authorizedAt: now,
    accessTokens: [],
    refreshTokens: [],
    refreshCount: 0,
    ended: null,
  };
  const same = oauth.reusesAccessToken ? sameGrant(grant, stage, now) : null;
  if (same) {
    code.grantId = same.grant.id;
    return tokenAnswer({ app, ...same, refresh: null, now }, stage);
  }
  for (const earlier of stage.grants.list({ platform: stage.platform, clientId: app.clientId, subject: grant.subject })) {
    if (oauth.replaces(earlier, grant)) stage.grants.end(earlier, 'replaced', now);
  }
  stage.grants.add(grant);
  code.grantId = grant.id;
  const refreshToken = oauth.refresh?.given(app, code) ? makeRefresh(grant, stage, now) : null;
  return issue(grant, app, refreshToken, stage, now);
}

/** An authorization that is still good for the same, with its token. */
function sameGrant(fresh: Grant, stage: Stage, now: number): { grant: Grant; access: IssuedToken } | null {
  const { platform, clientId, subject } = fresh;
  const scopes = fresh.scopes.toSorted().join(' ');
  for (const grant of stage.grants.list({ platform, clientId, subject })) {
    const access = grant.accessTokens.at(-1);
    const alive = access !== undefined && stage.grants.find(access.token, now)?.state === 'active';
    if (alive && grant.server === fresh.server && grant.scopes.toSorted().join(' ') === scopes) return { grant, access };
  }
  return null;
}

/** A token of the app itself, the same each time; it opens nothing that is a person's. */
function ownToken(parameters: Parameters, app: App, stage: Stage): Answer {
  const scopes = (parameters.optional('scope') ?? 'read').split(/ +/);
  const unknown = scopes.find((scope) => app.scopes?.includes(scope) === false);
  if (unknown !== undefined) throw new OAuthFailure('scope_beyond_app', unknown);
  const created = Math.floor(stage.clock.now() / 1000);
  return jsonAnswer(200, { access_token: ownTokenOf(app), token_type: 'Bearer', scope: scopes.join(' '), created_at: created });
}

/** The token that an app gets for itself. */
export function ownTokenOf({ clientId, clientSecret }: App): string {
  return stableId(`own token of ${clientId}:${clientSecret}`, 43);
}

/** Takes a code once. What it is bound to is checked before it is used up, so that a thief cannot burn it. */
function redeem(parameters: Parameters, app: App, stage: Stage): Code {
  const oauth = rulesOf(stage);
  const code = stage.codes.find(parameters.required('code'));
  const redirectUri = parameters.required('redirect_uri');
  const verifier = parameters.optional('code_verifier');
  if (oauth.pkce === 'refused' && verifier !== null) throw new OAuthFailure('pkce_refused', 'code_verifier');
  if (!code || code.platform !== stage.platform) throw new OAuthFailure('code_unknown');
  if (code.clientId !== app.clientId) throw new OAuthFailure('code_of_other_client');
  if (code.grantId !== null) {
    const grant = stage.grants.byId(code.grantId);
    if (grant && oauth.usedCodeEndsGrant) stage.grants.end(grant, 'reuse', stage.clock.now());
    throw new OAuthFailure('code_used');
  }
  if (code.expiresAt <= stage.clock.now()) throw new OAuthFailure('code_expired');
  if (code.redirectUri !== redirectUri) throw new OAuthFailure('redirect_uri_differs');
  checkVerifier(code, verifier);
  return code;
}

function checkVerifier(code: Code, verifier: string | null): void {
  // A verifier without a challenge is a downgrade in the making (RFC 9700, 2.1.1).
  if (code.challenge === null && verifier === null) return;
  const wellFormed = verifier !== null && /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  if (!wellFormed || createHash('sha256').update(verifier).digest('base64url') !== code.challenge) throw new OAuthFailure('verifier_wrong');
}

function refresh(parameters: Parameters, app: App, stage: Stage): Answer {
  const now = stage.clock.now();
  const presented = stage.grants.find(parameters.required('refresh_token'), now);
  const own = presented?.grant.platform === stage.platform && presented.grant.clientId === app.clientId;
  if (!presented || !own) throw new OAuthFailure('refresh_token_invalid');
  const { grant } = presented;
  // An access token is found as well; among the refresh tokens it is not.
  const old = grant.refreshTokens.find((token) => token.token === presented.token.token);
  if (!old || presented.state !== 'active') throw new OAuthFailure('refresh_token_invalid');
  if (old.usedAt !== null) {
    if (!rulesOf(stage).refresh?.reuseIsHarmless) stage.grants.end(grant, 'reuse', now);
    throw new OAuthFailure('refresh_token_invalid');
  }
  grant.refreshCount += 1;
  if (!rulesOf(stage).refresh?.rotates) return issue(grant, app, old, stage, now);
  old.usedAt = now;
  return issue(grant, app, makeRefresh(grant, stage, now), stage, now);
}

/** One moment for everything in an answer: the lifetimes that it names are then exact. */
function issue(grant: Grant, app: App, refreshToken: RefreshToken | null, stage: Stage, now: number): Answer {
  const oauth = rulesOf(stage);
  const ends = [ending(oauth.accessLifeSeconds, now)];
  if (oauth.refresh?.boundsAccessToken && refreshToken) ends.push(refreshToken.expiresAt);
  const bounds = ends.filter((end) => end !== null);
  const access: IssuedToken = {
    token: randomToken(oauth.accessShape.prefix, oauth.accessShape.length),
    issuedAt: now,
    expiresAt: bounds.length > 0 ? Math.min(...bounds) : null,
  };
  stage.grants.issueAccess(grant, access);
  return tokenAnswer({ app, grant, access, refresh: refreshToken, now }, stage);
}

function tokenAnswer(issued: Issued, stage: Stage): Answer {
  return { ...jsonAnswer(200, rulesOf(stage).tokenBody(issued)), persona: issued.grant.persona };
}

function makeRefresh(grant: Grant, stage: Stage, now: number): RefreshToken | null {
  const rules = rulesOf(stage).refresh;
  if (!rules) return null;
  const token: RefreshToken = {
    token: randomToken(rules.shape.prefix, rules.shape.length),
    issuedAt: now,
    expiresAt: ending(rules.lifeSeconds, now),
    usedAt: null,
  };
  stage.grants.issueRefresh(grant, token);
  return token;
}

function ending(lifeSeconds: number | null, now: number): number | null {
  return lifeSeconds === null ? null : now + lifeSeconds * 1000;
}
