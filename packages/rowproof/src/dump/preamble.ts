import type { Catalog } from "../catalog/facts.js";
import { identifier, literal, raw } from "../sql/sql.js";
import { block, statement } from "./statement.js";

/** Settings for the one transaction that the dump is. Bodies are not checked, since they may name what comes later. */
export const settings: readonly string[] = [
  "set local client_encoding = 'UTF8'",
  "set local standard_conforming_strings = on",
  "set local search_path = ''",
  "set local check_function_bodies = off",
  "set local client_min_messages = warning",
  "set local default_tablespace = ''",
  "set local default_table_access_method = heap",
];

/** Every database begins with `public`. */
export function writeSchemas(catalog: Catalog): readonly string[] {
  return catalog.schemas
    .filter(({ name }) => name !== "public")
    .map(({ name }) => statement`create schema if not exists ${identifier(name)}`);
}

/**
 * Takes back what the database that is loaded into would give to new objects, and what it gives on the schemas, so that
 * what follows starts from Postgres's own privileges whatever was in force. Default privileges of roles that the loader
 * is no member of do not concern what it makes.
 */
export function writeReset(catalog: Catalog): string {
  const schemas = raw(`array[${catalog.schemas.map(({ name }) => literal(name).text).join(", ")}]::text[]`);
  return block(statement`declare
  entry record;
  grantee text;
begin
  for entry in
    select pg_catalog.format('alter default privileges for role %I', pg_catalog.pg_get_userbyid(d.defaclrole))
        || coalesce(' in schema ' || pg_catalog.quote_ident(n.nspname), '') as alter,
      case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
        when 'T' then 'types' else 'schemas' end as objects,
      n.nspname is null as everywhere, pg_catalog.pg_get_userbyid(d.defaclrole) as creator, d.defaclacl as acl
    from pg_catalog.pg_default_acl d
    left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
    where (d.defaclnamespace = 0 or n.nspname = any (${schemas})) and d.defaclobjtype in ('r', 'S', 'f', 'T', 'n')
      and pg_catalog.pg_has_role(d.defaclrole, 'USAGE')
  loop
    for grantee in
      select distinct case a.grantee when 0 then 'public'
        else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end
      from pg_catalog.aclexplode(entry.acl) a
    loop
      execute pg_catalog.format('%s revoke all on %s from %s', entry.alter, entry.objects, grantee);
    end loop;
    if entry.everywhere then
      execute pg_catalog.format('%s grant all on %s to %I', entry.alter, entry.objects, entry.creator);
      if entry.objects in ('functions', 'types') then
        execute pg_catalog.format('%s grant all on %s to public', entry.alter, entry.objects);
      end if;
    end if;
  end loop;
  for entry in
    select distinct n.nspname as place, case a.grantee when 0 then 'public'
      else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end as grantee
    from pg_catalog.pg_namespace n cross join lateral pg_catalog.aclexplode(n.nspacl) a
    where n.nspname = any (${schemas}) and a.grantee <> n.nspowner
  loop
    execute pg_catalog.format('revoke all on schema %I from %s', entry.place, entry.grantee);
  end loop;
end`);
}
