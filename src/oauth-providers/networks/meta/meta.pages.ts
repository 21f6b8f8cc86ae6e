import type { ZodType } from 'zod';
import type { Secret } from '../../../kernel/secret.js';
import type { TokenSet } from '../../ports/provider.js';
import { ProviderError, type ProviderErrorKind } from '../../ports/provider-error.js';
import type { ProviderContext } from '../../protocol/define-provider.js';
import { inParallel } from '../../protocol/in-parallel.js';
import { callGraph } from './graph.call.js';
import { anyNode, partOf, type GraphPage, type Paging } from './graph.wire.js';
import { inspectToken } from './meta.tokens.js';

/** What is asked about each page. */
export interface PageQuestion<P extends GraphPage> {
  readonly fields: string;
  readonly schema: ZodType<P>;
  /** For fields that Facebook may refuse for a whole list because of one page: what is asked then, and where the rest comes from. */
  readonly simpler?: { readonly fields: string; readonly complete: (page: P) => Promise<P> };
}

/** Scopes whose targets are pages that the person ticked. */
const scopesOfPages: readonly string[] = ['pages_show_list', 'pages_manage_posts'];

/**
 * Every page that the person let us see, each once: those of their own list, those that they ticked and that are missing there, and those
 * of their businesses, which Facebook leaves out of that list at times.
 */
export async function listPages<P extends GraphPage>(context: ProviderContext, tokens: TokenSet, question: PageQuestion<P>): Promise<readonly P[]> {
  const { accessToken } = tokens;
  const own = await readPages(context, accessToken, 'me/accounts', question);
  const ticked = await readTicked(context, accessToken, question, own);
  const ofBusinesses = mayAskForBusinesses(tokens) ? await readBusinesses(context, accessToken, question) : [];
  return eachOnce([...own, ...ticked, ...ofBusinesses]);
}

function mayAskForBusinesses({ scopes }: TokenSet): boolean {
  return scopes === null || scopes.includes('business_management');
}

async function readTicked<P extends GraphPage>(
  context: ProviderContext,
  accessToken: Secret,
  { fields, schema }: PageQuestion<P>,
  known: readonly P[],
): Promise<readonly P[]> {
  const { granular_scopes: scopes } = await inspectToken(context, accessToken, 'candidates');
  const ticked = (scopes ?? []).filter(({ scope }) => scopesOfPages.includes(scope)).flatMap(({ target_ids: ids }) => ids ?? []);
  const missing = [...new Set(ticked)].filter((id) => !known.some((page) => page.id === id));
  const read = (id: string): Promise<P> => callGraph(context, accessToken, { step: 'candidates', path: id, query: { fields }, schema });
  return eachOf(missing, (id) => unlessRefused(read(id).then((page) => [page])));
}

async function readBusinesses<P extends GraphPage>(context: ProviderContext, accessToken: Secret, question: PageQuestion<P>): Promise<readonly P[]> {
  const businesses = await unlessRefused(readEdge(context, accessToken, 'me/businesses', { fields: 'id,name', schema: anyNode }));
  const edges = businesses.flatMap(({ id }) => [`${id}/owned_pages`, `${id}/client_pages`]);
  return eachOf(edges, (edge) => unlessRefused(readPages(context, accessToken, edge, question)));
}

/** The permission that is missing for what is nested in the fields, or for the list itself. */
const permissionMissing = '10';

async function readPages<P extends GraphPage>(context: ProviderContext, accessToken: Secret, path: string, question: PageQuestion<P>): Promise<readonly P[]> {
  const { schema, simpler } = question;
  try {
    return await readEdge(context, accessToken, path, question);
  } catch (error) {
    if (simpler === undefined || !(error instanceof ProviderError) || error.platformCode !== permissionMissing) throw error;
    const pages = await readEdge(context, accessToken, path, { fields: simpler.fields, schema });
    return inParallel(pages, atOnce, simpler.complete);
  }
}

/** More parts than anybody has pages for. */
const mostParts = 100;

/** A whole list. The address of the next part is made here and not taken from the answer: it could lead anywhere, and holds a token. */
async function readEdge<T>(
  context: ProviderContext,
  accessToken: Secret,
  path: string,
  { fields, schema }: { readonly fields: string; readonly schema: ZodType<T> },
): Promise<readonly T[]> {
  const found: T[] = [];
  const cursors = new Set<string>();
  let query: Readonly<Record<string, string>> = { fields, limit: '100' };
  for (;;) {
    const { data, paging } = await callGraph(context, accessToken, { step: 'candidates', path, query, schema: partOf(schema) });
    found.push(...data);
    const after = cursorOfNext(paging);
    if (after === null) return found;
    if (cursors.has(after) || cursors.size === mostParts) throw new ProviderError('invalid_response', 'candidates', { platformCode: 'paging' });
    cursors.add(after);
    query = { fields, limit: '100', after };
  }
}

/** `null` for the last part, which has cursors too. */
function cursorOfNext(paging: Paging): string | null {
  if (paging?.next == null) return null;
  const after = paging.cursors?.after ?? (URL.canParse(paging.next) ? new URL(paging.next).searchParams.get('after') : null);
  if (after === null) throw new ProviderError('invalid_response', 'candidates', { platformCode: 'paging' });
  return after;
}

/** The same page from two lists: the one with a token is the one of use. */
function eachOnce<P extends GraphPage>(pages: readonly P[]): readonly P[] {
  const byId = new Map<string, P>();
  for (const page of pages) {
    const known = byId.get(page.id);
    if (known === undefined || (known.access_token == null && page.access_token != null)) byId.set(page.id, page);
  }
  return [...byId.values()];
}

const refusals: ReadonlySet<ProviderErrorKind> = new Set(['missing_scopes', 'rejected']);

/** What is asked for beside the person's own list may be refused. An outage may not pass for an empty list. */
export async function unlessRefused<T>(work: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProviderError && refusals.has(error.kind)) return [];
    throw error;
  }
}

const atOnce = 5;

/** What the work finds for each item, in their order, some at a time. */
async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<readonly R[]>): Promise<readonly R[]> {
  return (await inParallel(items, atOnce, work)).flat();
}

const postingTasks: readonly string[] = ['CREATE_CONTENT', 'MANAGE'];

/** Why this person cannot post for a page, in words for them; `null` when they can. */
export function reasonAgainst({ access_token: token, tasks }: GraphPage): string | null {
  if (token == null) return 'You have no role on this page, or did not share it with this app.';
  return tasks?.some((task) => postingTasks.includes(task)) === true ? null : 'Your role on this page does not let you post.';
}
