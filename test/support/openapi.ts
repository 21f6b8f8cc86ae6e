import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addFormats, Ajv2020 } from './ajv.js';
import type { Json, OpenApiDocument, OpenApiOperation, OpenApiResponse } from '../../src/runtime/http/openapi/openapi-types.js';

/** An answer as it came over the wire. */
export interface RecordedAnswer {
  readonly method: string;
  /** Path with or without its query. */
  readonly path: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** The body parsed when it is JSON, else its text; `undefined` or empty when there is none. */
  readonly body: unknown;
}

type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';

const documentFile = resolve(import.meta.dirname, '../../docs/openapi.json');

/** Judges answers by an OpenAPI document: more strictly than the document says, since an answer may hold no member that it does not name. */
export class OpenApiJudge {
  readonly #document: OpenApiDocument;
  readonly #ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));

  constructor(document: OpenApiDocument) {
    this.#document = JSON.parse(JSON.stringify(document)) as OpenApiDocument;
    this.#ajv.addSchema(closed(this.#document as unknown as Json) as object, 'openapi.json');
  }

  /** What is wrong with the answer, in sentences; empty when it is as the document says. */
  faultsOf(answer: RecordedAnswer): string[] {
    const found = this.#find(answer);
    if (found === null) return isUnknownPath(answer) ? [] : [`no operation describes ${answer.method} ${answer.path}`];
    const response = found.operation.responses[String(answer.status)];
    if (response === undefined) return [`${found.operation.operationId} is not said to answer ${String(answer.status)} (${codeOf(answer)})`];
    const faults = [...this.#bodyFaults(answer, response, found), ...this.#problemFaults(answer, response)];
    for (const name of missingHeaders(answer, response)) faults.push(`header ${name} is missing`);
    return faults.map((fault) => `${found.operation.operationId} ${String(answer.status)}: ${fault}`);
  }

  /** What is wrong with the value, judged by the schema at a JSON pointer of the document. */
  schemaFaults(pointer: string, value: unknown): string[] {
    const validate = this.#ajv.getSchema(`openapi.json#${pointer}`);
    if (validate === undefined) return [`there is no schema at ${pointer}`];
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
  }

  #bodyFaults(answer: RecordedAnswer, response: OpenApiResponse, found: Found): string[] {
    if (response.content === undefined) return isEmpty(answer.body) ? [] : ['has a body, and none is described'];
    const type = mediaTypeOf(answer);
    if (response.content[type] === undefined) return [`has content type "${type}", described is ${Object.keys(response.content).join(', ')}`];
    const pointer = ['paths', found.path, found.method, 'responses', String(answer.status), 'content', type, 'schema'];
    return this.schemaFaults(pointer.map((part) => `/${escapePointer(part)}`).join(''), answer.body);
  }

  /** A problem has the status and the code of one that the operation is said to give. */
  #problemFaults(answer: RecordedAnswer, response: OpenApiResponse): string[] {
    const examples = Object.values(response.content?.['application/problem+json']?.examples ?? {});
    const described = examples.map(({ value }) => String((value as { readonly code?: string }).code));
    if (described.length === 0 || mediaTypeOf(answer) !== 'application/problem+json') return [];
    const code = codeOf(answer);
    return described.includes(code) ? [] : [`gives the code ${code}, described are ${described.join(', ')}`];
  }

  #find(answer: RecordedAnswer): Found | null {
    const segments = answer.path.split('?')[0]?.split('/') ?? [];
    const method = answer.method.toLowerCase() as Method;
    const paths = Object.keys(this.#document.paths).filter((path) => matches(path.split('/'), segments));
    const path = paths.sort((a, b) => placeholders(a) - placeholders(b))[0];
    const operation = path === undefined ? undefined : this.#document.paths[path]?.[method];
    return path === undefined || operation === undefined ? null : { path, method, operation };
  }
}

interface Found {
  readonly path: string;
  readonly method: Method;
  readonly operation: OpenApiOperation;
}

let judge: OpenApiJudge | null = null;

/** Fails the test when the answer is not as the checked-in document says. */
export function expectMatchesOpenApi(answer: RecordedAnswer): void {
  judge ??= new OpenApiJudge(checkedInDocument());
  const faults = judge.faultsOf(answer);
  if (faults.length > 0) throw new Error(`${answer.method} ${answer.path} does not match the OpenAPI document:\n  ${faults.join('\n  ')}`);
}

/** `docs/openapi.json`; another test keeps it equal to what the service serves. */
export function checkedInDocument(): OpenApiDocument {
  return JSON.parse(readFileSync(documentFile, 'utf8')) as OpenApiDocument;
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false;
  return template.every((part, index) => (part.startsWith('{') ? segments[index] !== '' : part === segments[index]));
}

function placeholders(path: string): number {
  return path.split('{').length;
}

/** A path that nobody describes may answer only this. */
function isUnknownPath(answer: RecordedAnswer): boolean {
  return answer.status === 404 && codeOf(answer) === 'not_found';
}

function codeOf(answer: RecordedAnswer): string {
  const body = answer.body as { code?: unknown } | null | undefined;
  return typeof body === 'object' && typeof body?.code === 'string' ? body.code : 'no code';
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || body === '' || (typeof body === 'object' && Object.keys(body).length === 0);
}

function mediaTypeOf(answer: RecordedAnswer): string {
  return String(answer.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

/** Described headers that every answer must carry; `Retry-After` and the like stand only where they are known. */
function missingHeaders(answer: RecordedAnswer, response: OpenApiResponse): string[] {
  const always = ['X-Request-Id', 'ETag', 'Location'];
  return Object.keys(response.headers ?? {}).filter((name) => always.includes(name) && answer.headers[name.toLowerCase()] === undefined);
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'));
}

/** The same document with every object schema closed, so that an answer with a member that is not described is found. */
function closed(node: Json): Json {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  const isObjectSchema = typeof copy['properties'] === 'object' && (copy['type'] === 'object' || Array.isArray(copy['type']));
  if (isObjectSchema && copy['additionalProperties'] === undefined) copy['additionalProperties'] = false;
  return copy;
}
