import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const dataFolder = resolve('.data');

/** Makes the folder for what survives a restart, for our eyes only where the system knows such rights. */
export function makeDataFolder() {
  if (!existsSync(dataFolder)) mkdirSync(dataFolder, { mode: 0o700 });
}

/** The service key of this installation, made at the first start. */
export function keptServiceKey() {
  return kept('service-api-key', () => `sak_svc_${randomBytes(32).toString('base64url')}`);
}

/** The sealing keys of this installation, made at the first start. Without them nothing that was stored can be opened again. */
export function keptSealingKeys() {
  return kept('sealing-keys', () => `k1:${randomBytes(32).toString('base64')}`);
}

function kept(name, make) {
  const file = join(dataFolder, name);
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}
