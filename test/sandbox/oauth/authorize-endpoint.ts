import { isPersonaName, personaOf, type PersonaName } from '../core/personas.js';
import type { Decision } from '../core/consents.js';
import { errorAnswer, htmlAnswer, redirectAnswer, wantsHtml, type Answer, type SandboxRequest } from '../core/http.js';
import { randomToken } from '../core/identifiers.js';
import type { Stage } from '../platforms/twin.js';
import { consentPage } from '../ui/consent-page.js';
import { refusalPage } from '../ui/refusal-page.js';
import type { App } from './apps.js';
import { OAuthFailure, wordFailure } from './failures.js';
import { Parameters } from './parameters.js';
import type { OAuthRules } from './rules.js';
import { rulesOf } from './rules-of.js';

interface AuthorizeRequest {
  readonly scopes: readonly string[];
  readonly challenge: string | null;
}

/**
 * The authorize endpoint (RFC 6749, 4.1.1): a GET shows the consent page, or answers at once when a decision was
 * scripted; a POST to the same address is the page's form. What cannot be trusted is never redirected to.
 */
export function authorizeEndpoint(request: SandboxRequest, stage: Stage): Answer {
  try {
    const target = trustedTarget(request, stage);
    return answerTo(request, stage, target);
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    const { status, error, description } = wordFailure(failure, rulesOf(stage).failures);
    if (!wantsHtml(request)) return errorAnswer(status, error, description);
    return htmlAnswer(status, refusalPage(stage.twin.label, error, description));
  }
}

interface Target {
  readonly app: App;
  readonly redirectUri: string;
  readonly state: string | null;
}

/** Finds where an answer may be sent at all. */
function trustedTarget(request: SandboxRequest, stage: Stage): Target {
  const parameters = new Parameters(request.query);
  const clientId = parameters.required(rulesOf(stage).clientIdParameter);
  const app = stage.apps.find(stage.platform, clientId, stage.server);
  if (!app) throw new OAuthFailure('unknown_client', clientId);
  const redirectUri = parameters.required('redirect_uri');
  if (!app.redirectUris.includes(redirectUri)) throw new OAuthFailure('redirect_uri_not_registered', redirectUri);
  return { app, redirectUri, state: parameters.optional('state') };
}

function answerTo(request: SandboxRequest, stage: Stage, target: Target): Answer {
  try {
    const asked = readRequest(request, stage, target.app);
    const decision = request.method === 'POST' ? formDecision(request) : stage.consents.take(stage.platform);
    if (decision) return decide(request, stage, target, asked, decision);
    const { clientId } = target.app;
    return htmlAnswer(200, consentPage({ label: stage.server === null ? stage.twin.label : `${stage.twin.label} on ${stage.server}`, clientId, scopes: asked.scopes, action: request.url }));
  } catch (failure) {
    if (!(failure instanceof OAuthFailure)) throw failure;
    const { error, description } = wordFailure(failure, rulesOf(stage).failures);
    return redirectTo(target, { error, error_description: description });
  }
}

function readRequest(request: SandboxRequest, stage: Stage, app: App): AuthorizeRequest {
  const rules = rulesOf(stage);
  const parameters = new Parameters(request.query);
  parameters.refuseRepeated();
  const responseType = parameters.required('response_type');
  if (responseType !== 'code') throw new OAuthFailure('unsupported_response_type', responseType);
  const scopes = [...new Set(parameters.required('scope').split(rules.scopeSeparator).filter(Boolean))];
  const unknown = scopes.find((scope) => !rules.scopes.includes(scope) || !mayAskFor(app, scope));
  if (unknown !== undefined) throw new OAuthFailure('unknown_scope', unknown);
  return { scopes, challenge: readChallenge(parameters, rules.pkce) };
}

function readChallenge(parameters: Parameters, pkce: OAuthRules['pkce']): string | null {
  if (pkce === 'ignored') return null;
  const challenge = parameters.optional('code_challenge');
  const method = parameters.optional('code_challenge_method');
  if (pkce === 'refused') {
    if (challenge !== null || method !== null) throw new OAuthFailure('pkce_refused', 'code_challenge');
    return null;
  }
  if (challenge === null) {
    if (pkce === 'required' || method !== null) throw new OAuthFailure('pkce_required');
    return null;
  }
  if (method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw new OAuthFailure('pkce_method');
  return challenge;
}

/** What an app registered for, `read:accounts` within `read`. */
function mayAskFor({ scopes }: App, scope: string): boolean {
  return scopes === undefined || scopes.includes(scope) || scopes.includes(scope.split(':')[0] ?? scope);
}

function formDecision(request: SandboxRequest): Decision {
  const persona = request.form.get('persona') ?? '';
  if (!isPersonaName(persona)) throw new OAuthFailure('parameter_missing', 'persona');
  return { persona, decision: request.form.get('decision') === 'approve' ? 'approve' : 'deny' };
}

function decide(request: SandboxRequest, stage: Stage, target: Target, asked: AuthorizeRequest, decision: Decision): Answer {
  const { persona } = decision;
  if (decision.decision === 'deny' || personaOf(persona).refuses) {
    const { error, description } = wordFailure(new OAuthFailure('denied'), rulesOf(stage).failures);
    return { ...redirectTo(target, { error, ...rulesOf(stage).denialParameters, error_description: description }), persona };
  }
  const { codeShape, codeLifeSeconds, callbackParameters } = rulesOf(stage);
  const scopes = grantedScopes(stage, persona, asked.scopes);
  const code = randomToken(codeShape.prefix, codeShape.length);
  stage.codes.add({
    code,
    platform: stage.platform,
    clientId: target.app.clientId,
    redirectUri: target.redirectUri,
    persona,
    scopes,
    challenge: asked.challenge,
    parameters: Object.fromEntries(request.query),
    expiresAt: stage.clock.now() + codeLifeSeconds * 1000,
    grantId: null,
  });
  return { ...redirectTo(target, { code, ...callbackParameters?.(scopes) }), persona };
}

function grantedScopes(stage: Stage, persona: PersonaName, asked: readonly string[]): readonly string[] {
  const unticks = rulesOf(stage).partialConsent && personaOf(persona).unticksScopes;
  return unticks ? asked.slice(0, Math.ceil(asked.length / 2)) : asked;
}

/** The registered redirect URI is kept byte for byte; parameters are only ever added behind it. */
function redirectTo({ redirectUri, state }: Target, parameters: Readonly<Record<string, string>>): Answer {
  const query = new URLSearchParams(parameters);
  if (state !== null) query.set('state', state);
  return redirectAnswer(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query.toString()}`);
}
