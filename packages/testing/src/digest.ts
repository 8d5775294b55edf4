import pg from "pg";

/** The columns of every table, by table, at one moment. */
export type TableColumns = ReadonlyMap<string, readonly string[]>;

/** The columns that the tables of `public` and `auth.users` have now. */
export async function originalColumns(client: pg.ClientBase): Promise<TableColumns> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select attrelid::regclass::text as name, json_agg(attname order by attnum) as columns
    from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
    where attnum > 0 and not attisdropped and relkind = 'r'
      and (relnamespace = 'public'::regnamespace or attrelid = 'auth.users'::regclass)
    group by attrelid order by 1`);
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

/** For each of these tables, the number of rows and a digest of the values in these columns, in any order of rows. */
export async function digestRows(
  client: pg.ClientBase,
  columns: TableColumns,
): Promise<Record<string, unknown>> {
  const digests: Record<string, unknown> = {};
  for (const [name, names] of columns) {
    const list = names.map((column) => pg.escapeIdentifier(column)).join(", ");
    const { rows } = await client.query(
      `select count(*)::int as rows, md5(string_agg(line, e'\\n' order by line)) as digest
       from (select row(${list})::text as line from ${name}) as lines`,
    );
    digests[name] = rows[0];
  }
  return digests;
}
