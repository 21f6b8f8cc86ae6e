import { jsonAnswer, type Answer, type SandboxRequest } from '../../core/http.js';
import { fullName } from '../../core/personas.js';
import type { Stage } from '../../platforms/twin.js';
import { graphErrors, unknownField, unknownPath } from './meta.failures.js';
import { parseFields, type Field } from './meta.fields.js';
import { debugToken } from './meta.inspection.js';
import { businessesOf, pagesOf, type PersonsPage } from './meta.people.js';
import { accessOf, accessToken, appOf, pageToken, type Access } from './meta.tokens.js';

export const MEDIA_HOST = 'scontent.xx.fbcdn.net';

/** Everything below `graph.facebook.com`. Versions that have ended are served as the oldest one, and no version as well. */
export function graph(request: SandboxRequest, stage: Stage): Answer {
  const path = pathOf(request);
  if (path === 'oauth/access_token') return accessToken(request, stage);
  if (path === 'debug_token') return debugToken(request, stage);
  if (request.method === 'DELETE') return removeApp(request, stage, path);
  const access = accessOf(request, stage);
  if ('status' in access) return access;
  const answer = request.method === 'GET' ? read(request, stage, access, path) : unknownPath(path);
  return { ...answer, headers: { ...answer.headers, ...usage(access) }, persona: access.grant.persona };
}

/** The leg of the protocol, for the journal. */
export function stepOf(request: SandboxRequest): string {
  const path = pathOf(request);
  if (path === 'oauth/access_token') return request.form.get('grant_type') === 'fb_exchange_token' ? 'lengthen' : 'exchange';
  if (request.method === 'DELETE') return 'remove-app';
  return path.split('/').length === 1 && path !== 'debug_token' ? 'node' : (path.split('/').at(-1) ?? path);
}

function pathOf({ path }: SandboxRequest): string {
  return path.replace(/^\/(v\d+\.\d+\/)?/, '').replace(/\/$/, '');
}

function usage({ pageId }: Access): Record<string, string> {
  if (pageId === null) return { 'x-app-usage': '{"call_count":1,"total_time":1,"total_cputime":1}' };
  const entry = { type: 'pages', call_count: 1, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: 0 };
  return { 'x-business-use-case-usage': JSON.stringify({ [pageId]: [entry] }) };
}

/** Takes the app off the person's list: every token of theirs dies, from whichever product it came. */
function removeApp(request: SandboxRequest, stage: Stage, path: string): Answer {
  const [who = '', edge, ...rest] = path.split('/');
  if (edge !== 'permissions' || rest.length > 0) return unknownPath(path);
  const app = appOf(request, stage);
  const access = app === null ? accessOf(request, stage) : null;
  if (access !== null && 'status' in access) return access;
  const clientId = app?.clientId ?? access?.grant.clientId ?? '';
  const subject = access !== null && who === 'me' ? access.grant.subject : who;
  if (access !== null && (access.pageId !== null || subject !== access.grant.subject)) return graphErrors.permissionDenied;
  const grants = stage.grants.list({ clientId, subject }).filter((grant) => grant.ended === null);
  if (grants.length === 0) return graphErrors.unseen;
  grants.forEach((grant) => stage.grants.end(grant, 'user', stage.clock.now()));
  return jsonAnswer(200, { success: true });
}

function read(request: SandboxRequest, stage: Stage, access: Access, path: string): Answer {
  const { grant, pageId } = access;
  const asked = new Question(request, stage, access);
  const own = pagesOf(grant.persona);
  const businesses = businessesOf(grant.persona);
  const [id = '', edge] = path.split('/');
  const isPerson = pageId === null && (id === 'me' || id === grant.subject);
  if (isPerson && edge === 'permissions') return asked.permissions();
  if (isPerson && edge === 'accounts') return asked.list(own.filter(({ business }) => business === null).map((page) => asked.page(page)), 'Page');
  if (isPerson && edge === 'businesses') return asked.business(() => asked.list(businesses.map((business) => ({ ...business })), 'Business'));
  if (businesses.some((business) => business.id === id) && edge === 'owned_pages') {
    return asked.business(() => asked.list(own.filter(({ business }) => business === id).map((page) => asked.page(page)), 'Page'));
  }
  if (businesses.some((business) => business.id === id) && edge === 'client_pages') return asked.business(() => asked.list([], 'Page'));
  if (edge !== undefined) return graphErrors.unseen;
  if (isPerson) return asked.node({ id: grant.subject, name: fullName(grant.persona), picture: pictureOf(grant.persona) }, 'User');
  const page = own.find((one) => one.id === (id === 'me' ? pageId : id));
  if (page !== undefined) return asked.node(asked.page(page), 'Page');
  const linked = own.find(({ instagram }) => instagram.id === id);
  if (linked === undefined) return graphErrors.unseen;
  return grant.scopes.includes('instagram_basic') ? asked.node(instagramOf(linked, grant.persona), 'IGUser') : graphErrors.permissionMissing;
}

type Node = Readonly<Record<string, unknown>>;

function pictureOf(persona: string): Node {
  return { data: { height: 200, width: 200, is_silhouette: false, url: `https://${MEDIA_HOST}/portraits/${persona}` } };
}

function instagramOf({ instagram }: PersonsPage, persona: string): Node {
  return { ...instagram, profile_picture_url: `https://${MEDIA_HOST}/portraits/${persona}` };
}

const defaultFields = ['id', 'name'];
const pageFields = ['id', 'name', 'username', 'link', 'picture', 'access_token', 'tasks', 'instagram_business_account'];
const MOST_AT_ONCE = 100;

/** One question, answered with the fields that it names and no others. */
class Question {
  private readonly fields: readonly Field[] | null;

  constructor(
    private readonly request: SandboxRequest,
    private readonly stage: Stage,
    private readonly access: Access,
  ) {
    const named = request.query.get('fields');
    this.fields = named === null ? defaultFields.map((name) => ({ name, inner: null })) : parseFields(named);
  }

  /** A page with everything that this token may know of it. */
  page(page: PersonsPage): Node {
    const { grant } = this.access;
    return {
      id: page.id,
      name: page.name,
      ...(page.username !== null && { username: page.username }),
      link: `https://www.facebook.com/${page.username ?? page.id}`,
      picture: pictureOf(grant.persona),
      access_token: pageToken(this.stage, this.access, page.id),
      tasks: page.tasks,
      instagram_business_account: instagramOf(page, grant.persona),
    };
  }

  permissions(): Answer {
    const { scopes } = this.access.grant;
    const declined = (this.stage.twin.oauth?.scopes ?? []).filter((scope) => !scopes.includes(scope));
    const data = [...scopes.map((permission) => ({ permission, status: 'granted' })), ...declined.map((permission) => ({ permission, status: 'declined' }))];
    return jsonAnswer(200, { data });
  }

  /** What only somebody may see who let the app into their businesses. */
  business(answer: () => Answer): Answer {
    return this.access.grant.scopes.includes('business_management') ? answer() : graphErrors.permissionDenied;
  }

  node(node: Node, type: string): Answer {
    return this.refusal(type) ?? jsonAnswer(200, picked(node, this.fields ?? []));
  }

  /** One part of a list. Before the last part of a long one stands an empty one, which the documents warn of. */
  list(nodes: readonly Node[], type: string): Answer {
    const refusal = this.refusal(type);
    if (refusal !== null) return refusal;
    const seen = type === 'Page' && !this.access.grant.scopes.includes('pages_show_list') ? [] : nodes;
    const { query } = this.request;
    const limit = Math.min(Number(query.get('limit') ?? '25'), MOST_AT_ONCE);
    const after = Buffer.from(query.get('after') ?? '', 'base64url').toString();
    const start = Number(after.replace('empty:', '') || '0');
    const empty = start > 0 && start + limit >= seen.length && !after.startsWith('empty:');
    const end = empty ? start : Math.min(start + limit, seen.length);
    const data = seen.slice(start, end).map((node) => picked(node, this.fields ?? []));
    return jsonAnswer(200, { data, ...(seen.length > 0 && { paging: this.paging(start, end, empty, end < seen.length) }) });
  }

  private paging(start: number, end: number, empty: boolean, more: boolean): Node {
    const cursor = Buffer.from(`${empty ? 'empty:' : ''}${String(end)}`).toString('base64url');
    const cursors = { before: Buffer.from(String(start)).toString('base64url'), after: cursor };
    if (!more) return { cursors };
    const query = new URLSearchParams(this.request.query);
    query.set('access_token', this.access.token.token);
    query.set('after', cursor);
    return { cursors, next: `https://${this.request.host}${this.request.path}?${query.toString()}` };
  }

  private refusal(type: string): Answer | null {
    if (this.fields === null) return graphErrors.malformedFields;
    const known = type === 'Page' ? pageFields : null;
    const unknown = this.fields.find(({ name }) => known !== null && !known.includes(name));
    if (unknown !== undefined) return unknownField(unknown.name, type);
    const forInstagram = this.fields.some(({ name }) => name === 'instagram_business_account');
    return forInstagram && !this.access.grant.scopes.includes('instagram_basic') ? graphErrors.permissionMissing : null;
  }
}

/** The id is there always; what was not asked for is not, and what does not exist is left out. */
function picked(node: Node, fields: readonly Field[]): Node {
  const chosen = fields.filter(({ name }) => name in node).map(({ name, inner }) => [name, within(node[name], inner)] as const);
  return { ...Object.fromEntries(chosen), id: node['id'] };
}

/** Of a picture the fields are those of its data. Of a node inside a node only the id shows unless more is asked for. */
function within(value: unknown, inner: readonly Field[] | null): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const node = value as Node;
  if ('data' in node) return inner === null ? node : { data: onlyNamed(node['data'] as Node, inner) };
  return picked(node, inner ?? []);
}

function onlyNamed(node: Node, fields: readonly Field[]): Node {
  return Object.fromEntries(fields.filter(({ name }) => name in node).map(({ name }) => [name, node[name]]));
}
