import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { rootModule } from '../../src/openapi.js';
import type { OpenApiDocument, OpenApiMedia, OpenApiOperation } from '../../src/runtime/http/openapi/openapi-types.js';
import { writtenDocs, type WrittenDocs } from '../../src/runtime/http/openapi/written-docs.js';
import { checkedInDocument, OpenApiJudge } from '../support/openapi.js';

const project = resolve(import.meta.dirname, '../..');

/** Clients are generated from these names: one that changes or goes breaks them. */
const operationIds = [
  'beginConnectSession',
  'cancelConnectSession',
  'changeSocialAccount',
  'checkSocialAccount',
  'completeConnectSession',
  'deleteWorkspace',
  'disconnectSocialAccount',
  'finishAuthorization',
  'finishAuthorizationAtServer',
  'getConnectSession',
  'getPlatform',
  'getSocialAccount',
  'getUsage',
  'getWorkspace',
  'launchConnectSession',
  'listApiKeys',
  'listConnectCandidates',
  'listPlatforms',
  'listSocialAccountHistory',
  'listSocialAccounts',
  'mintApiKey',
  'putWorkspace',
  'readLiveness',
  'readMetrics',
  'readReadiness',
  'revokeApiKey',
  'showConnectResult',
];

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

interface DescribedBody {
  readonly pointer: string;
  readonly media: OpenApiMedia;
}

const document: OpenApiDocument = checkedInDocument();
const operations: readonly Described[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function pointerTo(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))}`).join('');
}

function bodiesOf({ path, method, operation }: Described): DescribedBody[] {
  const place = ['paths', path, method];
  const asked = Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => ({
    pointer: pointerTo(...place, 'requestBody', 'content', type, 'schema'),
    media,
  }));
  const answered = Object.entries(operation.responses).flatMap(([status, response]) =>
    Object.entries(response.content ?? {}).map(([type, media]) => ({
      pointer: pointerTo(...place, 'responses', status, 'content', type, 'schema'),
      media,
    })),
  );
  return [...asked, ...answered];
}

function examplesOf(media: OpenApiMedia): unknown[] {
  const named = Object.values(media.examples ?? {}).map((example) => example.value);
  return media.example === undefined ? named : [media.example, ...named];
}

describe('the checked-in documents', () => {
  let written: WrittenDocs;

  beforeAll(async () => {
    written = await writtenDocs(rootModule());
  });

  it.each(['docs/openapi.json', 'docs/errors.md'] as const)('%s › the code changed › says what the code says (else: npm run openapi)', (file) => {
    expect(readFileSync(resolve(project, file), 'utf8')).toBe(written[file]);
  });

  it('docs/openapi.json › written again › is the same', async () => {
    expect(await writtenDocs(rootModule())).toEqual(written);
  });

  it('docs/openapi.json › linted by redocly › has no fault', async () => {
    const manifest = createRequire(import.meta.url).resolve('@redocly/cli/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { redocly: string } };
    const faults = await promisify(execFile)(process.execPath, [resolve(dirname(manifest), bin.redocly), 'lint', '--format', 'stylish'], {
      cwd: project,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    }).then(
      () => '',
      (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
    );
    expect(faults).toBe('');
  }, 60_000);
});

describe('the OpenAPI document', () => {
  it('operation ids › a client is generated from them › are the known ones, each once', () => {
    const found = operations.map(({ operation }) => operation.operationId);

    expect(found.sort()).toEqual(operationIds);
    for (const id of found) expect(id).toMatch(/^[a-z]+([A-Z][a-z0-9]*)+$/);
  });

  it.each(operations.map((each) => [each.operation.operationId, each] as const))('%s › read by a person › says what it does', (_id, { operation }) => {
    expect(operation.summary).toMatch(/\S/);
    expect(operation.description).toMatch(/\S/);
    expect(operation.tags).toHaveLength(1);
    for (const parameter of operation.parameters ?? []) expect(parameter).toHaveProperty('description', expect.stringMatching(/\S/));
  });

  it.each(operations.map((each) => [each.operation.operationId, each] as const))('%s › any body › has a schema and valid examples', (_id, described) => {
    const judge = new OpenApiJudge(document);
    for (const { pointer, media } of bodiesOf(described)) {
      expect(media.schema).toBeDefined();
      const examples = examplesOf(media);
      expect(examples).not.toHaveLength(0);
      for (const example of examples) expect({ pointer, faults: judge.schemaFaults(pointer, example) }).toEqual({ pointer, faults: [] });
    }
  });

  it.each(operations.map((each) => [each.operation.operationId, each] as const))('%s › answers › are bodies but for redirects and emptiness', (_id, { operation }) => {
    const bodiless = ['204', '303', '304'];
    for (const [status, response] of Object.entries(operation.responses)) {
      expect({ status, hasBody: response.content !== undefined }).toEqual({ status, hasBody: !bodiless.includes(status) });
      expect(response.description).toMatch(/\S/);
    }
  });
});

describe('OpenApiJudge', () => {
  const judge = new OpenApiJudge(document);
  const answer = {
    method: 'GET',
    path: '/v1/workspaces/acme/usage',
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'r' },
    body: { plan: 'starter', billingMode: 'cloud', connectedAccounts: 3, limit: 5, remaining: 2 },
  };

  it('an answer as described › has no fault', () => {
    expect(judge.faultsOf(answer)).toEqual([]);
  });

  it.each([
    ['a member that is not described', { ...answer, body: { ...answer.body, secret: 1 } }, /additional properties/],
    ['a member that is missing', { ...answer, body: { plan: 'starter' } }, /required/],
    ['a member of another type', { ...answer, body: { ...answer.body, limit: '5' } }, /integer/],
    ['a status that is not described', { ...answer, status: 418 }, /418/],
    ['a media type that is not described', { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }, /content type/],
    ['no request id', { ...answer, headers: { 'content-type': 'application/json' } }, /X-Request-Id/],
    ['a path that is not described', { ...answer, path: '/v1/nothing' }, /no operation/],
  ])('%s › is a fault', (_name, wrong, fault) => {
    expect(judge.faultsOf(wrong).join()).toMatch(fault);
  });

  it('a problem whose code the operation is not said to give › is a fault', () => {
    const example = document.paths['/v1/workspaces/{workspaceId}/usage']?.get?.responses['404']?.content?.['application/problem+json'];
    const body = { ...(example?.examples?.['not_found']?.value as object), code: 'wrong_account' };
    const problem = { ...answer, status: 404, headers: { ...answer.headers, 'content-type': 'application/problem+json' }, body };

    expect(judge.faultsOf(problem).join()).toMatch(/wrong_account/);
  });
});
