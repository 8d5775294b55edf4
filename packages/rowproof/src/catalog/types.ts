import { raw, sql } from "../sql/sql.js";
import type { NamedType } from "./facts.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

const collate = (collation: string, ownCollation: string) => `coalesce((
      select format(' collate %I.%I', cn.nspname, co.collname) from pg_collation co
      join pg_namespace cn on cn.oid = co.collnamespace
      where co.oid = ${collation} and ${collation} <> ${ownCollation}), '')`;

const enumDefinition = raw(`format('create type %I.%I as enum (%s)', n.nspname, t.typname, (
      select coalesce(E'\\n  ' || string_agg(quote_literal(l.enumlabel), E',\\n  ' order by l.enumsortorder) || E'\\n', '')
      from pg_enum l where l.enumtypid = t.oid))`);

const compositeDefinition = raw(`format('create type %I.%I as (%s)', n.nspname, t.typname, (
      select coalesce(E'\\n  ' || string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || ${collate("a.attcollation", "at.typcollation")}, E',\\n  ' order by a.attnum) || E'\\n', '')
      from pg_attribute a join pg_type at on at.oid = a.atttypid
      where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))`);

/** From 17 on the not-null constraint of a domain has a name; one that Postgres gave it itself is not written. */
const domainDefinition = raw(`format('create domain %I.%I as %s', n.nspname, t.typname,
      format_type(t.typbasetype, t.typtypmod))
      || ${collate("t.typcollation", "(select bt.typcollation from pg_type bt where bt.oid = t.typbasetype)")}
      || coalesce(E'\\n  default ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)), '')
      || case when t.typnotnull then E'\\n  ' || coalesce((
        select format('constraint %I ', k.conname) from pg_constraint k
        where k.contypid = t.oid and k.contype = 'n' and k.conname <> t.typname || '_not_null'), '') || 'not null'
        else '' end
      || coalesce((
        select string_agg(E'\\n  ' || format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
          order by k.conname collate "C")
        from pg_constraint k where k.contypid = t.oid and k.contype = 'c'), '')`);

const rangeDefinition = raw(`(
      select format(E'create type %I.%I as range (\\n  subtype = %s', n.nspname, t.typname,
          format_type(r.rngsubtype, null))
        || coalesce((select format(E',\\n  subtype_opclass = %I.%I', opn.nspname, op.opcname)
          from pg_opclass op join pg_namespace opn on opn.oid = op.opcnamespace
          where op.oid = r.rngsubopc and not op.opcdefault), '')
        || coalesce((select format(E',\\n  collation = %I.%I', cn.nspname, co.collname)
          from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
          where co.oid = r.rngcollation and co.oid <> s.typcollation), '')
        || coalesce((select format(E',\\n  subtype_diff = %I.%I', fn.nspname, f.proname)
          from pg_proc f join pg_namespace fn on fn.oid = f.pronamespace where f.oid = r.rngsubdiff), '')
        || format(E',\\n  multirange_type_name = %I.%I\\n)', mn.nspname, m.typname)
      from pg_range r
      join pg_type s on s.oid = r.rngsubtype
      join pg_type m on m.oid = r.rngmultitypid
      join pg_namespace mn on mn.oid = m.typnamespace
      where r.rngtypid = t.oid)`);

/** Enums, domains, composite types and ranges; the types that tables, arrays and multiranges have are theirs. */
export const types = family<NamedType>(
  (schemas) => sql`
  select t.oid::text as of, json_build_object(
    'schema', n.nspname,
    'name', t.typname,
    'kind', case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end,
    'owner', pg_get_userbyid(t.typowner),
    'extension', x.extname,
    'definition', case t.typtype when 'e' then ${enumDefinition} when 'd' then ${domainDefinition}
      when 'c' then ${compositeDefinition} else ${rangeDefinition} end,
    'comment', obj_description(t.oid, 'pg_type'),
    'privileges', ${privilegesOf("t.typacl", "acldefault('T', t.typowner)")}
  ) as fact
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  left join pg_class c on c.oid = t.typrelid
  left join pg_depend e on e.classid = 'pg_type'::regclass and e.objid = t.oid and e.deptype = 'e'
  left join pg_extension x on x.oid = e.refobjid
  where n.nspname = any (${schemas}) and (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c')`,
);
