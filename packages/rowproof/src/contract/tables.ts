import type { RelationName } from "../catalog/facts.js";
import { type Contract, commands, type Rows, type TableContract } from "./contract.js";
import { snakeCase } from "./naming.js";

/** A table of the contract with its schema and name. */
export interface ContractTable extends TableContract, RelationName {
  /** As the contract spells it; the key under `tables`. */
  readonly key: string;
}

/** The tables of a contract, each with its schema. */
export function contractTables(contract: Contract): readonly ContractTable[] {
  return Object.entries(contract.tables).map(([key, table]) => ({
    ...table,
    key,
    ...qualifiedName(key, contract.schemas),
  }));
}

/** The columns that hold the owner's id, for a signed-in user: one, unless the commands differ. */
export function ownerColumns({ access }: TableContract): readonly string[] {
  const rows = commands.map((command) => access.authenticated[command].rows);
  return [...new Set(rows.flatMap((one) => ownerColumn(one) ?? []))];
}

/** The column that holds the owner of the rows that a command reaches. */
export function ownerColumn(rows: Rows): string | undefined {
  if (rows.kind === "own") return rows.column;
  return rows.kind === "where" ? rows.owner : undefined;
}

/**
 * The schema and name that a key of the contract means: `schema.name` if it begins with one of the contract's schemas, else a
 * name in the first of them.
 */
export function qualifiedName(key: string, schemas: readonly string[]): RelationName {
  const schema = schemas.find((candidate) => key.startsWith(`${candidate}.`));
  if (schema !== undefined) return { schema, name: key.slice(schema.length + 1) };
  return { schema: schemas[0] ?? "public", name: key };
}

/** Another name of a table: a view, and how it names the table's columns. */
export interface ViewContract {
  readonly name: string;
  columnName(column: string): string;
  /** Its path in the contract. */
  readonly path: readonly [field: "views" | "aliases", index: string];
}

/** All the other names of a table: views with snake_case columns, and aliases, which keep the columns' names. */
export function viewsOf({ views, aliases = [] }: TableContract): readonly ViewContract[] {
  return [
    ...views.map((name, index) => ({
      name,
      columnName: snakeCase,
      path: ["views", String(index)] as const,
    })),
    ...aliases.map((name, index) => ({
      name,
      columnName: (column: string) => column,
      path: ["aliases", String(index)] as const,
    })),
  ];
}
