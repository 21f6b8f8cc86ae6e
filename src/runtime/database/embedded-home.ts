import { randomBytes } from 'node:crypto';
import { chmod, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { copyBinaries, exists, findBinaries, letsOthersPass, makeFolder, usableInPlace } from './embedded-binaries.js';

/** Another user than ourselves to run PostgreSQL as: it refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** What is kept between runs beside the data, readable to us alone. */
export interface ServerState {
  readonly id: string;
  readonly port: number;
  readonly password: string;
}

/** Where an embedded server lives and as whom it runs. */
export interface EmbeddedHome {
  /** The data folder as the caller named it. */
  readonly dataFolder: string;
  /** Holds the cluster and, where they had to be copied, the binaries. */
  readonly folder: string;
  readonly cluster: string;
  readonly binaries: string;
  /** `null`: as ourselves. */
  readonly user: ServerUser | null;
  readonly state: ServerState;
}

const systemFolder = '/var/lib/social-accounts';

/** Finds or makes the place of an embedded server. As root, that is one which another user can reach. */
export async function prepareHome(dataFolder: string): Promise<EmbeddedHome> {
  const user = process.getuid?.() === 0 ? await otherUser() : null;
  const state = await readOrMakeState(dataFolder);
  const folder = await placeFor(dataFolder, state, user);
  const found = await findBinaries();
  const binaries = (await usableInPlace(found, user !== null)) ? found : await copyBinaries(found, folder);
  const cluster = join(folder, 'cluster');
  return { dataFolder, folder, cluster, binaries, user: (await ownerOf(cluster, user)) ?? user, state };
}

/** Keeps another port for the next starts. */
export async function changePort(home: EmbeddedHome): Promise<EmbeddedHome> {
  const state = { ...home.state, port: await freePort() };
  await writeState(home.dataFolder, state);
  return { ...home, state };
}

async function placeFor(dataFolder: string, state: ServerState, user: ServerUser | null): Promise<string> {
  const inside = join(dataFolder, 'postgres');
  if (user === null) {
    await makeFolder(inside, 0o700);
    return inside;
  }
  if (await letsOthersPass(dirname(await realpath(dataFolder)))) {
    // Others may pass through, not look around; every file of ours in it is closed by itself.
    await chmod(dataFolder, 0o711);
    await makeFolder(inside, 0o711);
    return inside;
  }
  const outside = join(systemFolder, state.id);
  await makeFolder(systemFolder, 0o711);
  await makeFolder(outside, 0o711);
  return outside;
}

/** A user that every machine has; PostgreSQL's own where there is one. No user is made for this. */
async function otherUser(): Promise<ServerUser> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const line = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (line === undefined) throw new Error('PostgreSQL does not run as root, and neither "postgres" nor "nobody" is a user here. Set DATABASE_URL.');
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

/** A cluster belongs to whom it was made for, also when a better user has appeared since. */
async function ownerOf(cluster: string, user: ServerUser | null): Promise<ServerUser | null> {
  if (user === null || !(await exists(cluster))) return null;
  const { uid, gid } = await stat(cluster);
  return { uid, gid };
}

async function readOrMakeState(dataFolder: string): Promise<ServerState> {
  const file = join(dataFolder, 'postgres.json');
  if (await exists(file)) return JSON.parse(await readFile(file, 'utf8')) as ServerState;
  if (await exists(join(dataFolder, 'postgres', 'cluster'))) {
    throw new Error(`${file} is missing, and with it the password of the data beside it. Bring it back, or remove ${dataFolder} to start afresh.`);
  }
  const state = { id: randomBytes(8).toString('hex'), port: await freePort(), password: randomBytes(32).toString('base64url') };
  await writeState(dataFolder, state);
  return state;
}

async function writeState(dataFolder: string, state: ServerState): Promise<void> {
  await writeFile(join(dataFolder, 'postgres.json'), `${JSON.stringify(state)}\n`, { mode: 0o600 });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}
