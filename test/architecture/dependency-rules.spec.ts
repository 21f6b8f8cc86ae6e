import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Violation {
  readonly rule: string;
  readonly from: string;
}

/** One file per rule that breaks it; what they import stands below. */
const planted: Record<string, Record<string, string>> = {
  'kernel-is-a-leaf': { 'src/kernel/leaf.ts': `export { thing } from '../accounts/domain/thing.js';` },
  'kernel-needs-no-packages': { 'src/kernel/packages.ts': `import pg from 'pg'; export const pool = pg;` },
  'runtime-knows-no-business': { 'src/runtime/jobs/business.ts': `import type { Thing } from '../../accounts/domain/thing.js'; export type A = Thing;` },
  'core-needs-no-packages': {
    'src/accounts/application/package.ts': `import { Injectable } from '@nestjs/common'; export const a = Injectable;`,
    'src/accounts/domain/node.ts': `import { randomUUID } from 'node:crypto'; export const a = randomUUID;`,
    'src/accounts/ports/package.ts': `import { z } from 'zod'; export const a = z;`,
  },
  'core-knows-no-adapters': {
    'src/accounts/application/adapter.ts': `export { row } from '../adapters/postgres/row.js';`,
    'src/accounts/application/runtime.ts': `export { thread } from '../../runtime/jobs/thread.js';`,
  },
  'domain-knows-only-itself-and-the-kernel': { 'src/accounts/domain/port.ts': `import type { Port } from '../../posts/ports/port.js'; export type A = Port;` },
  'ports-know-no-use-cases': { 'src/accounts/ports/use-case.ts': `export { useCase } from '../application/use-case.js';` },
  'modules-meet-at-ports': {
    'src/accounts/application/foreign-domain.ts': `import type { Post } from '../../posts/domain/post.js'; export type A = Post;`,
    'src/accounts/adapters/http/foreign-use-case.ts': `export { publish } from '../../../posts/application/publish.js';`,
  },
  'wiring-names-modules-and-ports': { 'src/accounts/accounts.module.ts': `export { publish } from '../posts/application/publish.js';` },
  'repositories-stay-at-home': {
    'src/accounts/application/foreign-table.ts': `import type { PostRepository } from '../../posts/ports/post-repository.js'; export type A = PostRepository;`,
  },
  'adapters-do-not-know-each-other': { 'src/accounts/adapters/http/row-user.ts': `export { row } from '../postgres/row.js';` },
  'protocol-knows-no-platform': { 'src/oauth-providers/protocol/knows.ts': `export { x } from '../platforms/x/x.provider.js';` },
  'a-network-imports-only-ports-protocol-kernel-and-itself': {
    'src/oauth-providers/networks/meta/knows.ts': `export { x } from '../../platforms/x/x.provider.js';`,
    'src/oauth-providers/networks/meta/neighbour.ts': `export { errors } from '../linkedin/errors.js';`,
  },
  'only-platforms-import-a-network': { 'src/oauth-providers/adapters/errors.ts': `export { errors } from '../networks/linkedin/errors.js';` },
  'a-platform-imports-only-ports-protocol-kernel-networks-and-itself': {
    'src/oauth-providers/platforms/tiktok/neighbour.ts': `export { x } from '../x/x.provider.js';`,
    'src/oauth-providers/platforms/tiktok/runtime.ts': `export { thread } from '../../../runtime/jobs/thread.js';`,
  },
  'only-the-registry-imports-a-platform': { 'src/oauth-providers/adapters/knows.ts': `export { x } from '../platforms/x/x.provider.js';` },
  'src-never-imports-test': { 'src/accounts/application/faked.ts': `export { fake } from '../../../test/fakes/fake.js';` },
  'sandbox-shares-only-types-with-src': { 'test/sandbox/constant.ts': `import { asId } from '../../src/kernel/ids.js'; export const a = asId;` },
  'sandbox-shares-only-ids-with-src': {
    'test/sandbox/shape.ts': `import type { Thing } from '../../src/accounts/domain/thing.js'; export type A = Thing;`,
  },
  'sandbox-stands-alone': { 'test/sandbox/leaning.ts': `export { fake } from '../fakes/fake.js';` },
  'no-cycles': { 'src/posts/domain/egg.ts': `import { hen } from './hen.js'; export const egg = () => hen;` },
  'no-orphans': { 'src/posts/domain/left-over.ts': `export const alone = true;` },
  'no-unresolvable': { 'src/posts/domain/missing.ts': `export { nothing } from './nothing.js';` },
  'no-development-packages-in-the-service': { 'src/accounts/adapters/http/tool.ts': `import * as tool from 'supertest'; export const a = tool;` },
};

/** Files that break no rule: what the planted ones import, and one of each import that is allowed. */
const innocent: Record<string, string> = {
  'src/kernel/ids.ts': `export const asId = (value: string) => value; export type Id = string;`,
  'src/kernel/use-case.ts': `import { Injectable } from '@nestjs/common'; export const UseCase = Injectable;`,
  'src/runtime/jobs/thread.ts': `import { cpus } from 'node:os'; import type { Id } from '../../kernel/ids.js'; export const thread = (id: Id) => [id, cpus()];`,
  'src/accounts/domain/thing.ts': `import { asId } from '../../kernel/ids.js'; export type Thing = string; export const thing = asId('a');`,
  'src/accounts/application/use-case.ts': `import { UseCase } from '../../kernel/use-case.js'; import type { Port } from '../../posts/ports/port.js';
    export const useCase = (port: Port) => [UseCase, port];`,
  'src/accounts/adapters/postgres/row.ts': `import pg from 'pg'; import { thing } from '../../domain/thing.js'; export const row = [pg, thing];`,
  'src/accounts/adapters/http/page.ts': `import { useCase } from '../../application/use-case.js'; export const page = useCase;`,
  'src/posts/posts.module.ts': `import { page } from '../accounts/accounts.module.js'; import { publish } from './application/publish.js'; export const a = [page, publish];`,
  'src/posts/domain/post.ts': `import type { Id } from '../../kernel/ids.js'; export type Post = Id;`,
  'src/posts/domain/egg.ts': `export const egg = 1;`,
  'src/posts/domain/hen.ts': `import { egg } from './egg.js'; export const hen = egg;`,
  'src/posts/application/publish.ts': `import type { Post } from '../domain/post.js'; export const publish = (post: Post) => post;`,
  'src/posts/ports/port.ts': `import type { EntityManager } from 'typeorm'; import type { Post } from '../domain/post.js'; export type Port = [Post, EntityManager];`,
  'src/posts/ports/post-repository.ts': `import type { Post } from '../domain/post.js'; export type PostRepository = Post;`,
  'src/oauth-providers/protocol/define.ts': `import { asId } from '../../kernel/ids.js'; export const define = asId;`,
  'src/oauth-providers/networks/linkedin/errors.ts': `export const errors = {};`,
  'src/oauth-providers/platforms/x/x.errors.ts': `export { errors } from '../../networks/linkedin/errors.js';`,
  'src/oauth-providers/platforms/x/x.wire.ts': `import { z } from 'zod'; export const wire = z;`,
  'src/oauth-providers/platforms/x/x.provider.ts': `import { define } from '../../protocol/define.js'; import { wire } from './x.wire.js'; export const x = [define, wire];`,
  'src/oauth-providers/platforms/x/x.provider.spec.ts': `import { fake } from '../../../../test/fakes/fake.js'; export const a = fake;`,
  'src/oauth-providers/platforms/registry.ts': `import { x } from './x/x.provider.js'; export const registry = [x];`,
  'test/fakes/fake.ts': `import { thing } from '../../src/accounts/domain/thing.js'; export const fake = thing;`,
  'test/sandbox/twin.ts': `import type { Id } from '../../src/kernel/ids.js'; export const twin = (id: Id) => id;`,
};

const root = resolve('.');

function cruise(folder: string): Violation[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const parameters = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

async function plant(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dependency-rules-'));
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) await copyFile(join(root, file), join(folder, file));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${text}\n`);
  }
  return folder;
}

describe('dependency rules', () => {
  const rules = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
  let folders: string[];
  let violations: Violation[];
  let withoutPlanted: Violation[];

  beforeAll(async () => {
    const everything = Object.assign({}, innocent, ...Object.values(planted)) as Record<string, string>;
    const allowed = { ...innocent, 'src/accounts/accounts.module.ts': `export { page } from './adapters/http/page.js';` };
    folders = [await plant(everything), await plant(allowed)];
    [violations, withoutPlanted] = folders.map(cruise) as [Violation[], Violation[]];
  }, 60_000);

  afterAll(async () => {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it.each(rules.forbidden.map(({ name }) => name))('%s › a planted violation › is caught', (rule) => {
    const expected = Object.keys(planted[rule] ?? { 'nothing is planted for this rule': '' });

    expect(violations.filter((violation) => violation.rule === rule).map(({ from }) => from)).toEqual(expect.arrayContaining(expected));
  });

  it('let pass what is allowed', () => {
    expect(withoutPlanted.filter(({ rule }) => rule !== 'no-orphans')).toEqual([]);
  });
});
