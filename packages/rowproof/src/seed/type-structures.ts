import type pg from "pg";
import { readInSnapshot } from "../catalog/snapshot.js";
import { sql } from "../sql/sql.js";

/** How values of a type are built, for types that are defined by other types or by labels. */
export interface TypeStructure {
  /** As the catalog prints it in a column's type, without a modifier. */
  readonly name: string;
  readonly kind: "enum" | "domain" | "composite" | "range" | "multirange";
  readonly labels: readonly string[];
  /** A domain's type, with its modifier; a range's or multirange's element. */
  readonly base: string | null;
  /** A domain's checks (`pg_get_constraintdef`), over `VALUE`. */
  readonly checks: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}

/** By name, all such types of the database. */
export type TypeStructures = ReadonlyMap<string, TypeStructure>;

const statement = sql`
  select json_build_object(
    'name', format_type(t.oid, null),
    'kind', case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' when 'r' then 'range'
      else 'multirange' end,
    'labels', (select coalesce(json_agg(e.enumlabel order by e.enumsortorder), '[]') from pg_enum e where e.enumtypid = t.oid),
    'base', case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod)
      else (select format_type(r.rngsubtype, null) from pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)) end,
    'checks', (select coalesce(json_agg(pg_get_constraintdef(k.oid) order by k.conname), '[]')
      from pg_constraint k where k.contypid = t.oid and k.contype = 'c'),
    'attributes', (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
      order by a.attnum), '[]') from pg_attribute a
      where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
  ) as fact
  from pg_type t left join pg_class c on c.oid = t.typrelid
  where t.typtype in ('e', 'd', 'r', 'm') or t.typtype = 'c' and c.relkind = 'c'`;

/** Reads them. Names are as the catalog prints them, whatever the session's settings are. */
export async function readTypeStructures(client: pg.ClientBase): Promise<TypeStructures> {
  const [rows = []] = await readInSnapshot(client, [statement]);
  const structures = (rows as readonly { readonly fact: TypeStructure }[]).map(({ fact }) => fact);
  return new Map(structures.map((fact) => [fact.name, fact]));
}
