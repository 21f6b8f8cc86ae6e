import type { OpenApiOperation } from './openapi-types.js';

/** The headers that answers carry. */
export const headerComponents = {
  'X-Request-Id': {
    description: 'Names this request in the log: yours when it was well formed, else a new one.',
    schema: { type: 'string' },
    example: '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01',
  },
  'Retry-After': { description: 'Seconds after which trying again makes sense.', schema: { type: 'integer', minimum: 0 }, example: 12 },
  RateLimit: {
    description: 'How many requests this credential has left (`r`), and the seconds until it has all of them again (`t`).',
    schema: { type: 'string' },
    example: '"credential";r=598;t=42',
  },
  ETag: { description: 'Names this state; send it as `If-None-Match` to be answered 304 while it holds.', schema: { type: 'string' }, example: '"V3x1"' },
} as const;

type HeaderName = keyof typeof headerComponents;

const reference = (name: HeaderName): { $ref: string } => ({ $ref: `#/components/headers/${name}` });

/** Adds to every answer of an operation the headers that it really carries. */
export function addHeaders(operation: OpenApiOperation, limited: boolean): void {
  const conditional = operation.responses['304'] !== undefined;
  for (const [status, response] of Object.entries(operation.responses)) {
    const headers = { ...response.headers, 'X-Request-Id': reference('X-Request-Id') };
    if (limited && status !== '401') Object.assign(headers, { RateLimit: reference('RateLimit') });
    const isProblem = response.content?.['application/problem+json'] !== undefined;
    if (isProblem && ['429', '503'].includes(status)) Object.assign(headers, { 'Retry-After': reference('Retry-After') });
    if (conditional && (status === '200' || status === '304')) Object.assign(headers, { ETag: reference('ETag') });
    response.headers = headers;
  }
}
