import type { Json, OpenApiDocument, OpenApiMedia, OpenApiPathItem, Schema } from './openapi-types.js';

/** Gives every JSON body that has no example one that is put together from the examples of its properties. */
export function completeExamples(document: OpenApiDocument): void {
  const operations = Object.values(document.paths).flatMap((item: OpenApiPathItem) => Object.values(item));
  for (const operation of operations) {
    const contents = [operation.requestBody?.content, ...Object.values(operation.responses).map((response) => response.content)];
    for (const media of contents.flatMap((content) => Object.values(content ?? {}))) completeMedia(media, document);
  }
}

function completeMedia(media: OpenApiMedia, document: OpenApiDocument): void {
  if (media.example !== undefined || media.examples !== undefined) return;
  const example = exampleOf(media.schema, document, []);
  if (example !== undefined) media.example = example;
}

/** An example of a schema, or `undefined` when nothing in it says what a value looks like. `path` holds the references being followed. */
function exampleOf(schema: Schema, document: OpenApiDocument, path: readonly string[]): Json | undefined {
  const given = schema['example'] ?? (schema['examples'] as Json[] | undefined)?.[0] ?? schema['default'];
  if (given !== undefined) return given;
  const reference = schema['$ref'];
  if (typeof reference === 'string') return exampleOfReference(reference, document, path);
  const parts = (schema['allOf'] ?? schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined;
  if (parts !== undefined) return exampleOf(parts[0] ?? {}, document, path);
  if (schema['properties'] !== undefined) return exampleOfObject(schema['properties'] as Record<string, Schema>, document, path);
  if (schema['items'] !== undefined) return exampleOfList(schema['items'] as Schema, document, path);
  return (schema['enum'] as Json[] | undefined)?.[0] ?? (isNullable(schema) ? null : undefined);
}

/** @nestjs/swagger drops `example: null`, so a nullable value without an example is one whose example is `null`. */
function isNullable(schema: Schema): boolean {
  const type = schema['type'] ?? null;
  return Array.isArray(type) && type.includes('null');
}

function exampleOfReference(reference: string, document: OpenApiDocument, path: readonly string[]): Json | undefined {
  const name = reference.replace('#/components/schemas/', '');
  const schema = document.components.schemas[name];
  return schema === undefined || path.includes(name) ? undefined : exampleOf(schema, document, [...path, name]);
}

function exampleOfObject(properties: Record<string, Schema>, document: OpenApiDocument, path: readonly string[]): Json {
  const entries = Object.entries(properties)
    .map(([name, schema]) => [name, exampleOf(schema, document, path)] as const)
    .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

function exampleOfList(items: Schema, document: OpenApiDocument, path: readonly string[]): Json {
  const item = exampleOf(items, document, path);
  return item === undefined ? [] : [item];
}
