import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Everything here works with paths from the project's folder, from wherever it was called.
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const { installWhatIsMissing } = await import('./lib/install.mjs');
const { buildWhatIsOld } = await import('./lib/build.mjs');
const { dataFolder, makeDataFolder } = await import('./lib/kept-secrets.mjs');
const { checkPort, readSettings } = await import('./lib/settings.mjs');
const { Children, endLeftOvers, forgetProcesses, noteProcesses, runToEnd } = await import('./lib/children.mjs');

let database = null;
let stopping = null;
const children = new Children((name, code) => {
  console.error(`\nThe ${name} ended by itself (exit code ${code}); stopping the rest.`);
  void stop(code === 0 ? 1 : code);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (stopping === null) console.log('\nStopping …');
    void stop(0);
  });
}

/** Ends everything in order, once; whoever uses the database before the database. */
function stop(code) {
  stopping ??= (async () => {
    await children.stop();
    await database?.stop();
    forgetProcesses();
    process.exit(code);
  })().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  return stopping;
}

try {
  await start();
} catch (error) {
  if (stopping === null) console.error(`\n${error.message}`);
  await stop(1);
}

async function start() {
  installWhatIsMissing();
  buildWhatIsOld();
  makeDataFolder();
  const settings = readSettings();
  const { identify, stillRuns } = await compiled('src/runtime/database/process-identity.js');
  await endLeftOvers(stillRuns);
  await checkPort(settings.port, settings.host, 'PORT');
  if (settings.ownSandbox) await checkPort(settings.sandboxPort, '127.0.0.1', 'SANDBOX_PORT');

  const environment = { ...settings.environment, DATABASE_URL: settings.environment.DATABASE_URL ?? (await startDatabase()) };
  if (stopping !== null) return stop(0);
  await runToEnd('dist/src/migrate.js', environment);
  if (stopping !== null) return stop(0);

  const pids = [];
  if (settings.ownSandbox) {
    pids.push(children.start('sandbox', 'dist/test/sandbox/main.js', sandboxEnvironment(settings)).pid);
    await noteProcesses(identify, pids);
    await untilItAnswers(`${settings.sandboxUrl}/`, () => true);
  }
  pids.push(children.start('service', 'dist/src/main.js', environment).pid);
  await noteProcesses(identify, pids);
  const address = `http://${settings.host === '0.0.0.0' || settings.host === '::' ? 'localhost' : settings.host}:${settings.port}`;
  await untilItAnswers(`${address}/health/ready`, (response) => response.ok);
  const key = environment.SERVICE_API_KEY.split(',')[0].trim();
  await makeDemoWorkspace(address, key);
  if (stopping === null) welcome(settings, key);
}

async function startDatabase() {
  const { startEmbeddedServer } = await compiled('src/runtime/database/embedded-server.js');
  database = await startEmbeddedServer({ dataFolder });
  return database.url;
}

function compiled(file) {
  return import(pathToFileURL(`dist/${file}`).href);
}

/** The sandbox plays the outside world: it gets none of the service's secrets. */
function sandboxEnvironment({ sandboxPort, publicUrl }) {
  return {
    PATH: process.env.PATH ?? '',
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_STATE_FILE: join(dataFolder, 'sandbox.json'),
    PUBLIC_URL: publicUrl,
  };
}

async function untilItAnswers(url, isGood) {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (stopping !== null) return stopping;
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (response !== null && isGood(response)) return;
    await sleep(100);
  }
  throw new Error(`${url} did not answer within a minute.`);
}

/** Made once: what was changed about it since, such as its plan, stays. */
async function makeDemoWorkspace(address, key) {
  const url = `${address}/v1/workspaces/demo`;
  const authorization = `Bearer ${key}`;
  const present = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(10_000) });
  await present.body?.cancel();
  if (present.ok) return;
  const response = await fetch(url, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Demo',
      plan: 'pro',
      owner: { userId: 'demo', name: 'Demo Owner', email: 'owner@demo.test', locale: 'en' },
    }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`The demo workspace could not be made: ${response.status} ${await response.text()}`);
}

function welcome({ publicUrl, sandboxUrl }, key) {
  const lines = [
    '',
    'Ready.',
    `  API and Swagger UI   ${publicUrl}/docs`,
    ...(sandboxUrl === null ? [] : [`  Sandbox              ${sandboxUrl}/`]),
    '  Workspace            demo',
    '',
    ...(sandboxUrl === null ? ['List the accounts of the demo workspace:'] : ['Begin to connect a LinkedIn profile, then open its authorizationUrl in a browser:']),
    '',
    sandboxUrl === null ? listCommand(publicUrl, key) : connectCommand(publicUrl, key),
    '',
    'Ctrl-C stops everything; the next start finds its data again.',
    '',
  ];
  console.log(lines.join('\n'));
}

function listCommand(publicUrl, key) {
  return `curl -s ${publicUrl}/v1/workspaces/demo/social-accounts -H 'Authorization: Bearer ${key}'`;
}

function connectCommand(publicUrl, key) {
  const body = { platform: 'linkedin', returnUrl: `${publicUrl}/v1/connect/result`, onBehalfOf: { userId: 'demo' } };
  const headers = `-H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json'`;
  return `curl -s -X POST ${publicUrl}/v1/workspaces/demo/connect-sessions ${headers} -d '${JSON.stringify(body)}'`;
}
