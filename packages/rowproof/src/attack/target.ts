import type { Catalog, Relation } from "../catalog/facts.js";
import { parentsOf } from "../catalog/parents.js";
import type { CommandAccess, Contract, ContractRole } from "../contract/contract.js";
import { type ContractTable, contractTables, viewsOf } from "../contract/tables.js";
import { keyOf } from "../sql/relation-key.js";
import type { ProvedObject } from "./proved-object.js";
import { storageAccess, storageObjects } from "./storage.js";

/** A relation that is attacked, and what of the contract speaks of it. */
export interface Target {
  readonly relation: Relation;
  readonly object: ProvedObject;
  /**
   * `named`: a table of the contract or one of its views. `part`: a partition or child of one, for which the contract is
   * an upper bound. `unnamed`: the contract does not speak of it.
   */
  readonly standing: "named" | "part" | "unnamed";
  /** The contract's table whose rows it shows; for an unnamed table itself; undefined for an unnamed view. */
  readonly base: Relation | undefined;
  readonly table: ContractTable | undefined;
  /** The name that a column of the base has here. */
  columnName(column: string): string;
}

/** Every relation of the exposed schemas whose rows can be asked for, in the catalog's order. */
export function targetsOf(
  contract: Contract,
  catalog: Catalog,
  exposed: readonly string[],
): readonly Target[] {
  const known = namesOf(contract, catalog);
  const targets = catalog.relations
    .filter(
      ({ schema, kind, extension }) => exposed.includes(schema) && kind !== "sequence" && extension === null,
    )
    .map((relation) => targetOf(relation, known, catalog));
  const storage = storageObjects(catalog);
  return storage === undefined || exposed.includes(storage.schema)
    ? targets
    : [...targets, known.has(keyOf(storage)) ? targetOf(storage, known, catalog) : storageTarget(storage)];
}

function storageTarget(relation: Relation): Target {
  const object = { schema: relation.schema, name: relation.name, kind: relation.kind };
  const table = storageAccess(relation);
  return { relation, object, standing: "part", base: relation, table, columnName: (column) => column };
}

interface Known {
  readonly base: Relation;
  readonly table: ContractTable;
  columnName(column: string): string;
}

/** By name, what the contract says: its tables and their views. */
function namesOf(contract: Contract, catalog: Catalog): ReadonlyMap<string, Known> {
  const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  const same = (column: string) => column;
  return new Map(
    contractTables(contract).flatMap((table): [string, Known][] => {
      const base = relations.get(keyOf(table));
      if (base === undefined) return [];
      const views = viewsOf(table).map(({ name, columnName }): [string, Known] => [
        keyOf({ schema: table.schema, name }),
        { base, table, columnName },
      ]);
      return [[keyOf(table), { base, table, columnName: same }], ...views];
    }),
  );
}

function targetOf(relation: Relation, known: ReadonlyMap<string, Known>, catalog: Catalog): Target {
  const object = { schema: relation.schema, name: relation.name, kind: relation.kind };
  const named = known.get(keyOf(relation));
  if (named !== undefined) return { relation, object, standing: "named", ...named };
  const parent = parentOf(relation, known, catalog);
  if (parent !== undefined) return { relation, object, standing: "part", ...parent };
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

/** The table of the contract that this one is a part of, at any depth. */
function parentOf(
  relation: Relation,
  known: ReadonlyMap<string, Known>,
  catalog: Catalog,
): Known | undefined {
  const parents = parentsOf(relation);
  for (const name of parents) {
    const found = known.get(keyOf(name));
    if (found !== undefined) return found;
    const parent = catalog.relations.find((one) => one.schema === name.schema && one.name === name.name);
    const above = parent === undefined ? undefined : parentOf(parent, known, catalog);
    if (above !== undefined) return above;
  }
  return undefined;
}

/** What the contract says of a role and command; undefined where it does not speak of the relation. */
export function accessTo(
  { table }: Pick<Target, "table">,
  role: string,
  command: "select" | "insert" | "update" | "delete",
): CommandAccess | undefined {
  return table?.access[role as ContractRole]?.[command];
}

/** The columns of a base that a role may write with a command: those of the contract, of those that can be written at all. */
export function writableColumns(base: Relation, access: CommandAccess | undefined): readonly string[] {
  return base.columns
    .filter(({ generated, identity }) => generated === null && identity !== "always")
    .map(({ name }) => name)
    .filter((name) => access?.columns === undefined || access.columns.includes(name))
    .filter((name) => !access?.except?.includes(name));
}

/** The columns that tell a row of a table apart: its primary key, else a unique one that is never null; none where there is neither. */
export function keyColumns({ constraints, columns }: Relation): readonly string[] {
  const never = (name: string) => columns.find((column) => column.name === name)?.notNull === true;
  const primary = constraints.find(({ kind }) => kind === "primary key");
  const unique = constraints.find(({ kind, columns: names }) => kind === "unique" && names.every(never));
  return (primary ?? unique)?.columns ?? [];
}
