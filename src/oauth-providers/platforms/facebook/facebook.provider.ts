import { classifyGraph } from '../../networks/meta/graph.errors.js';
import { shownPage, type ShownPage } from '../../networks/meta/graph.wire.js';
import { facebookDialog, facebookLoginSettings, facebookTokens } from '../../networks/meta/meta.login.js';
import { listPages, reasonAgainst } from '../../networks/meta/meta.pages.js';
import { probeByPageToken } from '../../networks/meta/meta.probe.js';
import { identifyPerson, removeApp, toLastingTokens } from '../../networks/meta/meta.tokens.js';
import { Secret } from '../../../kernel/secret.js';
import type { Candidate, TokenSet } from '../../ports/provider.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';

const requiredScopes = ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts'];

/** Facebook, pages that a person may post for. Quirks and sources: the README beside this file and that of `networks/meta`. */
export const facebook = defineProvider({
  id: 'facebook',
  label: 'Facebook',
  network: 'facebook',
  developerPlatform: 'meta',
  accountTypes: ['page'],
  settings: facebookLoginSettings('FACEBOOK'),
  connect: { kind: 'redirect' },
  selection: { kind: 'page', label: 'Pages' },
  requiredScopes,
  authorize: facebookDialog(['public_profile', ...requiredScopes, 'business_management']),
  token: facebookTokens,
  completeExchange: toLastingTokens,
  // Page tokens do not end; the person's own token serves for nothing once they are there.
  renewal: { kind: 'none' },
  revocation: 'person',
  guide: { tokenLife: 'no end for a page; 60 days for the list of pages, 90 days for the data', checkCost: 'two calls' },
  classify: classifyGraph,
  identify: identifyPerson,
  candidates,
  probe: (context, target) =>
    probeByPageToken(context, target, {
      scopes: requiredScopes,
      scopesOfAccounts: ['pages_manage_posts'],
      unseen: { verdict: 'broken', reason: 'account_gone' },
    }),
  revoke: removeApp,
});

const fields = 'id,name,username,link,access_token,tasks,picture.type(large){url}';

async function candidates(context: ProviderContext, tokens: TokenSet): Promise<readonly Candidate[]> {
  return (await listPages(context, tokens, { fields, schema: shownPage })).map(candidateOf);
}

function candidateOf(page: ShownPage): Candidate {
  const reason = reasonAgainst(page);
  return {
    kind: 'page',
    platformUserId: page.id,
    accountType: 'page',
    displayName: page.name ?? '',
    username: page.username ?? null,
    avatarUrl: page.picture?.data?.url ?? null,
    profileUrl: page.link ?? null,
    selectable: reason === null,
    reason,
    credentials: page.access_token == null || reason !== null ? null : Secret.of(page.access_token),
  };
}
