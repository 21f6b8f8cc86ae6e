import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const { installWhatIsMissing } = await import('./lib/install.mjs');
const { buildWhatIsOld } = await import('./lib/build.mjs');
const { installPeers } = await import('./lib/peers.mjs');

const kinds = { '--slow': '\\.slow\\.spec\\.ts$', '--browser': '\\.browser\\.spec\\.ts$', '--peers': '\\.peer\\.spec\\.ts$' };
const [asked] = process.argv.slice(2);
if (asked !== undefined && kinds[asked] === undefined) {
  console.error(`Unknown: ${asked}. It takes nothing, --slow, --browser or --peers; for single files: npm run jest -- path/to/file.spec.ts`);
  process.exit(1);
}

const numbers = { passed: 0, failed: 0 };
const times = [];

step('install', installWhatIsMissing);
if (asked === undefined) {
  step('types', () => run('typescript/bin/tsc', ['--noEmit']));
  step('lint', () => run('eslint/bin/eslint.js', ['.', '--max-warnings', '0']));
  step('architecture', () =>
    run('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', 'src', 'test', 'migrations']),
  );
  step('unused code', () => run('knip/bin/knip.js', []));
}
step('build', buildWhatIsOld);
if (asked === '--peers') step('peers', installPeers);
step('tests', () => runTests(asked === undefined ? [] : [kinds[asked]]));

console.log(`\n${times.join('\n')}\n`);
console.log(`${numbers.passed} passed, ${numbers.failed} failed`);
process.exit(numbers.failed === 0 ? 0 : 1);

/** Runs one step, notes its time, and counts it as failed when it throws. The others run all the same. */
function step(name, work) {
  console.log(`\n── ${name}`);
  const begun = performance.now();
  let outcome = 'ok';
  try {
    work();
  } catch (error) {
    outcome = 'FAILED';
    console.error(error.message);
    if (error.counted !== true) numbers.failed += 1;
  }
  times.push(`${name.padEnd(14)}${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${outcome}`);
}

function run(program, parameters, nodeFlags = []) {
  const outcome = spawnSync(process.execPath, [...nodeFlags, join('node_modules', program), ...parameters], { stdio: 'inherit' });
  if (outcome.status !== 0) throw new Error(`${program} ended with ${outcome.status ?? outcome.signal ?? outcome.error?.message}.`);
}

function runTests(patterns) {
  const folder = mkdtempSync(join(tmpdir(), 'test-report-'));
  const report = join(folder, 'report.json');
  let failure = null;
  try {
    run('jest/bin/jest.js', [...patterns, '--json', `--outputFile=${report}`], ['--experimental-vm-modules', '--no-warnings']);
  } catch (error) {
    failure = error;
  }
  const counted = existsSync(report) ? count(JSON.parse(readFileSync(report, 'utf8'))) : 0;
  rmSync(folder, { recursive: true, force: true });
  if (failure !== null) throw Object.assign(failure, { counted: counted > 0 });
  if (counted > 0) throw Object.assign(new Error('Tests were left out.'), { counted: true });
}

/** Adds the report's numbers and answers how many failures it holds. A suite that could not run is one; so is a test that was skipped. */
function count(report) {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + report.numPendingTests + report.numTodoTests;
  numbers.passed += report.numPassedTests;
  numbers.failed += failed;
  return failed;
}
