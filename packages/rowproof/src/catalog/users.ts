import type pg from "pg";
import { literal, sql } from "../sql/sql.js";
import type { RelationName } from "./facts.js";
import { identityOf } from "./identity.js";
import { readInSnapshot } from "./snapshot.js";

/**
 * What depends on a relation, in every schema, each with its type and its schema: views and materialized
 * views that read it, rules, policies, triggers on it, routines whose body is bound, columns and routines of its row type
 * (PostgreSQL documentation, "pg_depend"). Its own parts are left out.
 */
export async function readUsers(
  client: pg.ClientBase,
  { schema, name }: RelationName,
): Promise<readonly string[]> {
  const statement = sql`
    with relation as (
      select c.oid, t.oid as type, t.typarray as list
      from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_type t on t.typrelid = c.oid
      where n.nspname = ${literal(schema)} and c.relname = ${literal(name)}
    ), user_of as (
      select d.classid, d.objid, d.objsubid, r.oid as relation from pg_depend d, relation r
      where d.deptype in ('n', 'a') and (
        d.refclassid = 'pg_class'::regclass and d.refobjid = r.oid
        or d.refclassid = 'pg_type'::regclass and d.refobjid in (r.type, r.list))
    )
    select distinct case when w.rulename = '_RETURN' then ${identityOf("'pg_class'::regclass, w.ev_class, 0")}
      else ${identityOf("u.classid, u.objid, u.objsubid")} end collate "C" as described
    from user_of u
    left join pg_rewrite w on u.classid = 'pg_rewrite'::regclass and w.oid = u.objid
    left join pg_attrdef a on u.classid = 'pg_attrdef'::regclass and a.oid = u.objid
    where (w.rulename is distinct from '_RETURN' or w.ev_class <> u.relation) and a.adrelid is distinct from u.relation
    order by 1`;
  const [rows = []] = await readInSnapshot(client, [statement]);
  return (rows as readonly { described: string }[]).map(({ described }) => described);
}
