import { sql } from "../sql/sql.js";
import type { UnreadObject } from "./facts.js";
import { family } from "./family.js";
import { identityOf } from "./identity.js";

const objectIdentity = identityOf("class, oid, 0");
const tableIdentity = identityOf("'pg_class'::regclass, c.oid, 0");

/**
 * Objects of the schemas that no family reads, so that the catalog does not look complete when it is not. Everything that
 * depends on a schema is here, so object types that a later major version adds are named too. What belongs to an extension, or
 * comes with a type by itself, is left out.
 */
export const unread = family<UnreadObject>(
  (schemas) => sql`
  with schema as (
    select oid, nspname from pg_namespace where nspname = any (${schemas})
  ), class as (
    select c.*, json_build_object('schema', n.nspname, 'name', c.relname) as relation
    from pg_class c join schema n on n.oid = c.relnamespace
  ), type as (
    select t.* from pg_type t join schema n on n.oid = t.typnamespace
  ), object (class, oid, relation) as (
    select d.classid, d.objid, null::jsonb from pg_depend d join schema n on n.oid = d.refobjid
      where d.refclassid = 'pg_namespace'::regclass
        and d.classid not in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_extension'::regclass,
          'pg_default_acl'::regclass)
    union select 'pg_class'::regclass, oid, null from class where relkind not in ('r', 'p', 'v', 'm', 'f', 'S', 'c', 'i', 'I', 't')
    union select 'pg_type'::regclass, t.oid, null from type t
      where (t.typtype not in ('e', 'd', 'c', 'r', 'm') and not exists (select from pg_type e where e.typarray = t.oid))
        or exists (select from pg_range r where r.rngtypid = t.oid and r.rngcanonical <> 0)
    union select 'pg_rewrite'::regclass, r.oid, c.relation::jsonb from pg_rewrite r join class c on c.oid = r.ev_class
      where r.rulename <> '_RETURN'
    union select 'pg_publication_rel'::regclass, p.oid, c.relation::jsonb
      from pg_publication_rel p join class c on c.oid = p.prrelid
    union select 'pg_event_trigger'::regclass, t.oid, null from pg_event_trigger t
      join pg_proc f on f.oid = t.evtfoid join schema n on n.oid = f.pronamespace
    union select 'pg_cast'::regclass, k.oid, null from pg_cast k join type t on t.oid in (k.castsource, k.casttarget)
    union select 'pg_transform'::regclass, f.oid, null from pg_transform f join type t on t.oid = f.trftype
  ), described (kind, description, relation) as (
    select (pg_identify_object(class, oid, 0)).type, ${objectIdentity}, relation from object
      where not exists (
        select from pg_depend e where e.classid = class and e.objid = object.oid and e.deptype in ('e', 'i'))
    union all select a.kind, a.kind || ' of ' || ${tableIdentity}, c.relation::jsonb
      from class c cross join lateral (values
        ('tablespace', c.reltablespace <> 0),
        ('row type', c.reloftype <> 0),
        ('access method', c.relkind in ('r', 'p', 'm') and c.relam <> 0
          and c.relam <> (select oid from pg_am where amname = 'heap' and amtype = 't')),
        ('disabled foreign keys', exists (
          select from pg_trigger t where t.tgrelid = c.oid and t.tgconstrrelid <> 0 and t.tgisinternal and t.tgenabled <> 'O'))
      ) as a (kind, there)
      where a.there
    union all select 'comment', 'comment on ' || ${identityOf("d.classoid, d.objoid, d.objsubid")}, null
      from class c join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid > 0
      where c.relkind = 'c'
    union all select 'domain constraint', ${identityOf("'pg_constraint'::regclass, k.oid, 0")}
        || case when k.convalidated then ', with a comment' else ', not valid' end, null
      from pg_constraint k join type t on t.oid = k.contypid
      where not k.convalidated or obj_description(k.oid, 'pg_constraint') is not null
    union all select 'security label', 'security label on ' || ${identityOf("l.classoid, l.objoid, l.objsubid")}, c.relation::jsonb
      from pg_seclabel l join class c on l.classoid = 'pg_class'::regclass and l.objoid = c.oid
  )
  select '' as of, json_build_object('kind', kind, 'description', description, 'relation', relation) as fact
  from described order by description collate "C"`,
);
