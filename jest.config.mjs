import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
// The build leaves the tests out.
delete swc.exclude;

// Slow, browser and peer suites run only when the command names them (`npm run test:slow`, `npm run jest -- path/to/x.slow.spec.ts`).
const asked = process.argv.slice(2).join(' ');
const leftOut = ['slow', 'browser', 'peer'].filter((kind) => !asked.includes(kind)).map((kind) => `\\.${kind}\\.spec\\.ts$`);

export default {
  testEnvironment: 'node',
  // Everything that a run leaves behind stands inside the project.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/migrations'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/peers/[^/]+/', ...leftOut],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/peers/[^/]+/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  maxWorkers: 2,
  testTimeout: 20_000,
};
