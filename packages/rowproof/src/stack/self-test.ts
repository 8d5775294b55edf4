import type pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { type StackKeys, signToken } from "./keys.js";

export interface Tested {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly keys: StackKeys;
  /** The database's owner. */
  readonly client: pg.ClientBase;
  readonly schemas: readonly string[];
  /** Relations that `anon` may read, as the contract says: `table`, or `schema.table`; `any` leaves that trial away. */
  readonly publicRelations: readonly string[] | "any";
}

/**
 * Tries, before anything is served, what must never work: to come without a key; to read any table or view as `anon`; to be
 * the database's owner by a token that says so; and that the trying has not given `anon` anything.
 *
 * @throws {RowproofError} exit code 3, with every door that stood open.
 */
export async function selfTest(tested: Tested): Promise<void> {
  const { client, schemas } = tested;
  const before = await grantsToAnon(client);
  const relations = await readable(client, schemas);
  const open: string[] = [];
  for (const relation of relations) {
    if (await answersWithoutKey(tested, relation)) open.push(`${relation.name} answers without a key`);
    if (!isPublic(tested, relation) && (await answersAnon(tested, relation)))
      open.push(`anon may read ${relation.name}`);
  }
  const [first] = relations;
  if (first !== undefined && (await answersOwnersToken(tested, first)))
    open.push('a token with the role "postgres" is obeyed');
  for (const grant of await grantsToAnon(client))
    if (!before.has(grant)) open.push(`anon was granted ${grant}`);
  if (open.length > 0) throw failsOpen(open);
}

interface Readable {
  readonly schema: string;
  readonly name: string;
}

async function readable(client: pg.ClientBase, schemas: readonly string[]): Promise<readonly Readable[]> {
  const { rows } = await client.query<Readable>(
    `select n.nspname as schema, c.relname as name
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1, 2`,
    [schemas],
  );
  return rows;
}

async function grantsToAnon(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ given: string }>(
    `select privilege_type || ' on ' || table_schema || '.' || table_name as given
     from information_schema.table_privileges where grantee = 'anon'`,
  );
  return new Set(rows.map(({ given }) => given));
}

function isPublic({ publicRelations, schemas }: Tested, { schema, name }: Readable): boolean {
  if (publicRelations === "any") return true;
  return (
    publicRelations.includes(`${schema}.${name}`) || (schema === schemas[0] && publicRelations.includes(name))
  );
}

async function answersWithoutKey(tested: Tested, relation: Readable): Promise<boolean> {
  const { status } = await ask(tested, relation, {});
  return status !== 401;
}

/** Anything but the refusal of Postgres itself: another error would hide whether it is refused. */
async function answersAnon(tested: Tested, relation: Readable): Promise<boolean> {
  const response = await ask(tested, relation, { apikey: tested.keys.anon });
  const { code } = await response.json().then(asFields, () => ({ code: undefined }));
  // Nobody has been granted the relation, so that the service does not know it: it cannot be read either.
  if (response.status === 404 && code === "PGRST205") return false;
  return response.status !== 401 || code !== "42501";
}

async function answersOwnersToken(tested: Tested, relation: Readable): Promise<boolean> {
  const { rows } = await tested.client.query<{ rolname: string }>(
    "select rolname from pg_catalog.pg_roles where oid = 10",
  );
  const token = signToken(tested.keys, { role: rows[0]?.rolname ?? "postgres", aud: "authenticated" });
  const response = await ask(tested, relation, {
    apikey: tested.keys.anon,
    authorization: `Bearer ${token}`,
  });
  return response.ok;
}

function ask(
  { fetch }: Tested,
  { schema, name }: Readable,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const url = `http://localhost/rest/v1/${encodeURIComponent(name)}?limit=1`;
  return fetch(new Request(url, { headers: { ...headers, "accept-profile": schema } }));
}

function asFields(value: unknown): { readonly code: unknown } {
  return { code: typeof value === "object" && value !== null && "code" in value ? value.code : undefined };
}

function failsOpen(open: readonly string[]): RowproofError {
  return new RowproofError(
    {
      id: "stack/fails-open",
      message: `the local stack is not served: ${open.length === 1 ? open[0] : `${open.length} doors stand open`}`,
      why: `${open.join("; ")}. Anyone who has the address could read these rows`,
      fix: "bring the database to its contract first (rowproof up), and name what anon may read",
    },
    3,
  );
}
