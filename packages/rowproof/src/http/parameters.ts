import type pg from "pg";
import { keyOf } from "../sql/relation-key.js";

/**
 * The parameter names of each function, by `keyOf`: the API finds a function by them. Overloaded functions and functions with
 * an unnamed parameter are left out.
 */
export async function readParameters(
  client: pg.ClientBase,
  schemas: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ schema: string; name: string; parameters: readonly string[] }>(
    `select n.nspname as schema, p.proname as name, array(
       select coalesce(p.proargnames[a.position], '')
       from pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as a (type, position)
       where coalesce(p.proargmodes[a.position], 'i') in ('i', 'b') order by a.position) as parameters
     from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where n.nspname = any ($1) and p.prokind = 'f' and p.provariadic = 0
       and not exists (select from pg_catalog.pg_proc other
                       where other.pronamespace = p.pronamespace and other.proname = p.proname and other.oid <> p.oid)`,
    [schemas],
  );
  return new Map(
    rows
      .filter(({ parameters }) => !parameters.includes(""))
      .map(({ schema, name, parameters }) => [keyOf({ schema, name }), parameters]),
  );
}
