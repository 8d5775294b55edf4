import { sql } from "../sql/sql.js";
import type { Extension, Schema } from "./facts.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

/** The schemas that are read; one that does not exist is simply not there. */
export const schemaFacts = family<Schema>(
  (schemas) => sql`
  select n.oid::text as of, json_build_object(
    'name', n.nspname,
    'owner', pg_get_userbyid(n.nspowner),
    'comment', obj_description(n.oid, 'pg_namespace'),
    'privileges', ${privilegesOf("n.nspacl", "acldefault('n', n.nspowner)")}
  ) as fact
  from pg_namespace n
  where n.nspname = any (${schemas})`,
);

/** The extensions of the whole database, whichever schema they live in. */
export const extensions = family<Extension>(
  () => sql`
  select x.oid::text as of, json_build_object('name', x.extname, 'schema', n.nspname, 'version', x.extversion) as fact
  from pg_extension x
  join pg_namespace n on n.oid = x.extnamespace`,
);
