import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { presentedAccess } from '../../oauth/bearer.js';
import type { Presented } from '../../oauth/grants.js';
import type { Stage } from '../../platforms/twin.js';
import { graphErrors } from './meta.failures.js';
import { appOf, pageOf, refusalOf } from './meta.tokens.js';

const DATA_ACCESS_DAYS = 90;

/** `debug_token`: answers 200 for dead tokens too; only the app's own has to be good. */
export function debugToken(request: SandboxRequest, stage: Stage): Answer {
  const app = appOf(request, stage);
  if (app === null) return graphErrors.badAppToken;
  const presented = presentedAccess(request.query.get('input_token') ?? '', stage);
  if (presented?.grant.clientId !== app.clientId) return jsonAnswer(200, { data: dead(graphErrors.unreadableToken) });
  const { persona } = presented.grant;
  const refusal = refusalOf(presented);
  return { ...jsonAnswer(200, { data: refusal === null ? alive(presented, stage) : dead(refusal) }), persona };
}

function dead(refusal: Answer): Record<string, unknown> {
  const { error } = JSON.parse(refusal.body.toString()) as { error: { code: number; message: string; error_subcode?: number } };
  const { code, message, error_subcode: subcode } = error;
  return { error: { code, message, ...(subcode !== undefined && { subcode }) }, is_valid: false, scopes: [] };
}

function alive({ grant, token }: Presented, stage: Stage): Record<string, unknown> {
  const page = pageOf(token);
  return {
    app_id: grant.clientId,
    type: page === null ? 'USER' : 'PAGE',
    application: stage.twin.label,
    data_access_expires_at: seconds(grant.authorizedAt) + DATA_ACCESS_DAYS * 86_400,
    expires_at: token.expiresAt === null ? 0 : seconds(token.expiresAt),
    is_valid: true,
    issued_at: seconds(token.issuedAt),
    ...(page !== null && { profile_id: page }),
    user_id: grant.subject,
    scopes: grant.scopes,
    granular_scopes: grant.scopes.filter((scope) => scope !== 'public_profile').map((scope) => ({ scope })),
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
