import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Installs what the lock file names, unless exactly that is there. */
export function installWhatIsMissing() {
  if (isInstalled()) return;
  console.log('Installing packages …');
  const npm = spawnSync('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error('The packages could not be installed; npm says why above.');
}

/** Compares the lock file with the one that npm keeps of what it has installed. */
function isInstalled() {
  const kept = 'node_modules/.package-lock.json';
  if (!existsSync(kept)) return false;
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf(kept);
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    if (present[path] === undefined) return optional === true;
    return present[path].version === version;
  });
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
