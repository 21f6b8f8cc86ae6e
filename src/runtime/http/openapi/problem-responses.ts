import type { ErrorCode } from '../../../kernel/error-code.js';
import { problemTable } from '../problem-table.js';
import type { Json, OpenApiMedia, OpenApiResponse, Schema } from './openapi-types.js';
import { problemGuide } from './problem-guide.js';

const exampleHost = 'https://accounts.example.com';
const exampleRequestId = '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01';

const codes = Object.keys(problemTable) as ErrorCode[];

/** Every error's body: RFC 9457 with a code for programs and the request id for people. */
export const problemSchema: Schema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Branch on `code`, show nobody `detail`, log `requestId`.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Leads to the explanation of the code.' },
    title: { type: 'string', description: 'The code in words; the same for every case of it.' },
    status: { type: 'integer', description: 'The status of the answer.' },
    detail: { type: 'string', description: 'What happened in this case, in a sentence for a developer.' },
    instance: { type: 'string', description: 'The path that was called; empty where nothing is to be found.' },
    code: { type: 'string', enum: codes, description: 'What programs branch on; never renamed.' },
    requestId: { type: 'string', description: 'Names the request in the log.' },
    errors: {
      type: 'array',
      description: 'The refused fields, with `validation_failed` and `content_not_publishable`.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', description: 'Path of the field, such as `owner.email`.' },
          message: { type: 'string', description: 'What is wrong with it.' },
          accountId: { type: 'string', format: 'uuid', description: 'The account that cannot take it, where one is meant.' },
        },
      },
    },
    plan: { type: ['string', 'null'], description: 'With `account_limit_reached`: the plan of the workspace.' },
    limit: { type: 'integer', description: 'With `account_limit_reached`: how many accounts the plan allows.' },
    used: { type: 'integer', description: 'With `account_limit_reached`: how many are connected.' },
    requested: { type: 'integer', description: 'With `account_limit_reached`: how many more were asked for.' },
    upgrade: {
      type: ['object', 'null'],
      description: 'With `account_limit_reached`: the next plan that would suffice, or `null` when there is none.',
      required: ['plan', 'limit', 'url'],
      properties: {
        plan: { type: 'string', description: 'The plan.' },
        limit: { type: 'integer', description: 'How many accounts it allows.' },
        url: { type: ['string', 'null'], description: 'Where to upgrade, where one is configured.' },
      },
    },
  },
};

/** The responses, by status, for a set of codes: one named example per code, given at the path `instance`. */
export function problemResponses(wanted: readonly ErrorCode[], instance: string): Record<string, OpenApiResponse> {
  const responses: Record<string, OpenApiResponse> = {};
  for (const code of codes.filter((each) => wanted.includes(each))) {
    const { status, title } = problemTable[code];
    const given = responses[String(status)];
    const examples = { ...given?.content?.['application/problem+json']?.examples, [code]: { summary: title, value: exampleOf(code, instance) } };
    responses[String(status)] = responseOf([given?.description ?? '', `\`${code}\`: ${problemGuide[code].meaning}`], examples);
  }
  return responses;
}

/**
 * The 503 of every route that asks for a credential: nobody's JWT can be judged while the keys of the identity provider were never read and
 * cannot be read now. It stands beside the platform's own 503, where there is one.
 */
export function withUnreadableKeys(responses: Record<string, OpenApiResponse>, instance: string): Record<string, OpenApiResponse> {
  const given = responses['503'];
  const detail = 'The identity provider cannot be reached, so this token cannot be judged. Try again.';
  const example = { summary: 'Identity provider unavailable', value: { ...exampleOf('platform_unavailable', instance), detail } };
  const meaning = '`platform_unavailable`, for a JWT: the keys of the identity provider cannot be read at the moment; API keys go on working.';
  const examples = { ...given?.content?.['application/problem+json']?.examples, identity_provider: example };
  return { ...responses, '503': responseOf([given?.description ?? '', meaning], examples) };
}

function responseOf(meanings: readonly string[], examples: OpenApiMedia['examples'] & object): OpenApiResponse {
  return {
    description: meanings.filter((text) => text !== '').join('\n\n'),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples } },
  };
}

function exampleOf(code: ErrorCode, instance: string): Record<string, Json> {
  const { status, title } = problemTable[code];
  const { detail, members } = problemGuide[code];
  const common = { type: `${exampleHost}/docs/errors#${code}`, title, status, detail, instance, code, requestId: exampleRequestId };
  return { ...common, ...(members as Record<string, Json> | undefined) };
}
