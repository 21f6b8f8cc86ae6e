import type { Secret } from '../../../kernel/secret.js';
import type { ProbeTarget, ProbeVerdict } from '../../ports/provider.js';
import { ProviderError } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { classifiedError } from '../../protocol/platform-call.js';
import { inconclusive, verdictOf } from '../../protocol/verdict.js';
import { callGraph } from './graph.call.js';
import { ambiguousCode, classifyGraphError } from './graph.errors.js';
import { anyNode, type Inspection } from './graph.wire.js';
import { inspectToken } from './meta.tokens.js';

/** What an account needs that is used with a page token. */
export interface PageAccountNeeds {
  readonly scopes: readonly string[];
  /** Those of them whose targets are accounts of this kind. */
  readonly scopesOfAccounts: readonly string[];
  /** What it means when everything else is in order and the account cannot be seen. */
  readonly unseen: ProbeVerdict;
}

/**
 * Asks for the account with the page token that it is used with, and then what that token still allows: a permission that was
 * taken back does not show in the first answer. The inspection also tells what a refusal without a cause was about.
 */
export async function probeByPageToken(context: ProviderContext, target: ProbeTarget, needs: PageAccountNeeds): Promise<ProbeVerdict> {
  const { platformUserId, credentials } = target;
  if (credentials === null) return unclear('no_page_token');
  const refused = await refusalOf(context, platformUserId, credentials);
  const inspection = await inspectToken(context, credentials, 'probe');
  if (inspection.is_valid && inspection.app_id !== context.client.clientId) return unclear('another_app');
  const trouble = troubleIn(inspection, needs, context.clock.now());
  if (trouble !== null || refused === null) return trouble ?? { verdict: 'healthy' };
  if (!sees(inspection, needs, platformUserId)) return { verdict: 'missing-scopes', scopes: needs.scopesOfAccounts };
  return refused.platformCode === ambiguousCode ? needs.unseen : inconclusive(refused);
}

/** The refusal of an account about which the answer leaves doubt; `null`: it was seen. @throws ProviderError that leaves none. */
async function refusalOf(context: ProviderContext, id: string, token: Secret): Promise<ProviderError | null> {
  try {
    const path = encodeURIComponent(id);
    const node = await callGraph(context, token, { step: 'probe', path, query: { fields: 'id' }, schema: anyNode });
    if (node.id !== id) throw new ProviderError('invalid_response', 'probe', { platformCode: 'another_account' });
    return null;
  } catch (error) {
    if (error instanceof ProviderError && (error.kind === 'missing_scopes' || error.platformCode === ambiguousCode)) return error;
    throw error;
  }
}

/** What is wrong with the token or its permissions; `null`: nothing. */
function troubleIn({ is_valid: valid, error, scopes }: Inspection, needs: PageAccountNeeds, receivedAt: Date): ProbeVerdict | null {
  if (!valid) {
    const dead = { code: error?.code ?? 190, error_subcode: error?.subcode };
    return verdictOf(classifiedError(classifyGraphError(dead, { step: 'probe', status: 400, headers: {}, receivedAt }), 'probe'));
  }
  const missing = needs.scopes.filter((scope) => scopes?.includes(scope) !== true);
  return missing.length === 0 ? null : { verdict: 'missing-scopes', scopes: missing };
}

/** Whether the person shares this account with us, as far as they chose single ones. */
function sees({ granular_scopes: granted }: Inspection, needs: PageAccountNeeds, id: string): boolean {
  const chosen = (granted ?? []).filter(({ scope }) => needs.scopesOfAccounts.includes(scope));
  return chosen.every(({ target_ids: ids }) => ids == null || ids.includes(id));
}

function unclear(cause: string): ProbeVerdict {
  return { verdict: 'inconclusive', cause, retryAfterSeconds: null };
}
