import type { Relation } from "../catalog/facts.js";
import type { CommandAccess, ContractRole } from "../contract/contract.js";
import type { NamedTable, ResolvedContract } from "../contract/resolved.js";
import type { ProvedObject } from "./proved-object.js";
import { storageAccess, storageObjects } from "./storage.js";

/** An attacked relation, and what the contract says about it. */
export interface Target {
  readonly relation: Relation;
  readonly object: ProvedObject;
  /**
   * `named`: a table of the contract or one of its views. `part`: a partition or child of one, for which the contract is
   * an upper bound. `unnamed`: the contract does not name it.
   */
  readonly standing: "named" | "part" | "unnamed";
  /** The contract's table whose rows it shows; for an unnamed table itself; undefined for an unnamed view. */
  readonly base: Relation | undefined;
  readonly table: NamedTable | undefined;
  /** The name that a column of the base has here. */
  columnName(column: string): string;
}

/** Every relation of the exposed schemas that can be queried, in the catalog's order. */
export function targetsOf(contract: ResolvedContract): readonly Target[] {
  const { catalog, schemas: exposed } = contract;
  const targets = catalog.relations
    .filter(
      ({ schema, kind, extension }) => exposed.includes(schema) && kind !== "sequence" && extension === null,
    )
    .map((relation) => targetOf(relation, contract));
  const storage = storageObjects(catalog);
  if (storage === undefined || exposed.includes(storage.schema)) return targets;
  const isNamed = contract.tableOf(storage) !== undefined;
  return [...targets, isNamed ? targetOf(storage, contract) : storageTarget(storage)];
}

function storageTarget(relation: Relation): Target {
  const object = { schema: relation.schema, name: relation.name, kind: relation.kind };
  const table = storageAccess(relation);
  return { relation, object, standing: "part", base: relation, table, columnName: (column) => column };
}

function targetOf(relation: Relation, contract: ResolvedContract): Target {
  const object = { schema: relation.schema, name: relation.name, kind: relation.kind };
  const behind = contract.tableBehind(relation);
  const base = behind?.table.relation;
  if (behind !== undefined && base !== undefined) {
    const standing = behind.isPart ? "part" : "named";
    return { relation, object, standing, base, table: behind.table, columnName: behind.columnName };
  }
  const isView = relation.kind === "view" || relation.kind === "materialized view";
  return {
    relation,
    object,
    standing: "unnamed",
    base: isView ? undefined : relation,
    table: undefined,
    columnName: (column) => column,
  };
}

/** The contract's access for a role and a command; undefined if it does not name the relation. */
export function accessTo(
  { table }: Pick<Target, "table">,
  role: string,
  command: "select" | "insert" | "update" | "delete",
): CommandAccess | undefined {
  return table?.access[role as ContractRole]?.[command];
}

/** The columns of a base that the contract allows a role to write with a command, without columns that cannot be written at all. */
export function writableColumns(base: Relation, access: CommandAccess | undefined): readonly string[] {
  return base.columns
    .filter(({ generated, identity }) => generated === null && identity !== "always")
    .map(({ name }) => name)
    .filter((name) => access?.columns === undefined || access.columns.includes(name))
    .filter((name) => !access?.except?.includes(name));
}

/** The columns that identify a row of a table: its primary key, else a unique key without nulls; empty if it has neither. */
export function keyColumns({ constraints, columns }: Relation): readonly string[] {
  const never = (name: string) => columns.find((column) => column.name === name)?.notNull === true;
  const primary = constraints.find(({ kind }) => kind === "primary key");
  const unique = constraints.find(({ kind, columns: names }) => kind === "unique" && names.every(never));
  return (primary ?? unique)?.columns ?? [];
}
