import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedServer, type EmbeddedServer } from './embedded-server.js';

describe('startEmbeddedServer', () => {
  let parent: string;
  let dataFolder: string;
  let processes: ChildProcess[];

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'embedded-server-'));
    dataFolder = join(parent, 'data');
    processes = [];
  });

  afterEach(async () => {
    await Promise.all(processes.map(kill));
    const owner = await start();
    await owner.stop();
    // Root's data stands elsewhere: where the user can reach it whom the server runs as.
    const { id } = JSON.parse(await readFile(join(dataFolder, 'postgres.json'), 'utf8')) as { id: string };
    for (const folder of [parent, join('/var/lib/social-accounts', id)]) await rm(folder, { recursive: true, force: true });
  });

  async function start(ownerPid?: number, durable = false): Promise<EmbeddedServer> {
    return startEmbeddedServer({ dataFolder, durable, ...(ownerPid === undefined ? {} : { ownerPid }) });
  }

  async function ownerProcess(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    processes.push(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function serverPid(url: string): Promise<number> {
    const [row] = await query(url, `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`);
    return row!['pid'] as number;
  }

  describe('on an empty folder', () => {
    it('answers with UTF-8, sorts by code point, speaks UTC and listens on the loopback address alone', async () => {
      const { url } = await start();

      const [row] = await query(
        url,
        `SELECT current_setting('server_encoding') AS encoding, current_setting('timezone') AS zone,
           current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets,
           'a' > 'B' AS by_code_point, lower('É') AS lower`,
      );

      expect(row).toEqual({ encoding: 'UTF8', zone: 'UTC', addresses: '127.0.0.1', sockets: '', by_code_point: true, lower: 'é' });
    });

    it('keeps the password to those who may read the folder', async () => {
      const { url } = await start();
      const password = new URL(url).password;
      await expect(query(`${url}broken`, 'SELECT 1')).rejects.toThrow('does not exist');
      await expect(query(url.replace(password, 'wrong'), 'SELECT 1')).rejects.toThrow('password authentication failed');

      const command = await readFile(`/proc/${await serverPid(url)}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${await serverPid(url)}/environ`, 'utf8').catch(() => '');
      const log = await readFile(join(dataFolder, 'postgres.log'), 'utf8');

      expect(log).toContain('password authentication failed');
      expect([command, environment, log].filter((text) => text.includes(password))).toEqual([]);
      for (const file of ['postgres.json', 'postgres.log', 'postgres.owner']) {
        expect((await stat(join(dataFolder, file))).mode & 0o077).toBe(0);
      }
      expect((await readdir(dataFolder)).filter((file) => file.includes('.new') || file.includes('lock'))).toEqual([]);
    });
  });

  describe('after a stop', () => {
    it('finds its data again at the same address', async () => {
      const first = await start();
      await query(first.url, `CREATE TABLE kept AS SELECT 'here' AS word`);
      await first.stop();
      await expect(query(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

      const second = await start();

      expect(second.url).toBe(first.url);
      expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'here' }]);
    });

    it('takes another port when somebody else has taken its own', async () => {
      const first = await start();
      await query(first.url, `CREATE TABLE kept AS SELECT 'here' AS word`);
      await first.stop();
      const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
      await once(squatter, 'listening');

      const second = await start();
      squatter.close();

      expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
      expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'here' }]);
    });
  });

  describe('after the server was killed', () => {
    it('recovers the data', async () => {
      const first = await start(process.pid, true);
      await query(first.url, `CREATE TABLE kept AS SELECT 'here' AS word`);
      process.kill(await serverPid(first.url), 'SIGKILL');

      const second = await start();

      expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'here' }]);
    });
  });

  describe('after its owner was killed', () => {
    it('takes the server over, and stops it at the end', async () => {
      const owner = await ownerProcess();
      const first = await start(owner.pid);
      const pid = await serverPid(first.url);
      await kill(owner);

      const second = await start();

      expect(await serverPid(second.url)).toBe(pid);
      await second.stop();
      await expect(query(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    });
  });

  describe('while its owner runs', () => {
    it('joins as a guest, who stops nothing', async () => {
      const owner = await ownerProcess();
      const first = await start(owner.pid);
      const guest = await start();

      await guest.stop();

      expect(guest.url).toBe(first.url);
      expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });

  describe('when four callers start it at once', () => {
    it('starts one server for all', async () => {
      const urls = (await Promise.all([start(), start(), start(), start()])).map(({ url }) => url);

      expect(new Set(urls).size).toBe(1);
      expect(await query(urls[0]!, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });
});
