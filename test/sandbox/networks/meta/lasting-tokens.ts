import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { randomToken } from '../../core/identifiers.js';
import { bearerToken, presentedAccess } from '../../oauth/bearer.js';
import type { Grant, IssuedToken, Presented } from '../../oauth/grants.js';
import { secondsLeft } from '../../oauth/rules.js';
import { rulesOf } from '../../oauth/rules-of.js';
import type { Stage } from '../../platforms/twin.js';

const DAY = 86_400_000;

/** How one of Meta's platforms with tokens of sixty days words it. */
export interface LastingTokenRules {
  readonly exchangeGrantType: string;
  readonly refreshGrantType: string;
  /** Without this scope nothing is extended. */
  readonly basicScope: string;
  /** What stands beside the token. */
  readonly beside: (grant: Grant) => Readonly<Record<string, unknown>>;
  readonly invalidToken: (presented: Presented | null) => Answer;
  readonly badSecret: Answer;
  readonly badParameter: (message: string) => Answer;
}

/** The two endpoints of Instagram and Threads by which tokens come to last, and go on lasting. */
export function lastingTokens(rules: LastingTokenRules) {
  return {
    /** Turns a token of an hour into one of sixty days; on the server's side only, so the app's secret is asked for. */
    exchange(request: SandboxRequest, stage: Stage): Answer {
      const { query } = request;
      if (query.get('grant_type') !== rules.exchangeGrantType) return rules.badParameter('Unsupported grant_type');
      const presented = presentedAccess(tokenIn(request) ?? '', stage);
      if (presented?.state !== 'active') return rules.invalidToken(presented);
      const app = stage.apps.find(stage.platform, presented.grant.clientId, null);
      if (app === null || query.get('client_secret') !== app.clientSecret) return rules.badSecret;
      return issue(presented.grant, stage, rules);
    },

    /** Gives a token that lives and is a day old another sixty days. */
    extend(request: SandboxRequest, stage: Stage): Answer {
      if (request.query.get('grant_type') !== rules.refreshGrantType) return rules.badParameter('Unsupported grant_type');
      const presented = presentedAccess(tokenIn(request) ?? '', stage);
      if (presented?.state !== 'active') return rules.invalidToken(presented);
      const { grant, token } = presented;
      if (!grant.scopes.includes(rules.basicScope)) return rules.badParameter('The permission to refresh was not granted');
      if (stage.clock.now() - token.issuedAt < DAY) return rules.badParameter('The access token must be at least 24 hours old to be refreshed');
      grant.refreshCount += 1;
      return issue(grant, stage, rules);
    },
  };
}

/** The token of a call: in the header, or in the query as the documents show. */
export function tokenIn(request: SandboxRequest): string | null {
  return bearerToken(request) ?? request.query.get('access_token');
}

function issue(grant: Grant, stage: Stage, rules: LastingTokenRules): Answer {
  const { prefix, length } = rulesOf(stage).accessShape;
  const now = stage.clock.now();
  const token: IssuedToken = { token: randomToken(prefix, length), issuedAt: now, expiresAt: now + 60 * DAY };
  stage.grants.issueAccess(grant, token);
  const body = { access_token: token.token, token_type: 'bearer', expires_in: secondsLeft(token, now), ...rules.beside(grant) };
  return { ...jsonAnswer(200, body), persona: grant.persona };
}

/** Writes a member's digits without quotes, as these hosts do with ids that no double can hold. */
export function withUnquoted(answer: Answer, member: string): Answer {
  const body = String(answer.body).replace(new RegExp(`"${member}":"(\\d+)"`), `"${member}":$1`);
  return { ...answer, body };
}
