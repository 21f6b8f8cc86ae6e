import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from './load-config.js';

/**
 * The only reader of the process's environment. Takes in the file `.env` of the working directory when there is one;
 * what the environment already says wins over the file.
 */
export function readEnvironment(): Environment {
  const file = resolve('.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return { ...process.env };
}
