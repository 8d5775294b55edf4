import type { ClientBase } from "pg";
import { type Diagnostic, RowproofError } from "../diagnostic.js";
import { quoteName, quoteRelation } from "../sql/quote.js";
import { displayName } from "../sql/sql.js";
import { historyTable } from "./history.js";

const oldestMajor = 15;

export interface ServerFacts {
  readonly major: number;
  /** `17.10`. */
  readonly version: string;
  readonly role: string;
  readonly database: string;
}

/**
 * Reads which server it is.
 * @throws {RowproofError} exit code 3 where it is older than 15, the first with `security_invoker` views
 */
export async function readServer(client: ClientBase): Promise<ServerFacts> {
  const { rows } = await client.query<{ number: number; role: string; database: string }>(
    `select current_setting('server_version_num')::int as number, current_user as role, current_database() as database`,
  );
  const { number = 0, role = "", database = "" } = rows[0] ?? {};
  return { ...supportedVersion(number), role, database };
}

/** `170010` → major 17, version 17.10; throws as `readServer` does. */
export function supportedVersion(versionNumber: number): Pick<ServerFacts, "major" | "version"> {
  const major = Math.floor(versionNumber / 10_000);
  const version = `${major}.${versionNumber % 10_000}`;
  if (major < oldestMajor) throw tooOld(version);
  return { major, version };
}

function tooOld(version: string): RowproofError {
  return new RowproofError(
    {
      id: "preflight/server-too-old",
      message: `the server is Postgres ${version}; Rowproof needs ${oldestMajor} or newer`,
      why: "views that run with their caller's rights (security_invoker) came with 15; without them a compat view opens its table",
      fix: "upgrade the server, then run again",
    },
    3,
  );
}

/** What the migrations work on. */
export interface MigrationScope {
  readonly schemas: readonly string[];
  /** The tables of the contract, `schema` and `name`. */
  readonly tables: readonly { readonly schema: string; readonly name: string }[];
}

/**
 * What the current role lacks to migrate: the history must be writable, the schemas open for new objects, and the
 * tables of the contract that are there its own, because only an owner may alter them (documentation, "ALTER TABLE").
 * @throws {RowproofError} exit code 3, with all that is missing
 */
export async function checkRights(client: ClientBase, scope: MigrationScope): Promise<void> {
  const missing = [...(await missingOnHistory(client)), ...(await missingOnSchemas(client, scope))];
  if (missing.length === 0) return;
  throw new RowproofError(
    {
      id: "preflight/no-right",
      message: "the role may not do what the migrations need",
      why: `${count(missing.length)} missing, listed below; nothing was changed`,
      fix: "connect as the owner of the tables (on Supabase: postgres), or have the owner run the statements below",
      details: missing,
    },
    3,
  );
}

const count = (number: number) => (number === 1 ? "one right is" : `${number} rights are`);

async function missingOnHistory(client: ClientBase): Promise<readonly Diagnostic[]> {
  const { rows } = await client.query<{ there: boolean; writable: boolean; role: string; database: string }>(
    // Each privilege by itself: a list asks for any of them.
    `select h.oid is not null as there, current_user as role, current_database() as database,
            case when h.oid is null then has_database_privilege(current_database(), 'create')
                 else has_schema_privilege(h.relnamespace, 'usage') and has_table_privilege(h.oid, 'select')
                      and has_table_privilege(h.oid, 'insert') end as writable
       from (select) as one
       left join (pg_class h join pg_namespace n on n.oid = h.relnamespace)
         on n.nspname = 'supabase_migrations' and h.relname = 'schema_migrations'`,
  );
  const row = rows[0];
  if (row === undefined || row.writable) return [];
  const fix = row.there
    ? `grant usage on schema supabase_migrations to ${quoteName(row.role)}; grant select, insert on ${historyTable} to ${quoteName(row.role)};`
    : `grant create on database ${quoteName(row.database)} to ${quoteName(row.role)};`;
  const why = row.there
    ? "every applied migration is recorded there"
    : "the schema that records applied migrations has to be made";
  const message = row.there
    ? `role "${row.role}" may not write ${historyTable}`
    : `role "${row.role}" may not make a schema`;
  return [{ id: "preflight/history", sqlstate: "42501", message, why, fix }];
}

async function missingOnSchemas(
  client: ClientBase,
  { schemas, tables }: MigrationScope,
): Promise<readonly Diagnostic[]> {
  const { rows } = await client.query<{
    kind: string;
    schema: string;
    name: string;
    role: string;
    owner: string;
  }>(
    `select 'schema' as kind, s.nspname as schema, '' as name, current_user as role, pg_get_userbyid(s.nspowner) as owner
       from pg_namespace s
      where s.nspname = any ($1) and not has_schema_privilege(s.oid, 'create')
      union all
     select 'table', n.nspname, c.relname, current_user, pg_get_userbyid(c.relowner)
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where (n.nspname, c.relname) in (select * from unnest($2::text[], $3::text[])) and c.relkind in ('r', 'p')
        and not pg_has_role(c.relowner, 'usage')
      order by 1, 2, 3`,
    [schemas, tables.map(({ schema }) => schema), tables.map(({ name }) => name)],
  );
  return rows.map((row) => {
    const role = quoteName(row.role);
    if (row.kind === "schema") {
      return {
        id: "preflight/schema",
        sqlstate: "42501",
        message: `role "${row.role}" may not make anything in schema ${displayName(row.schema)}`,
        why: "migrations make tables and views there",
        fix: `grant create on schema ${quoteName(row.schema)} to ${role};`,
      };
    }
    const table = displayName(row.schema, row.name);
    return {
      id: "preflight/owner",
      sqlstate: "42501",
      message: `table ${table} belongs to "${row.owner}", and "${row.role}" is not a member of that role`,
      why: "only an owner may alter a table and its policies",
      fix: `grant ${quoteName(row.owner)} to ${role};  or: alter table ${quoteRelation(row)} owner to ${role};`,
    };
  });
}
