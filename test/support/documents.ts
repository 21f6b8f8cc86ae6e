import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../..');

/** A piece of a Markdown file that a reader can paste into a shell. */
export interface ShellBlock {
  /** Line on which it begins. */
  readonly line: number;
  readonly text: string;
}

/** A file of the project, by its path in it. */
export function readDocument(file: string): string {
  return readFileSync(resolve(project, file), 'utf8');
}

/** The blocks marked `sh` in a Markdown file of the project, in order. */
export function shellBlocks(file: string): ShellBlock[] {
  const text = readDocument(file);
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[1] ?? '',
  }));
}

/** Where the relative links of a Markdown file lead: a file, and a heading or anchor in it. */
export function linksOf(file: string): { readonly path: string; readonly anchor: string | null }[] {
  const prose = readDocument(file).replace(/^```[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path: path === '' ? resolve(project, file) : resolve(project, file, '..', path), anchor: anchor ?? null };
    });
}

/** The anchors that a Markdown file offers: its headings as GitHub names them, and its own `id`s. */
export function anchorsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );
  return [...headings, ...[...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '')];
}
