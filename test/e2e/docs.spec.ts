import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anchorsOf, linksOf, readDocument, shellBlocks, type ShellBlock } from '../support/documents.js';
import { World } from '../support/world.js';

const project = resolve(import.meta.dirname, '../..');
const standIn = resolve(import.meta.dirname, '../support/curl.mjs');
const curls = ['a stand-in for curl', ...(spawnSync('curl', ['--version']).status === 0 ? ['curl'] : [])];

/** What one shell did with the blocks that were pasted into it. */
interface Pasted {
  readonly exitCode: number;
  /** What each block printed, by its line in the document. */
  readonly printed: ReadonlyMap<number, string>;
  readonly complaint: string;
}

const marker = '=====block=====';

/** A folder like the project's after `npm start`, as far as the documentation leans on it. */
function workingFolder(serviceKey: string, curl: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  mkdirSync(join(folder, '.data'));
  writeFileSync(join(folder, '.data/service-api-key'), `${serviceKey}\n`);
  mkdirSync(join(folder, 'bin'));
  if (curl !== 'curl') symlinkSync(standIn, join(folder, 'bin/curl'));
  chmodSync(standIn, 0o755);
  return folder;
}

/** Pastes the blocks into one shell, in which a curl that is answered 4xx or 5xx ends it. */
function paste(blocks: readonly ShellBlock[], world: World, curl: string): Promise<Pasted> {
  const folder = workingFolder(world.service.serviceKey, curl);
  const pieces = blocks.map(({ line, text }) => `echo '${marker}${String(line)}'\n${text}`);
  const script = ['set -eu', 'curl() { command curl --fail "$@"; }', ...pieces]
    .join('\n')
    .replaceAll('http://localhost:3000', world.service.url)
    .replaceAll('http://localhost:4010', world.sandbox.url);
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
  return new Promise((done) => {
    execFile('sh', ['-c', script], { cwd: folder, env }, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      const parts = stdout.split(marker).slice(1);
      const printed = new Map(parts.map((part) => [Number.parseInt(part, 10), part.slice(part.indexOf('\n') + 1)]));
      done({ exitCode: error === null ? 0 : Number(error.code), printed, complaint: stderr });
    });
  });
}

function documents(): string[] {
  const inFolder = (folder: string): string[] =>
    readdirSync(join(project, folder))
      .map((name) => join(folder, name))
      .flatMap((path) => (statSync(join(project, path)).isDirectory() ? inFolder(path) : path.endsWith('.md') ? [path] : []));
  return ['README.md', ...inFolder('docs')];
}

describe.each(curls)('the documentation, pasted with %s', (curl) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  /** What the block that holds `command` printed. */
  function outputOf(pasted: Pasted, blocks: readonly ShellBlock[], command: string): string {
    const block = blocks.find(({ text }) => text.includes(command));
    return pasted.printed.get(block?.line ?? -1) ?? `nothing: no block holds ${command}`;
  }

  it('docs/api-guide.md › from top to bottom › connects, looks after and disconnects an account', async () => {
    const blocks = shellBlocks('docs/api-guide.md');
    const pasted = await paste(blocks, world, curl);

    expect({ exitCode: pasted.exitCode, complaint: pasted.complaint }).toEqual({ exitCode: 0, complaint: '' });
    expect(pasted.printed.size).toBe(blocks.length);
    expect(outputOf(pasted, blocks, '-X PUT')).toContain('"plan":"starter"');
    expect(outputOf(pasted, blocks, 'api-keys')).toMatch(/^sak_ws_/);
    expect(outputOf(pasted, blocks, 'SESSION=')).toContain('"status":"awaiting_authorization"');
    expect(outputOf(pasted, blocks, 'RETURNED=')).toContain('connect_code=');
    expect(outputOf(pasted, blocks, '/candidates')).toContain('"selectable":true');
    expect(outputOf(pasted, blocks, 'DONE=')).toContain('"status":"completed"');
    expect(outputOf(pasted, blocks, 'status=connected')).toContain('"platform":"linkedin"');
    expect(outputOf(pasted, blocks, 'If-None-Match')).toMatch(/^HTTP\/1.1 304/);
    expect(outputOf(pasted, blocks, '/check')).toContain('"verdict":"healthy"');
    expect(outputOf(pasted, blocks, '/check')).toContain('"type":"deactivated"');
    expect(outputOf(pasted, blocks, '-X DELETE')).toMatch(/^HTTP\/1.1 204/);
    // The one that was connected without a browser.
    expect(outputOf(pasted, blocks, '/usage')).toContain('"connectedAccounts":1');
  });

  it('README.md › its curls › answer', async () => {
    const blocks = shellBlocks('README.md').filter(({ text }) => text.includes('curl'));
    const pasted = await paste(blocks, world, curl);

    expect({ exitCode: pasted.exitCode, complaint: pasted.complaint }).toEqual({ exitCode: 0, complaint: '' });
    expect(outputOf(pasted, blocks, '/v1/platforms')).toContain('"platform":"linkedin"');
  });

  it('a curl that is answered with an error › pasted › is noticed', async () => {
    const pasted = await paste([{ line: 1, text: 'curl -sS http://localhost:3000/v1/platforms' }], world, curl);

    expect(pasted.exitCode).not.toBe(0);
  });
});

describe('the documentation', () => {
  it('README.md › a newcomer reads it › has at most 150 lines and the two commands first', () => {
    const text = readDocument('README.md');

    expect(text.split('\n').length).toBeLessThanOrEqual(150);
    expect(text.slice(0, text.indexOf('## '))).toMatch(/npm start[\s\S]*npm test/);
  });

  it.each(documents())('%s › its links › lead somewhere', (file) => {
    const lost = linksOf(file).filter(({ path, anchor }) => !existsSync(path) || (anchor !== null && !anchorsOf(path).includes(anchor)));

    expect(lost).toEqual([]);
  });
});
