import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { platforms } from '../../src/oauth-providers/platforms/registry.js';
import { speaksOAuth, type ProviderDefinition } from '../../src/oauth-providers/protocol/define-provider.js';
import { credentialVariables } from '../../src/oauth-providers/protocol/settings.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';

const definitions: readonly ProviderDefinition[] = platforms;
const withApps = definitions.filter((definition) => definition.connect.kind === 'redirect');
const secret = 'a-secret-that-is-wrong';

interface Outcome {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

describe('npm run platforms:check', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ publicUrl: 'http://localhost:3000' });
  });

  afterAll(() => sandbox.stop());

  async function run(environment: Record<string, string> = {}, args: readonly string[] = ['check']): Promise<Outcome> {
    const env = { PATH: process.env['PATH'], SANDBOX_URL: sandbox.url, SEALING_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`, SERVICE_API_KEY: 'k'.repeat(40), ...environment };
    const child = spawn(process.execPath, ['dist/src/platforms.js', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, lines: out.trimEnd().split('\n'), errors };
  }

  const lineOf = ({ lines }: Outcome, platform: string): string => lines.find((line) => line.split(/\s/)[0] === platform) ?? '';

  it('with credentials that are right › says so of every platform, with what to register there', async () => {
    const outcome = await run();
    expect([outcome.code, outcome.errors]).toEqual([0, '']);
    expect(outcome.lines).toHaveLength(definitions.length);
    for (const definition of withApps) {
      const told = speaksOAuth(definition) && definition.token.tellsAppFromCode !== false ? 'ok ' : 'unclear';
      expect(lineOf(outcome, definition.id)).toMatch(new RegExp(`^${definition.id} +${told}.*http://localhost:3000/v1/oauth/${definition.id}/callback`));
    }
    for (const definition of definitions.filter((each) => each.connect.kind !== 'redirect')) {
      expect(lineOf(outcome, definition.id)).toMatch(/needs no app$/);
    }
  });

  it('with wrong ones › says which variables to look at, and no value', async () => {
    const wrong = Object.fromEntries(
      withApps.flatMap(({ id, settings }) => {
        const variables = credentialVariables(settings);
        return [[variables.id, `sandbox-${id}-client`], [variables.secret, secret]];
      }),
    );
    const outcome = await run(wrong);
    expect(outcome.code).toBe(1);
    expect(outcome.lines.join() + outcome.errors).not.toContain(secret);
    for (const definition of withApps) {
      if (speaksOAuth(definition) && definition.token.tellsAppFromCode === false) continue;
      const variables = credentialVariables(definition.settings);
      expect(lineOf(outcome, definition.id)).toMatch(new RegExp(`REFUSED.*${variables.id}.*${variables.secret}`));
    }
  });

  it('without credentials, or switched off › says what to set', async () => {
    const outcome = await run({ SANDBOX_URL: '', LINKEDIN_ENABLED: 'false' });
    expect(lineOf(outcome, 'linkedin')).toMatch(/switched off +by LINKEDIN_ENABLED/);
    expect(lineOf(outcome, 'tiktok')).toMatch(/not configured +set TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET; redirect URI /);
    expect(outcome.code).toBe(0);
  });

  it('while the platforms are away › is unclear, and nobody is accused', async () => {
    const outcome = await run({ SANDBOX_URL: 'http://127.0.0.1:9' });
    expect(outcome.code).toBe(0);
    expect(lineOf(outcome, 'linkedin')).toMatch(/unclear +unavailable/);
  });

  it('with half a pair, or asked for something else › tells what is wrong', async () => {
    expect(await run({ TIKTOK_CLIENT_KEY: 'x' })).toMatchObject({ code: 1, errors: expect.stringContaining('TIKTOK_CLIENT_SECRET') });
    expect(await run({}, ['mend'])).toMatchObject({ code: 1, lines: expect.arrayContaining([expect.stringContaining('platforms:check')]) });
  });
});
