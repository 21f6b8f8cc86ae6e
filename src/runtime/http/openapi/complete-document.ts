import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode } from '../../../kernel/error-code.js';
import type { RouteAccess } from '../access.js';
import { completeExamples } from './examples.js';
import { addHeaders, headerComponents } from './headers.js';
import type { Json, OpenApiDocument, OpenApiOperation, OpenApiParameter } from './openapi-types.js';
import { problemResponses, problemSchema, withUnreadableKeys } from './problem-responses.js';

/** What a route handler says of itself, beyond what @nestjs/swagger reads. */
export interface Declaration {
  readonly access: RouteAccess | null;
  readonly codes: readonly ErrorCode[];
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Adds what follows from the declarations: security, problems, headers, closed bodies and examples. */
export function completeDocument(scanned: OpenAPIObject, declarations: ReadonlyMap<string, Declaration>): OpenAPIObject {
  const document = renameSchemas(scanned as unknown as OpenApiDocument);
  document.components.schemas['Problem'] = problemSchema;
  document.components['headers'] = headerComponents;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation === undefined) continue;
      completeOperation(operation, path, declarations.get(operation.operationId) ?? { access: null, codes: [] });
    }
  }
  closeRequestBodies(document);
  completeExamples(document);
  return sorted(document) as unknown as OpenAPIObject;
}

function completeOperation(operation: OpenApiOperation, path: string, declaration: Declaration): void {
  declareSecurity(operation, declaration.access);
  operation.parameters?.sort((one, other) => placeOf(one, path) - placeOf(other, path));
  const instance = examplePath(path, operation.parameters ?? []);
  const declared = problemResponses(codesOf(operation, path, declaration), instance);
  const problems = declaration.access?.kind === 'permission' ? withUnreadableKeys(declared, instance) : declared;
  for (const [status, response] of Object.entries(problems)) {
    if (operation.responses[status]?.content?.['text/html'] !== undefined) continue;
    operation.responses[status] = { ...operation.responses[status], ...response };
  }
  addHeaders(operation, declaration.access?.kind === 'permission');
}

/** Parameters stand as they do in the request: those of the path in its order, then the query, then headers. */
function placeOf(parameter: OpenApiParameter, path: string): number {
  if (parameter.in === 'path') return path.indexOf(`{${parameter.name}}`);
  return path.length + (parameter.in === 'query' ? 0 : 1);
}

/** The path with the examples of its parameters filled in. */
function examplePath(path: string, parameters: readonly OpenApiParameter[]): string {
  return path.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const example = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema?.['example'];
    return typeof example === 'string' ? example : placeholder;
  });
}

function declareSecurity(operation: OpenApiOperation, access: RouteAccess | null): void {
  if (access?.kind !== 'permission') {
    operation.security = [];
    return;
  }
  operation.security = [{ bearer: [] }];
  const needs = access.permission === 'any-credential' ? 'Any credential will do.' : `Needs the permission \`${access.permission}\`.`;
  operation.description = operation.description === undefined ? needs : `${operation.description}\n\n${needs}`;
}

function codesOf(operation: OpenApiOperation, path: string, declaration: Declaration): ErrorCode[] {
  const codes = new Set<ErrorCode>([...declaration.codes, 'internal_error']);
  if (declaration.access?.kind === 'permission') {
    for (const code of ['unauthenticated', 'rate_limited'] as const) codes.add(code);
    if (declaration.access.permission !== 'any-credential') codes.add('forbidden');
    if (path.includes('{')) codes.add('not_found');
    if (operation.parameters?.some((parameter) => parameter.in === 'query')) codes.add('validation_failed');
  }
  if (operation.requestBody !== undefined) {
    for (const code of ['malformed_request', 'payload_too_large', 'unsupported_media_type', 'validation_failed'] as const) codes.add(code);
  }
  return [...codes];
}

/** `XDto` stands as `X`: what a class is called inside is nothing to a reader of the document. */
function renameSchemas(document: OpenApiDocument): OpenApiDocument {
  const text = JSON.stringify(document).replace(/"#\/components\/schemas\/(\w+?)Dto"/g, '"#/components/schemas/$1"');
  const renamed = JSON.parse(text) as OpenApiDocument;
  const entries = Object.entries(renamed.components.schemas ?? {}).map(([name, schema]) => [name.replace(/Dto$/, ''), schema] as const);
  renamed.components.schemas = Object.fromEntries(entries);
  return renamed;
}

/** Unknown fields of a body are refused, so the document says so. */
function closeRequestBodies(document: OpenApiDocument): void {
  const open = Object.values(document.paths)
    .flatMap((item) => methods.map((method) => item[method]?.requestBody))
    .flatMap((body) => referencesIn(body as Json | undefined));
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const schema = document.components.schemas[name];
    if (schema === undefined || seen.has(name)) continue;
    seen.add(name);
    if (schema['properties'] !== undefined) schema['additionalProperties'] ??= false;
    open.push(...referencesIn(schema));
  }
}

function referencesIn(node: Json | undefined): string[] {
  const found = (JSON.stringify(node) ?? '').matchAll(/"#\/components\/schemas\/(\w+)"/g);
  return [...found].map((match) => match[1] ?? '');
}

/** Paths and component names in a stable order, whatever the order in which modules were loaded. */
function sorted(document: OpenApiDocument): OpenApiDocument {
  const byName = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  document.paths = byName(document.paths);
  document.components.schemas = byName(document.components.schemas);
  for (const item of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (operation !== undefined) operation.responses = byName(operation.responses);
    }
  }
  return document;
}
