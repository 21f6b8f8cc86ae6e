import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Finding {
  readonly ruleId: string | null;
  readonly message: string;
}

/** What is forbidden, where it is planted, and the rule that must say so. */
const forbidden: readonly { what: string; file: string; text: string; rule: string | null }[] = [
  {
    what: 'a platform in a case',
    file: 'src/accounts/domain/case.ts',
    text: `export function a(p: string): number { switch (p) { case 'linkedin': return 1; default: return 2; } }`,
    rule: 'house/no-platform-branch',
  },
  {
    what: 'a platform in a comparison',
    file: 'src/oauth-providers/protocol/compare.ts',
    text: `export const a = (p: string): boolean => p !== 'tiktok';`,
    rule: 'house/no-platform-branch',
  },
  {
    what: 'a platform in a comparison, as a template',
    file: 'src/oauth-providers/protocol/template.ts',
    text: 'export const a = (p: string): boolean => p === `tiktok`;',
    rule: 'house/no-platform-branch',
  },
  {
    what: 'a platform in a list that is searched',
    file: 'src/accounts/domain/list.ts',
    text: `export const a = (p: string): boolean => ['linkedin', 'other'].includes(p);`,
    rule: 'house/no-platform-branch',
  },
  {
    what: "a platform in another platform's folder",
    file: 'src/oauth-providers/platforms/tiktok/neighbour.ts',
    text: `export const a = (p: string): boolean => p === 'linkedin';`,
    rule: 'house/no-platform-branch',
  },
  {
    what: 'the global fetch',
    file: 'src/accounts/adapters/http/fetch.ts',
    text: `export const a = (): Promise<Response> => fetch('https://example.com');`,
    rule: 'no-restricted-globals',
  },
  {
    what: 'the global fetch by its object',
    file: 'src/accounts/adapters/http/global-fetch.ts',
    text: `export const a = (): Promise<Response> => globalThis.fetch('https://example.com');`,
    rule: 'no-restricted-properties',
  },
  {
    what: 'process.env',
    file: 'src/runtime/http/env.ts',
    text: `export const a = (): string | undefined => process.env['A'];`,
    rule: 'no-restricted-properties',
  },
  { what: 'process.env in the boot', file: 'src/main.ts', text: `export const { PORT } = process.env;`, rule: 'no-restricted-properties' },
  {
    what: 'the environment by import',
    file: 'src/accounts/adapters/http/env-import.ts',
    text: `import { env } from 'node:process';\nexport const a = env;`,
    rule: 'no-restricted-imports',
  },
  { what: 'export *', file: 'src/accounts/ports/all.ts', text: `export * from '../domain/thing.js';`, rule: 'no-restricted-syntax' },
  { what: 'a default export', file: 'src/accounts/ports/default.ts', text: `export default class A {}`, rule: 'no-restricted-syntax' },
  { what: 'a default export in disguise', file: 'test/builders/as.ts', text: `const a = 1;\nexport { a as default };`, rule: 'no-restricted-syntax' },
  {
    what: 'a promise that nobody awaits',
    file: 'src/accounts/application/floating.ts',
    text: `export function a(): void { Promise.resolve(1); }`,
    rule: '@typescript-eslint/no-floating-promises',
  },
  {
    what: 'an unused import',
    file: 'src/accounts/application/unused.ts',
    text: `import { thing } from '../domain/thing.js';\nexport const a = 1;`,
    rule: '@typescript-eslint/no-unused-vars',
  },
  { what: 'any', file: 'src/accounts/domain/any.ts', text: `export const a = (b: any): number => (b === 1 ? 1 : 2);`, rule: '@typescript-eslint/no-explicit-any' },
  { what: 'the time of the machine', file: 'src/accounts/domain/time.ts', text: `export const a = (): Date => new Date();`, rule: 'no-restricted-syntax' },
  { what: 'a timer', file: 'src/accounts/application/timer.ts', text: `setTimeout(() => undefined, 1);\nexport const a = 1;`, rule: 'no-restricted-syntax' },
  { what: 'the console', file: 'src/accounts/application/console.ts', text: `console.log('a');\nexport const a = 1;`, rule: 'no-console' },
  {
    what: 'a silenced type error',
    file: 'src/accounts/domain/silenced.ts',
    text: `// @ts-ignore\nexport const a: number = 'a';`,
    rule: '@typescript-eslint/ban-ts-comment',
  },
  {
    what: 'a silenced rule',
    file: 'src/accounts/domain/disabled.ts',
    text: `// eslint-disable-next-line no-console\nexport const a = 1;`,
    rule: null,
  },
];

const allowed: Record<string, string> = {
  'src/accounts/domain/thing.ts': `export const thing = (at: Date, p: string): boolean => at > new Date(0) || p === 'other';`,
  'src/oauth-providers/platforms/linkedin/linkedin.provider.ts': `export const a = (p: string): boolean => p === 'linkedin';`,
  'src/oauth-providers/platforms/tiktok/tiktok.provider.ts': `export const tiktok = { id: 'tiktok', scopes: ['tiktok'] };`,
  'src/runtime/config/environment.ts': `export const a = (): string | undefined => process.env['A'];`,
  'src/runtime/http/outbound/send.ts': `export const a = (): Promise<Response> => fetch('https://example.com');`,
  'src/runtime/time/timer.ts': `export const a = (): Date => new Date();`,
  'test/e2e/story.ts': `export const a = (): Promise<Response> => fetch(process.env['A'] ?? 'http://localhost');`,
};

const root = resolve('.');

describe('lint rules', () => {
  let folder: string;
  const findings = new Map<string, Finding[]>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lint-rules-'));
    for (const file of ['package.json', 'tsconfig.json', 'eslint.config.js']) await copyFile(join(root, file), join(folder, file));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const files = [...forbidden.map(({ file, text }) => [file, text] as const), ...Object.entries(allowed)];
    for (const [file, text] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${text}\n`);
    }
    const program = join(root, 'node_modules/eslint/bin/eslint.js');
    const { stdout, stderr } = spawnSync(process.execPath, [program, 'src', 'test', '--format', 'json'], { cwd: folder, encoding: 'utf8' });
    if (!stdout.startsWith('[')) throw new Error(stderr);
    for (const { filePath, messages } of JSON.parse(stdout) as { filePath: string; messages: Finding[] }[]) {
      findings.set(filePath.slice(filePath.lastIndexOf(folder) + folder.length + 1), messages);
    }
  }, 90_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(forbidden)('$what › planted › is caught', ({ file, rule }) => {
    expect(findings.get(file)?.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it.each(Object.keys(allowed))('what is allowed › %s › passes', (file) => {
    expect(findings.get(file)).toEqual([]);
  });
});
