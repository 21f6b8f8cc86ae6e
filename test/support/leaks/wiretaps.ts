import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import pg from 'pg';
import type { LeakWatch } from './leak-watch.js';

/** Every answer of a server, as it goes over the wire, whoever asked. */
export function hearAnswers(server: Server, watch: LeakWatch): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    const { write, end } = response;
    const tapped =
      (send: typeof write | typeof end) =>
      (...given: unknown[]): unknown => {
        const [chunk] = given;
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
        return Reflect.apply(send, response, given) as unknown;
      };
    Object.assign(response, { write: tapped(write), end: tapped(end) });
    response.once('close', () => {
      const { method = '', url = '' } = request;
      watch.answered({ method, url, status: response.statusCode, head: headOf(response), body: Buffer.concat(chunks).toString() });
    });
  });
}

/** What was written, which is more than `getHeaders` knows: headers given to `writeHead` are not kept there. */
function headOf(response: ServerResponse): string {
  return (response as unknown as { readonly _header: string | null })._header ?? '';
}

/** Every value that a statement carries to PostgreSQL, also into rows that are gone by the end. */
export function hearStatements(watch: LeakWatch): void {
  const { query } = pg.Client.prototype;
  const tapped = function (this: pg.Client, ...given: unknown[]): unknown {
    const [statement, values] = given as [string | { text?: string; values?: unknown }, unknown];
    const text = typeof statement === 'string' ? statement : (statement.text ?? '');
    const parameters = typeof statement === 'string' ? values : (statement.values ?? values);
    if (Array.isArray(parameters) && parameters.length > 0) watch.saw(`a value of the statement ${summary(text)}`, JSON.stringify(parameters, bytesAsHex));
    return Reflect.apply(query, this, given) as unknown;
  };
  Object.assign(pg.Client.prototype, { query: tapped });
}

function summary(statement: string): string {
  return statement.trim().replace(/\s+/g, ' ').slice(0, 80);
}

/** `Buffer.toJSON` comes first and lists its bytes as numbers. */
function bytesAsHex(_name: string, value: unknown): unknown {
  const bytes = (value as { type?: unknown; data?: unknown } | null)?.data;
  return Array.isArray(bytes) ? Buffer.from(bytes as number[]).toString('hex') : value;
}

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
}

const everyColumn = `
  SELECT c.table_schema AS schema, c.table_name AS table, c.column_name AS name
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
  ORDER BY 1, 2, c.ordinal_position`;

/** Every column of every table, as text; bytes as hex. A database that is gone holds nothing. */
export async function readDatabase(url: string, watch: LeakWatch): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: unknown }).code === '3D000') return;
    throw error;
  }
  try {
    const { rows } = await client.query<Column>(everyColumn);
    for (const [table, columns] of byTable(rows)) {
      const texts = columns.map(({ name }, at) => `string_agg(${quoted(name)}::text, E'\\n') AS c${String(at)}`);
      const found = await client.query<Record<string, string | null>>(`SELECT ${texts.join(', ')} FROM ${table}`);
      columns.forEach(({ table: short, name }, at) => watch.saw(`the column ${short}.${name}`, found.rows[0]?.[`c${String(at)}`] ?? ''));
    }
  } finally {
    await client.end();
  }
}

function byTable(columns: readonly Column[]): ReadonlyMap<string, Column[]> {
  const tables = new Map<string, Column[]>();
  for (const column of columns) {
    const table = `${quoted(column.schema)}.${quoted(column.table)}`;
    tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return tables;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
