import { sql } from "../sql/sql.js";
import { family } from "./family.js";

/**
 * What the schemas hold that no family reads, as `pg_describe_object` describes it, so that nobody takes the catalog for
 * the whole. Whatever depends on a schema is in it: so kinds of objects that a later major brings are named too. What
 * belongs to an extension, or comes with a type by itself, is theirs.
 */
export const unread = family<string>(
  (schemas) => sql`
  with schema as (
    select oid from pg_namespace where nspname = any (${schemas})
  ), class as (
    select c.* from pg_class c join schema n on n.oid = c.relnamespace
  ), type as (
    select t.* from pg_type t join schema n on n.oid = t.typnamespace
  ), object (class, oid) as (
    select d.classid, d.objid from pg_depend d join schema n on n.oid = d.refobjid
      where d.refclassid = 'pg_namespace'::regclass
        and d.classid not in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_extension'::regclass,
          'pg_default_acl'::regclass)
    union select 'pg_class'::regclass, oid from class where relkind not in ('r', 'p', 'v', 'm', 'f', 'S', 'c', 'i', 'I', 't')
    union select 'pg_type'::regclass, t.oid from type t
      where (t.typtype not in ('e', 'd', 'c', 'r', 'm') and not exists (select from pg_type e where e.typarray = t.oid))
        or exists (select from pg_range r where r.rngtypid = t.oid and r.rngcanonical <> 0)
    union select 'pg_rewrite'::regclass, r.oid from pg_rewrite r join class c on c.oid = r.ev_class
      where r.rulename <> '_RETURN'
    union select 'pg_publication_rel'::regclass, p.oid from pg_publication_rel p join class c on c.oid = p.prrelid
    union select 'pg_event_trigger'::regclass, t.oid from pg_event_trigger t
      join pg_proc f on f.oid = t.evtfoid join schema n on n.oid = f.pronamespace
    union select 'pg_cast'::regclass, k.oid from pg_cast k join type t on t.oid in (k.castsource, k.casttarget)
    union select 'pg_transform'::regclass, f.oid from pg_transform f join type t on t.oid = f.trftype
  ), described (text) as (
    select pg_describe_object(class, oid, 0) from object
      where not exists (
        select from pg_depend e where e.classid = class and e.objid = object.oid and e.deptype in ('e', 'i'))
    union all select format('%s of %s', a.what, pg_describe_object('pg_class'::regclass, c.oid, 0))
      from class c cross join lateral (values
        ('tablespace', c.reltablespace <> 0),
        ('row type', c.reloftype <> 0),
        ('access method', c.relkind in ('r', 'p', 'm') and c.relam <> 0
          and c.relam <> (select oid from pg_am where amname = 'heap' and amtype = 't')),
        ('disabled foreign keys', exists (
          select from pg_trigger t where t.tgrelid = c.oid and t.tgconstrrelid <> 0 and t.tgisinternal and t.tgenabled <> 'O'))
      ) as a (what, there)
      where a.there
    union all select format('comment on %s', pg_describe_object(d.classoid, d.objoid, d.objsubid))
      from class c join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid > 0
      where c.relkind = 'c'
    union all select format('%s of %s, %s', pg_describe_object('pg_constraint'::regclass, k.oid, 0),
        pg_describe_object('pg_type'::regclass, t.oid, 0), case when k.convalidated then 'with a comment' else 'not valid' end)
      from pg_constraint k join type t on t.oid = k.contypid
      where not k.convalidated or obj_description(k.oid, 'pg_constraint') is not null
    union all select format('security label on %s', pg_describe_object(l.classoid, l.objoid, l.objsubid))
      from pg_seclabel l join class c on l.classoid = 'pg_class'::regclass and l.objoid = c.oid
  )
  select '' as of, to_json(text) as fact from described order by text collate "C"`,
);
