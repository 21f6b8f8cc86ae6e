import { z } from 'zod';
import { classifyTokenError } from '../../src/oauth-providers/protocol/classify.js';
import { defineProvider, type OAuthDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { callPlatform } from '../../src/oauth-providers/protocol/platform-call.js';

const userInfo = z.object({ sub: z.string().min(1), name: z.string().nullish() });

/** A platform that keeps to the standards wherever it can: what the kit does without a function of one's own. */
export function standardPlatform(overrides: Partial<OAuthDefinition> = {}): OAuthDefinition {
  return defineProvider({
    id: 'standard',
    label: 'Standard',
    network: 'standard',
    accountTypes: ['personal'],
    settings: { prefix: 'STANDARD', apiUrl: 'https://api.standard.test', apiVersion: null },
    connect: { kind: 'redirect' },
    selection: null,
    requiredScopes: ['write'],
    authorize: { url: 'https://standard.test/authorize', scopes: ['read', 'write'], pkce: 'S256' },
    token: { url: 'https://standard.test/token', clientAuth: 'basic' },
    renewal: { kind: 'refresh-token', rotates: true, leadSeconds: 600 },
    revocation: 'none',
    guide: { tokenLife: 'an hour', checkCost: 'one call' },
    classify: classifyTokenError,
    identify: async (context, tokens) => {
      const url = `${context.settings.apiUrl}/userinfo`;
      const info = await callPlatform(context, { step: 'identify', url, accessToken: tokens.accessToken, schema: userInfo });
      return { subject: info.sub, displayName: info.name ?? info.sub, username: null, avatarUrl: null, profileUrl: null };
    },
    candidates: async (_context, _tokens, { subject, ...shown }) => [
      { ...shown, kind: 'profile', platformUserId: subject, accountType: 'personal', selectable: true, reason: null, credentials: null },
    ],
    probe: async (context, target) => {
      const url = `${context.settings.apiUrl}/userinfo`;
      await callPlatform(context, { step: 'probe', url, accessToken: target.tokens.accessToken, schema: userInfo });
      return { verdict: 'healthy' };
    },
    ...overrides,
  });
}
