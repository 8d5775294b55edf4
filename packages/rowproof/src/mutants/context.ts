// What mutants are made of: the contract's tables and views as the database has them.
import type { Catalog, Column, Policy, Relation } from "../catalog/facts.js";
import { type Command, type Contract, commands, type Rows } from "../contract/contract.js";
import { type NamedTable, resolveContract } from "../contract/resolved.js";
import { RowproofError } from "../diagnostic.js";
import { displayName, identifier, type Piece } from "../sql/sql.js";
import { callerId } from "./caller-id.js";
import { piece } from "./statement.js";

/** The roles of anonymous and signed-in users. */
export type UserRole = "anon" | "authenticated";

/** A relation with its name for messages and its name for statements. */
interface MutableRelation {
  readonly relation: Relation;
  readonly name: string;
  readonly id: Piece;
}

/** A table of the contract. */
export interface MutableTable extends MutableRelation {
  /** The column that holds the owner's id; undefined if users have no rows in it. */
  readonly owner: Column | undefined;
  /** The condition for the user's own rows; undefined without an owner column. */
  readonly own: Piece | undefined;
  /** The policies for signed-in users. */
  readonly policies: readonly Policy[];
  /** The policy for the service. */
  readonly servicePolicy: Policy | undefined;
  /** The commands that reach rows by a predicate of the contract, or as a member of a team. */
  readonly conditional: ReadonlySet<string>;
  /** For each role, the commands that reach every row. */
  readonly open: Readonly<Record<UserRole, ReadonlySet<string>>>;
}

/** A table in which users have rows. */
export interface MutableOwnedTable extends MutableTable {
  readonly owner: Column;
  readonly own: Piece;
}

/** A view that the contract declares as another name of a table. */
export interface MutableView extends MutableRelation {
  readonly base: MutableTable;
}

/** A policy for signed-in users. */
export interface MutablePolicy {
  readonly table: MutableTable;
  readonly policy: Policy;
}

/** The database and the contract as the classes of mutants need them. */
export interface MutationContext {
  readonly catalog: Catalog;
  /** The schema that the contract's names are in unless they say another. */
  readonly schema: string;
  /** In the contract's order. */
  readonly tables: readonly MutableTable[];
  readonly owned: readonly MutableOwnedTable[];
  readonly views: readonly MutableView[];
  readonly policies: readonly MutablePolicy[];
}

/**
 * Looks up everything that the classes need.
 *
 * @throws {RowproofError} exit code 2: the database lacks a table or view that the contract names.
 */
export function mutationContext(contract: Contract, catalog: Catalog): MutationContext {
  const pairs = resolveContract(contract, catalog).namedTables.map((named) => ({
    named,
    table: mutableTable(named),
  }));
  const tables = pairs.map(({ table }) => table);
  return {
    catalog,
    schema: contract.schemas[0] ?? "public",
    tables,
    owned: tables.filter(isOwned),
    views: pairs.flatMap(({ named, table }) =>
      named.views.map((view) => ({ ...mutableRelation(view), base: table })),
    ),
    policies: tables.flatMap((table) => table.policies.map((policy) => ({ table, policy }))),
  };
}

/** Whether users have rows in it. */
export function isOwned(table: MutableTable): table is MutableOwnedTable {
  return table.owner !== undefined && table.own !== undefined;
}

function mutableTable(named: NamedTable): MutableTable {
  const found = mutableRelation(named);
  const { policies, columns } = found.relation;
  const owner = columns.find(({ name }) => name === named.owners[0]);
  const caller = owner === undefined ? undefined : callerId(owner.type);
  const owned = owner !== undefined && caller !== undefined;
  return {
    ...found,
    owner: owned ? owner : undefined,
    own: owned ? piece`${identifier(owner.name)} = ${caller}` : undefined,
    policies: policies.filter(({ roles }) => roles.includes("authenticated")),
    servicePolicy: policies.find(({ roles }) => roles.includes("service_role")),
    conditional: commandsWith(["where", "member"], named, "authenticated"),
    open: {
      anon: commandsWith(["all"], named, "anon"),
      authenticated: commandsWith(["all"], named, "authenticated"),
    },
  };
}

function commandsWith(
  kinds: readonly Rows["kind"][],
  { access }: NamedTable,
  role: UserRole,
): ReadonlySet<Command> {
  return new Set(commands.filter((command) => kinds.includes(access[role][command].rows.kind)));
}

function mutableRelation({ schema, name, relation }: ResolvedName): MutableRelation {
  const shown = displayName(schema, name);
  if (relation === undefined) throw unknownRelation(shown);
  return { relation, name: shown, id: identifier(schema, name) };
}

/** A name of the contract and what has it. */
type ResolvedName = Pick<NamedTable, "schema" | "name" | "relation">;

function unknownRelation(name: string): RowproofError {
  return new RowproofError(
    {
      id: "mutants/unknown-relation",
      message: `the database has no ${name}`,
      why: "mutants are changes to a database that matches its contract, and the contract names this table or view",
      fix: "run `rowproof verify`, and apply the migrations that are missing",
    },
    2,
  );
}
