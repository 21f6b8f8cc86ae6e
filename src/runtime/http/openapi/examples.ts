import type { Json, OpenApiDocument, OpenApiMedia, OpenApiPathItem, Schema } from './openapi-types.js';

/** Whose body an example is of. A nullable object is shown filled in a request, where it can be given, and `null` in an answer. */
type Side = 'request' | 'answer';

interface Place {
  readonly document: OpenApiDocument;
  readonly side: Side;
  /** The references that are being followed, so that a schema that holds itself ends. */
  readonly following: readonly string[];
}

/** Gives every JSON body that has no example one that is put together from the examples of its properties. */
export function completeExamples(document: OpenApiDocument): void {
  const operations = Object.values(document.paths).flatMap((item: OpenApiPathItem) => Object.values(item));
  for (const operation of operations) {
    completeContent(operation.requestBody?.content, { document, side: 'request', following: [] });
    for (const response of Object.values(operation.responses)) completeContent(response.content, { document, side: 'answer', following: [] });
  }
}

function completeContent(content: Record<string, OpenApiMedia> | undefined, place: Place): void {
  for (const media of Object.values(content ?? {})) {
    if (media.example !== undefined || media.examples !== undefined) continue;
    const example = exampleOf(media.schema, place);
    if (example !== undefined) media.example = example;
  }
}

/** An example of a schema, or `undefined` when nothing in it says what a value looks like. */
function exampleOf(schema: Schema, place: Place): Json | undefined {
  const given = schema['example'] ?? (schema['examples'] as Json[] | undefined)?.[0] ?? schema['default'];
  if (given !== undefined) return given;
  const reference = schema['$ref'];
  if (typeof reference === 'string') return exampleOfReference(reference, place);
  const parts = (schema['allOf'] ?? schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined;
  if (parts !== undefined) return exampleOfParts(parts, place);
  if (schema['properties'] !== undefined) return exampleOfObject(schema['properties'] as Record<string, Schema>, place);
  if (schema['items'] !== undefined) return exampleOfList(schema['items'] as Schema, place);
  return (schema['enum'] as Json[] | undefined)?.[0] ?? (isNullable(schema) ? null : undefined);
}

/** @nestjs/swagger drops `example: null`, so a nullable value without an example is one whose example is `null`. */
function isNullable(schema: Schema): boolean {
  const type = schema['type'] ?? null;
  return type === 'null' || (Array.isArray(type) && type.includes('null'));
}

function exampleOfParts(parts: readonly Schema[], place: Place): Json | undefined {
  if (place.side === 'answer' && parts.some(isNullable)) return null;
  return exampleOf(parts[0] ?? {}, place);
}

function exampleOfReference(reference: string, place: Place): Json | undefined {
  const name = reference.replace('#/components/schemas/', '');
  const schema = place.document.components.schemas[name];
  if (schema === undefined || place.following.includes(name)) return undefined;
  return exampleOf(schema, { ...place, following: [...place.following, name] });
}

function exampleOfObject(properties: Record<string, Schema>, place: Place): Json {
  const entries = Object.entries(properties)
    .map(([name, schema]) => [name, exampleOf(schema, place)] as const)
    .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

function exampleOfList(items: Schema, place: Place): Json {
  const item = exampleOf(items, place);
  return item === undefined ? [] : [item];
}
