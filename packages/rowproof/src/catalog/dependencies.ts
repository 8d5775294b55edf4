import { objectName } from "../sql/object-name.js";
import { raw, sql } from "../sql/sql.js";
import type { Dependency } from "./facts.js";
import { family } from "./family.js";

/** A dependency as the server reports it: both ends in parts. */
interface DependencyEdge {
  readonly object: DependencyEnd;
  readonly on: DependencyEnd;
}

interface DependencyEnd {
  readonly kind: string;
  readonly names: readonly string[];
  readonly arguments: string | null;
}

/** Both ends written as `Catalog.dependencies` has them. */
export function dependencyOf({ object, on }: DependencyEdge): Dependency {
  return {
    object: objectName(object.kind, object.names, object.arguments),
    on: objectName(on.kind, on.names, on.arguments),
  };
}

const relationKind =
  raw(`case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
      when 'm' then 'materialized view' when 'f' then 'foreign table' else 'sequence' end`);

/**
 * Everything that can stand at an end of an edge, by class and object id. What is written together with an object carries
 * that object's name: a row type its table's, a view's rule the view's, a key its table's. `late` marks what is written
 * when all objects exist (indexes, policies, triggers, foreign keys): of these only the need for an extension counts.
 */
const nodes = raw(`
    select 'pg_class'::regclass as class, oid, kind, names, null::text as arguments, false as late from relation
    union all select 'pg_rewrite'::regclass, w.oid, kind, names, null, false
      from pg_rewrite w join relation r on r.oid = w.ev_class where w.rulename = '_RETURN'
    union all select 'pg_type'::regclass, unnest(array[t.oid, t.typarray]), kind, names, null, false
      from relation r join pg_type t on t.typrelid = r.oid
    union all select 'pg_attrdef'::regclass, d.oid, case a.attgenerated when '' then 'default' else kind end,
        case a.attgenerated when '' then names || a.attname::text else names end, null, false
      from pg_attrdef d join relation r on r.oid = d.adrelid
      join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    union all select 'pg_constraint'::regclass, k.oid, case k.contype when 'c' then 'constraint' else kind end,
        case k.contype when 'c' then names || k.conname::text else names end, null, k.contype = 'f'
      from pg_constraint k join relation r on r.oid = k.conrelid
    union all select 'pg_class'::regclass, x.indexrelid, kind, names, null, true
      from pg_index x join relation r on r.oid = x.indrelid
    union all select 'pg_policy'::regclass, p.oid, kind, names, null, true
      from pg_policy p join relation r on r.oid = p.polrelid
    union all select 'pg_trigger'::regclass, g.oid, kind, names, null, true
      from pg_trigger g join relation r on r.oid = g.tgrelid
    union all select 'pg_type'::regclass, unnest(array[oid, typarray]), 'type', names, null, false from named_type
    union all select 'pg_class'::regclass, typrelid, 'type', names, null, false from named_type where typrelid <> 0
    union all select 'pg_type'::regclass, unnest(array[m.oid, m.typarray]), 'type', names, null, false
      from named_type t join pg_range g on g.rngtypid = t.oid join pg_type m on m.oid = g.rngmultitypid
    union all select 'pg_constraint'::regclass, k.oid, 'type', names, null, false
      from pg_constraint k join named_type t on t.oid = k.contypid
    union all select 'pg_proc'::regclass, p.oid,
        case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' when 'w' then 'window' else 'function' end,
        array[n.nspname::text, p.proname], pg_get_function_identity_arguments(p.oid), false
      from pg_proc p join schema n on n.oid = p.pronamespace
    union all select d.classid, d.objid, 'extension', array[x.extname::text], null, false
      from pg_depend d join pg_extension x on x.oid = d.refobjid
      where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
    union all select 'pg_type'::regclass, t.typarray, 'extension', array[x.extname::text], null, false
      from pg_depend d join pg_extension x on x.oid = d.refobjid join pg_type t on t.oid = d.objid
      where d.refclassid = 'pg_extension'::regclass and d.classid = 'pg_type'::regclass and d.deptype = 'e'
        and t.typarray <> 0`);

/**
 * Which object needs which, from `pg_depend`. What an `owned by` sequence or an identity's sequence needs is its column, which for
 * writing is the other way round: that edge is left out.
 */
export const dependencies = family<DependencyEdge>(
  (schemas) => sql`
  with schema as (
    select oid, nspname from pg_namespace where nspname = any (${schemas})
  ), relation as (
    select c.oid, c.relkind, ${relationKind} as kind, array[n.nspname::text, c.relname] as names
    from pg_class c join schema n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  ), named_type as (
    select t.oid, t.typarray, t.typrelid, array[n.nspname::text, t.typname] as names
    from pg_type t join schema n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
    where t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c'
  ), node as materialized (
    select class::oid, oid, kind, names, arguments, late from (${nodes}) all_nodes
  )
  select '' as of, json_build_object(
    'object', json_build_object('kind', o.kind, 'names', o.names, 'arguments', o.arguments),
    'on', json_build_object('kind', r.kind, 'names', r.names, 'arguments', r.arguments)) as fact
  from (
    select distinct o.kind, o.names, o.arguments, r.kind as rkind, r.names as rnames, r.arguments as rarguments
    from pg_depend d
    join node o on o.class = d.classid and o.oid = d.objid
    join node r on r.class = d.refclassid and r.oid = d.refobjid
    where d.deptype <> 'e' and o.kind <> 'extension' and not r.late and (r.kind = 'extension' or not o.late)
      and (o.kind <> 'sequence' or d.deptype not in ('a', 'i'))
      and (o.kind, o.names, o.arguments) is distinct from (r.kind, r.names, r.arguments)
  ) as edge (kind, names, arguments, rkind, rnames, rarguments)
  cross join lateral (select edge.kind, edge.names, edge.arguments) o
  cross join lateral (select edge.rkind as kind, edge.rnames as names, edge.rarguments as arguments) r`,
);
