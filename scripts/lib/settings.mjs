import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { keptSealingKeys, keptServiceKey } from './kept-secrets.mjs';

/** What `npm start` works with: the environment, `.env` below it, and what is good for trying things below that. */
export function readSettings() {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value.trim() !== ''));
  if (given.NODE_ENV === 'production') {
    throw new Error('`npm start` is for trying things. In production: `npm run build`, `npm run migrate`, then `npm run start:prod`.');
  }
  const port = portOf(given, 'PORT', 3000);
  const sandboxPort = portOf(given, 'SANDBOX_PORT', 4010);
  const publicUrl = (given.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, '');
  const { SANDBOX_URL: sandboxGiven, ...rest } = given;
  const sandboxUrl = sandboxGiven === 'none' ? null : (sandboxGiven ?? `http://localhost:${sandboxPort}`);
  const environment = {
    ...rest,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    SERVICE_API_KEY: given.SERVICE_API_KEY ?? keptServiceKey(),
    SEALING_KEYS: given.SEALING_KEYS ?? keptSealingKeys(),
    RETURN_URLS: given.RETURN_URLS ?? returnUrls(publicUrl),
    CORS_ORIGINS: given.CORS_ORIGINS ?? 'http://localhost:3000,http://localhost:5173,http://localhost:8080',
    ...(sandboxUrl === null ? {} : { SANDBOX_URL: sandboxUrl }),
  };
  return { environment, port, host: given.HOST ?? '127.0.0.1', publicUrl, sandboxUrl, sandboxPort, ownSandbox: sandboxGiven === undefined };
}

/** The service's own page first, then where front ends under development usually are. */
function returnUrls(publicUrl) {
  const pages = [3000, 5173, 8080].map((port) => `http://localhost:${port}/connected`);
  return [`${publicUrl}/v1/connect/result`, ...pages].join(',');
}

function portOf(given, name, fallback) {
  const port = Number(given[name] ?? fallback);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${name} must be a port number.`);
  return port;
}

/** Says in a sentence what to do when a port is taken, before anything else is started. */
export async function checkPort(port, host, variable) {
  const server = createServer();
  const failure = await new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => resolve(null));
  });
  if (failure === null) return new Promise((resolve) => server.close(() => resolve()));
  if (failure.code !== 'EADDRINUSE') throw new Error(`Port ${port} on ${host} cannot be used: ${failure.message}`);
  throw new Error(`Port ${port} is taken by another program. Stop it, or choose another port: ${variable}=${port + 1} npm start`);
}
