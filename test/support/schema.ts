import type { DataSource } from 'typeorm';

const columns = `
  SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    || coalesce(' collate ' || l.collname, '') AS line
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm')
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default'
  WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped`;

const relations = `
  SELECT 'relation ' || relkind::text || ' ' || relpersistence::text || ' ' || relname || coalesce(' ' || array_to_string(reloptions, ','), '') AS line
  FROM pg_class WHERE relnamespace = 'public'::regnamespace`;

const indexes = `SELECT 'index ' || indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`;

const constraints = `
  SELECT 'constraint ' || coalesce(conrelid::regclass::text, '-') || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace`;

const routines = `
  SELECT 'routine ' || proname || ' ' || prosrc AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace`;

const triggers = `SELECT 'trigger ' || pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal`;

const types = `
  SELECT 'type ' || typtype::text || ' ' || typname AS line FROM pg_type
  WHERE typnamespace = 'public'::regnamespace AND typrelid = 0 AND typelem = 0`;

/** Everything of the public schema, a line each, sorted; without what TypeORM keeps for itself. */
export async function describeSchema(source: DataSource): Promise<string[]> {
  const sql = [columns, relations, indexes, constraints, routines, triggers, types].join('\nUNION ALL\n');
  const rows = await source.query<{ line: string }[]>(sql);
  return rows
    .map(({ line }) => line)
    .filter((line) => !/\b(migrations|migrations_id_seq|PK_[0-9a-f]+)\b/.test(line))
    .sort();
}
