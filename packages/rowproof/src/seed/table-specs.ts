import type pg from "pg";
import { readCatalog } from "../catalog/catalog.js";
import type { Relation } from "../catalog/facts.js";
import { isTable } from "../catalog/find-relation.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { keyOf, usersKey } from "../sql/relation-key.js";
import { folderColumns, ownersOf } from "./owner-columns.js";
import { boundsOf, readPartitionBounds, rootOf } from "./partition-bounds.js";
import { type TableSpec, tableSpecOf } from "./table-spec.js";
import { readTeamColumns } from "./team-columns.js";
import { readTypeStructures } from "./type-structures.js";

/** The tables to seed: those of the catalog, the users, and other tables that foreign keys reference. */
export async function readTableSpecs(
  client: pg.ClientBase,
  contract: ResolvedContract,
): Promise<readonly TableSpec[]> {
  const structures = await readTypeStructures(client);
  const { catalog } = contract;
  const bounds = await readPartitionBounds(client, catalog);
  const own = catalog.relations.filter((relation) => isTable(relation) && relation.extension === null);
  const relations = [...own, ...(await readOutside(client, own))];
  const byKey = new Map(relations.map((relation) => [keyOf(relation), relation]));
  const teamColumns = readTeamColumns(contract);
  return relations.map((relation) => {
    const key = keyOf(relation);
    const team = teamColumns.get(key);
    const teams = team?.teams ?? new Map<string, string>();
    const owners = key === usersKey ? ["id"] : ownersOf(relation, contract.tableOf(relation));
    const folders = folderColumns(relation, contract.tableOf(relation));
    const named = owners.filter((column) => !teams.has(column) && !folders.includes(column));
    const special = {
      folders,
      owners: team?.user === undefined ? named : [...new Set([...named, team.user])],
      teams,
      membersOf: team?.membersOf,
      role: team?.role,
    };
    const place = { target: rootOf(relation, byKey), bounds: boundsOf(relation, catalog, bounds) };
    const spec = tableSpecOf(relation, structures, special, place);
    return key === usersKey ? withNeededColumns(spec) : spec;
  });
}

/** `auth.users`, and the tables outside the catalog that foreign keys reference, directly or indirectly. */
async function readOutside(client: pg.ClientBase, own: readonly Relation[]): Promise<readonly Relation[]> {
  const known = new Map(own.map((relation) => [keyOf(relation), relation]));
  const found: Relation[] = [];
  const read = new Map<string, Relation>();
  const schemas = new Set<string>();
  let wanted = [{ schema: "auth", name: "users" }, ...targetsOf(own)].filter((one) => !known.has(keyOf(one)));
  while (wanted.length > 0) {
    const unread = [...new Set(wanted.map(({ schema }) => schema))].filter((schema) => !schemas.has(schema));
    for (const schema of unread) schemas.add(schema);
    const { relations } =
      unread.length === 0 ? { relations: [] } : await readCatalog(client, { schemas: unread });
    for (const relation of relations) read.set(keyOf(relation), relation);
    const next = [...new Set(wanted.map(keyOf))].flatMap((key) => read.get(key) ?? []).filter(isTable);
    for (const relation of next) known.set(keyOf(relation), relation);
    found.push(...next);
    wanted = targetsOf(next).filter((one) => !known.has(keyOf(one)));
  }
  return found;
}

function targetsOf(relations: readonly Relation[]): { readonly schema: string; readonly name: string }[] {
  return relations.flatMap(({ constraints }) =>
    constraints.flatMap(({ references }) => (references === null ? [] : [references])),
  );
}

/** The columns that a sign-up sets. The other columns of a user have their defaults. */
const signedUp = ["id", "email", "aud", "role", "raw_app_meta_data", "raw_user_meta_data"];

function withNeededColumns(users: TableSpec): TableSpec {
  const columns = users.columns.filter(
    ({ column }) => signedUp.includes(column.name) || (column.notNull && column.default === null),
  );
  return { ...users, columns };
}
