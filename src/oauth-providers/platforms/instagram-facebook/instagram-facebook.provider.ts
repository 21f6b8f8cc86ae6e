import { Secret } from '../../../kernel/secret.js';
import { callGraph } from '../../networks/meta/graph.call.js';
import { classifyInstagramGraph } from '../../networks/meta/instagram.errors.js';
import { facebookDialog, facebookLoginSettings, facebookTokens } from '../../networks/meta/meta.login.js';
import { listPages, reasonAgainst, unlessRefused } from '../../networks/meta/meta.pages.js';
import { probeByPageToken } from '../../networks/meta/meta.probe.js';
import { identifyPerson, removeApp, toLastingTokens } from '../../networks/meta/meta.tokens.js';
import type { Candidate, TokenSet } from '../../ports/provider.js';
import { defineProvider, type ProviderContext } from '../../protocol/define-provider.js';
import { pageWithAccount, type InstagramAccount, type PageWithAccount } from './instagram-facebook.wire.js';

const requiredScopes = ['instagram_basic', 'pages_show_list', 'pages_read_engagement', 'instagram_content_publish'];

/** Instagram, professional accounts that are linked to a Facebook page. Quirks and sources: the README beside this file and that of `networks/meta`. */
export const instagramFacebook = defineProvider({
  id: 'instagram-facebook',
  label: 'Instagram (via Facebook)',
  network: 'instagram',
  developerPlatform: 'meta',
  accountTypes: ['business'],
  settings: facebookLoginSettings('INSTAGRAM_FACEBOOK'),
  connect: { kind: 'redirect' },
  selection: { kind: 'instagram_account', label: 'Instagram accounts' },
  requiredScopes,
  authorize: facebookDialog(['instagram_basic', 'pages_show_list', 'business_management', 'pages_read_engagement', 'instagram_content_publish']),
  token: facebookTokens,
  completeExchange: toLastingTokens,
  // An account is used with the token of its page, which does not end.
  renewal: { kind: 'none' },
  revocation: 'person',
  guide: { tokenLife: 'no end for a page; 60 days for the list of pages, 90 days for the data', checkCost: 'two calls' },
  classify: classifyInstagramGraph,
  identify: identifyPerson,
  candidates,
  probe: (context, target) =>
    probeByPageToken(context, target, {
      scopes: requiredScopes,
      scopesOfAccounts: ['instagram_basic'],
      // Not linked to the page any more, or not a professional account: Meta tells neither. Connecting again shows what can be had.
      unseen: { verdict: 'missing-scopes', scopes: [] },
    }),
  revoke: removeApp,
});

const ofPages = 'id,name,access_token,tasks';
const ofAccounts = 'instagram_business_account{id,username,name,profile_picture_url}';

async function candidates(context: ProviderContext, tokens: TokenSet): Promise<readonly Candidate[]> {
  const pages = await listPages(context, tokens, {
    fields: `${ofPages},${ofAccounts}`,
    schema: pageWithAccount,
    simpler: { fields: ofPages, complete: (page) => withAccount(context, page) },
  });
  return pages.flatMap((page) => (page.instagram_business_account == null ? [] : [candidateOf(page, page.instagram_business_account)]));
}

/** Asks a page itself which account is linked to it; one that refuses stays without. */
async function withAccount(context: ProviderContext, page: PageWithAccount): Promise<PageWithAccount> {
  if (page.access_token == null) return page;
  const call = { step: 'candidates', path: page.id, query: { fields: ofAccounts }, schema: pageWithAccount } as const;
  const [asked] = await unlessRefused(callGraph(context, Secret.of(page.access_token), call).then((answer) => [answer]));
  return asked === undefined ? page : { ...page, instagram_business_account: asked.instagram_business_account };
}

function candidateOf(page: PageWithAccount, { id, username, name, profile_picture_url: picture }: InstagramAccount): Candidate {
  const reason = reasonAgainst(page);
  return {
    kind: 'instagram_account',
    platformUserId: id,
    accountType: 'business',
    displayName: name || username || '',
    username: username ?? null,
    avatarUrl: picture ?? null,
    profileUrl: username == null ? null : `https://www.instagram.com/${username}/`,
    selectable: reason === null,
    reason: reason === null ? null : `It is linked to the page ${page.name ?? page.id}: ${reason}`,
    credentials: page.access_token == null || reason !== null ? null : Secret.of(page.access_token),
  };
}
