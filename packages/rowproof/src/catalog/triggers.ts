import type { QualifiedName } from "../sql/relation-key.js";
import { raw, sql } from "../sql/sql.js";
import { family } from "./family.js";

export interface Trigger {
  readonly name: string;
  /** `pg_get_triggerdef`. */
  readonly definition: string;
  readonly routine: QualifiedName;
  readonly enabled: "origin" | "always" | "replica" | "disabled";
  readonly events: readonly ("insert" | "update" | "delete" | "truncate")[];
  readonly timing: "before" | "after" | "instead of";
  readonly forEach: "row" | "statement";
  /** Cloned from the partitioned table's, so not written by itself. */
  readonly inherited: boolean;
  readonly comment: string | null;
}

export interface OutsideTrigger extends Trigger {
  readonly on: QualifiedName;
}

/** The bits of `tgtype`: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead of. */
const parts = raw(`
    'name', t.tgname,
    'definition', pg_get_triggerdef(t.oid),
    'routine', json_build_object('schema', fn.nspname, 'name', f.proname),
    'enabled', case t.tgenabled when 'O' then 'origin' when 'A' then 'always' when 'R' then 'replica'
      else 'disabled' end,
    'events', (
      select json_agg(e.name order by e.position)
      from (values (1, 4, 'insert'), (2, 16, 'update'), (3, 8, 'delete'), (4, 32, 'truncate')) as e (position, bit, name)
      where t.tgtype & e.bit <> 0),
    'timing', case when t.tgtype & 64 <> 0 then 'instead of' when t.tgtype & 2 <> 0 then 'before' else 'after' end,
    'forEach', case when t.tgtype & 1 <> 0 then 'row' else 'statement' end,
    'inherited', t.tgparentid <> 0,
    'comment', obj_description(t.oid, 'pg_trigger')`);

const source = raw(`
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_proc f on f.oid = t.tgfoid
  join pg_namespace fn on fn.oid = f.pronamespace`);

/** The triggers that users created; those of foreign keys are internal. */
export const triggers = family<Trigger>(
  (schemas) => sql`
  select t.tgrelid::text as of, json_build_object(${parts}) as fact
  ${source}
  where n.nspname = any (${schemas}) and not t.tgisinternal
  order by t.tgrelid, t.tgname collate "C"`,
);

/** Triggers on relations outside the schemas whose routine is inside them. */
export const outsideTriggers = family<OutsideTrigger>(
  (schemas) => sql`
  select t.oid::text as of,
    json_build_object('on', json_build_object('schema', n.nspname, 'name', c.relname), ${parts}) as fact
  ${source}
  where n.nspname <> all (${schemas}) and fn.nspname = any (${schemas}) and not t.tgisinternal
  order by n.nspname collate "C", c.relname collate "C", t.tgname collate "C"`,
);

/** Every trigger on `auth.users`: what runs when an account is created or deleted. */
export const userTriggers = family<OutsideTrigger>(
  () => sql`
  select t.oid::text as of,
    json_build_object('on', json_build_object('schema', n.nspname, 'name', c.relname), ${parts}) as fact
  ${source}
  where n.nspname = 'auth' and c.relname = 'users' and not t.tgisinternal
  order by t.tgname collate "C"`,
);

/** A foreign key's actions are triggers of Postgres's own on the table that it refers to. */
export const userKeysDisabled = family<boolean>(
  () => sql`
  select '' as of, to_json(exists (
    select from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'auth' and c.relname = 'users' and t.tgisinternal and t.tgenabled not in ('O', 'A'))) as fact`,
);
