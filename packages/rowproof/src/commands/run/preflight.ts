import type pg from "pg";
import { readCatalog } from "../../catalog/catalog.js";
import type { Contract } from "../../contract/contract.js";
import { matchContract } from "../../contract/matching.js";
import { resolveContract } from "../../contract/resolved.js";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import { missingPlatform } from "../../embedded/platform.js";
import type { Migration } from "../../migrate/files.js";
import { compareWithHistory, type MigrationState, readHistory } from "../../migrate/history.js";
import { checkRights, readServer, type ServerFacts } from "../../migrate/preflight.js";
import { freedNames } from "./freed-names.js";

export interface Preflight {
  readonly server: ServerFacts;
  readonly state: MigrationState;
}

/**
 * Checks everything that would make the run fail later, before anything is changed: the server's version, Supabase's roles and
 * schema, edited files, and where something is pending the role's rights and names that are taken.
 * @throws {RowproofError} for the first kind of problem, with all of that kind
 */
export async function preflight(
  client: pg.ClientBase,
  contract: Contract,
  migrations: readonly Migration[],
): Promise<Preflight> {
  const server = await requirePlatform(client);
  const state = await compareWithHistory(migrations, await readHistory(client));
  if (state.edited.length > 0) throw editedFiles(state.edited);
  if (state.pending.length === 0) return { server, state };
  const catalog = await readCatalog(client, { schemas: contract.schemas });
  const resolved = resolveContract(contract, catalog);
  await checkRights(client, { schemas: contract.schemas, tables: resolved.namedTables });
  const freed = freedNames(state.pending, contract.schemas);
  const taken = matchContract(resolved)
    .filter(({ id }) => id === "contract/view-name-taken")
    .filter(({ object }) => ![...freed].some((name) => object.endsWith(` ${name}`)));
  if (taken.length > 0) throw namesTaken(taken);
  return { server, state };
}

/**
 * The server, once it is known to have Supabase's roles and schema.
 * @throws {RowproofError} exit code 3 where they are missing, or the server is too old
 */
export async function requirePlatform(client: pg.ClientBase): Promise<ServerFacts> {
  const server = await readServer(client);
  const lacking = await missingPlatform(client);
  if (lacking.length > 0) throw noPlatform(server, lacking);
  return server;
}

function noPlatform(server: ServerFacts, lacking: readonly string[]): RowproofError {
  return new RowproofError(
    {
      id: "preflight/no-platform",
      message: `database "${server.database}" lacks parts of Supabase: ${lacking.join(", ")}`,
      why: "policies call auth.uid(), and grants name the roles anon, authenticated and service_role",
      fix: "check that this is the right database. On a plain Postgres make them as an administrator: rowproof platform | psql DATABASE",
    },
    3,
  );
}

function editedFiles(edited: readonly Migration[]): RowproofError {
  const names = edited.map((migration) => migration.fileName);
  return new RowproofError(
    {
      id: "migration/edited",
      message: `edited after it was applied: ${names.join(", ")}`,
      why: "the database has the file's earlier text, so the new one would never run; nothing was changed",
      fix: "undo the edit (git checkout FILE) and put the change into a new migration",
      ...(edited[0] === undefined ? {} : { place: { file: edited[0].file, line: 1 } }),
    },
    1,
  );
}

function namesTaken(taken: readonly Diagnostic[]): RowproofError {
  const [only] = taken;
  if (taken.length === 1 && only !== undefined) return new RowproofError(only, 1);
  return new RowproofError(
    {
      id: "preflight/names-taken",
      message: `${taken.length} names that the contract gives to views are taken`,
      why: "each is described below; nothing was changed",
      fix: "rename the objects that have them, or give the views other names in the contract",
      details: taken,
    },
    1,
  );
}
