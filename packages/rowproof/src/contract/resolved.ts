import type { Catalog, Relation, RelationName, Routine } from "../catalog/facts.js";
import { findRelation, isTable } from "../catalog/find-relation.js";
import { parentsOf } from "../catalog/parents.js";
import { keyOf } from "../sql/relation-key.js";
import type {
  Access,
  CommandAccess,
  Contract,
  FixtureRow,
  RoutineContract,
  TableContract,
} from "./contract.js";
import { type ContractTable, contractTables, ownerColumns, qualifiedName, viewsOf } from "./tables.js";

/** Another name of a table, and the relation that has it in the database. */
interface ResolvedView extends RelationName {
  /** Whatever kind of relation has the name; undefined if none has. */
  readonly relation: Relation | undefined;
  /** Where the contract names it, below the table's entry. */
  readonly path: readonly string[];
  /** The name that a column of the table has in this view. */
  columnName(column: string): string;
}

/** A table as the contract names it. The database may lack it, or may have something else of that name. */
export interface NamedTable extends RelationName {
  /** The key under `tables`, as the contract spells it. */
  readonly key: string;
  /** If the table exists, `except` is already turned into the list of columns that may be written. */
  readonly access: Access;
  /** The entry as the contract has it. */
  readonly declared: TableContract;
  /** Whatever kind of relation has the name; undefined if none has. */
  readonly relation: Relation | undefined;
  readonly views: readonly ResolvedView[];
  /** The columns that hold a signed-in owner's id: one, unless the commands differ. */
  readonly owners: readonly string[];
  readonly purpose?: string;
}

/** A table of the contract that exists, and on which row level security can be enabled. */
export interface ResolvedTable extends NamedTable {
  readonly relation: Relation;
}

/** A routine of the contract, with its overloads in the database; none if it does not exist. */
interface ResolvedRoutine extends RoutineContract, RelationName {
  /** The key under `routines`, as the contract spells it. */
  readonly key: string;
  readonly overloads: readonly Routine[];
  /** What `reaches` may name: a table of the contract, or one of a schema that is not exposed. */
  readonly reached: readonly RelationName[];
}

/** A table of the contract, found by one of its other names or by one of its parts. */
interface TableBehind {
  readonly table: NamedTable;
  /** True for a partition or child, at any depth: the contract does not name the relation itself. */
  readonly isPart: boolean;
  /** The name that a column of the table has in the relation. */
  columnName(column: string): string;
}

/**
 * A contract whose names are looked up in a catalog, once. Every room takes this value; none resolves a name again.
 */
export interface ResolvedContract extends Omit<Contract, "tables" | "routines" | "fixtures"> {
  /** The contract as it was loaded, to resolve it against another catalog. */
  readonly source: Contract;
  readonly catalog: Catalog;
  /** The tables that exist, in the contract's order. */
  readonly tables: readonly ResolvedTable[];
  /** All tables that the contract names. */
  readonly namedTables: readonly NamedTable[];
  /** The routines of the exposed schemas. */
  readonly routines: readonly ResolvedRoutine[];
  /** Trigger functions outside the exposed schemas: naming one says that somebody has read it. */
  readonly triggerRoutines: readonly (RelationName & RoutineContract)[];
  /** The rows that make somebody one of the contract's actors: by the actor, then by the table (`keyOf`). */
  readonly actorRows: ReadonlyMap<string, ReadonlyMap<string, FixtureRow>>;
  /** Rows for seeding, by table (`keyOf`). */
  readonly fixtures: ReadonlyMap<string, readonly FixtureRow[]>;
  /** The table that the contract spells this way: a key under `tables`, or `schema.name`. */
  tableNamed(name: string): NamedTable | undefined;
  /** The table of that schema and name. */
  tableOf(relation: RelationName): NamedTable | undefined;
  /** The table that has this view as another name. */
  tableOfView(view: RelationName): NamedTable | undefined;
  /** The table that a relation is, is another name of, or is a part of, at any depth. */
  tableBehind(relation: Relation): TableBehind | undefined;
  /** Whether the contract names the routine. */
  namesRoutine(routine: RelationName): boolean;
  /** The same for a routine's name as a setting has it: `schema.name`, or a name in the first exposed schema. */
  acknowledges(name: string): boolean;
}

/**
 * Looks every name of a contract up in a catalog.
 * @param catalog must hold at least the contract's `schemas`
 */
export function resolveContract(contract: Contract, catalog: Catalog): ResolvedContract {
  const namedTables = contractTables(contract).map((table) => resolveTable(table, catalog));
  const lookups = lookupsOf(contract, catalog, namedTables);
  const outside = Object.keys(contract.routines).flatMap((key) => outsideTrigger(contract, catalog, key));
  const routines = resolveRoutines(contract, catalog, outside);
  const namesRoutine = (routine: RelationName) =>
    [...outside, ...routines].some((named) => keyOf(named) === keyOf(routine));
  return {
    ...contract,
    source: contract,
    catalog,
    namedTables,
    tables: namedTables.filter(isResolved),
    routines,
    triggerRoutines: outside,
    actorRows: new Map(
      Object.entries(contract.actors).map(([name, { rows = {} }]) => [
        name,
        keyedByTable(rows, contract.schemas),
      ]),
    ),
    fixtures: keyedByTable(contract.fixtures, contract.schemas),
    ...lookups,
    namesRoutine,
    acknowledges: (name) => namesRoutine(qualifiedName(name, contract.schemas)),
  };
}

function keyedByTable<Value>(
  values: Readonly<Record<string, Value>>,
  schemas: readonly string[],
): ReadonlyMap<string, Value> {
  return new Map(Object.entries(values).map(([key, value]) => [keyOf(qualifiedName(key, schemas)), value]));
}

/** Whether a named table exists and is a table. */
export function isResolved(table: NamedTable): table is ResolvedTable {
  return table.relation !== undefined && isTable(table.relation);
}

type ContractLookups = Pick<ResolvedContract, "tableNamed" | "tableOf" | "tableOfView" | "tableBehind">;

function lookupsOf(contract: Contract, catalog: Catalog, tables: readonly NamedTable[]): ContractLookups {
  const byName = new Map(tables.map((table) => [keyOf(table), table]));
  const byView = new Map(tables.flatMap((table) => table.views.map((view) => [keyOf(view), table] as const)));
  const named = namesOf(tables);
  const tableBehind = (relation: Relation): TableBehind | undefined => {
    const own = named.get(keyOf(relation));
    if (own !== undefined) return own;
    const parents = parentsOf(relation);
    for (const name of parents) {
      const parent = findRelation(catalog, name.schema, name.name);
      const behind = named.get(keyOf(name)) ?? (parent === undefined ? undefined : tableBehind(parent));
      if (behind !== undefined) return { ...behind, isPart: true };
    }
    return undefined;
  };
  return {
    tableNamed: (name) => byName.get(keyOf(qualifiedName(name, contract.schemas))),
    tableOf: (relation) => byName.get(keyOf(relation)),
    tableOfView: (view) => byView.get(keyOf(view)),
    tableBehind,
  };
}

/** Every name that the contract gives to a table, by key. A table's own name goes before a view's. */
function namesOf(tables: readonly NamedTable[]): ReadonlyMap<string, TableBehind> {
  const same = (column: string) => column;
  const views = tables.flatMap((table) =>
    table.views.map((view) => {
      const behind = { table, isPart: false, columnName: (column: string) => view.columnName(column) };
      return [keyOf(view), behind] as const;
    }),
  );
  const own = tables.map((table) => [keyOf(table), { table, isPart: false, columnName: same }] as const);
  return new Map([...views, ...own]);
}

function resolveTable(table: ContractTable, catalog: Catalog): NamedTable {
  const { schema, name, key, access, purpose } = table;
  const relation = findRelation(catalog, schema, name);
  return {
    schema,
    name,
    key,
    access: relation === undefined || !isTable(relation) ? access : withColumns(access, relation),
    declared: table,
    relation,
    views: viewsOf(table).map((view) => ({
      schema,
      name: view.name,
      relation: findRelation(catalog, schema, view.name),
      path: view.path,
      columnName: view.columnName,
    })),
    owners: ownerColumns(table),
    ...(purpose === undefined ? {} : { purpose }),
  };
}

/** The access with every limit as the list of columns that may be written: only the table knows which columns are left. */
function withColumns(access: Access, relation: Relation): Access {
  const limited = (one: CommandAccess): CommandAccess => {
    const { rows, columns, except } = one;
    if (except === undefined) return one;
    const left = relation.columns.map(({ name }) => name).filter((name) => !except.includes(name));
    return { rows, columns: columns ?? left };
  };
  const { authenticated } = access;
  return {
    ...access,
    authenticated: {
      ...authenticated,
      insert: limited(authenticated.insert),
      update: limited(authenticated.update),
    },
  };
}

/** The trigger function in a schema that is not exposed, if a key of the contract's routines is its `schema.name`. */
function outsideTrigger(
  { schemas, routines }: Contract,
  { external }: Catalog,
  key: string,
): ResolvedContract["triggerRoutines"] {
  const found = external.triggerRoutines.find(
    ({ schema, name }) => !schemas.includes(schema) && key === `${schema}.${name}`,
  );
  const routine = routines[key];
  if (found === undefined || routine === undefined) return [];
  return [{ ...routine, schema: found.schema, name: found.name }];
}

function resolveRoutines(
  { routines, schemas }: Contract,
  catalog: Catalog,
  outside: readonly RelationName[],
): readonly ResolvedRoutine[] {
  return Object.entries(routines)
    .filter(([key]) => !outside.some((one) => `${one.schema}.${one.name}` === key))
    .map(([key, routine]) => {
      const { schema, name } = qualifiedName(key, schemas);
      return {
        ...routine,
        key,
        schema,
        name,
        overloads: catalog.routines.filter((one) => one.schema === schema && one.name === name),
        reached: (routine.reaches ?? []).flatMap((table) => reachedNames(table, schemas)),
      };
    });
}

/** A table of a schema that is not exposed is only ever named in full, so its schema is what comes before the dot. */
function reachedNames(table: string, schemas: readonly string[]): readonly RelationName[] {
  const [schema = "", ...rest] = table.split(".");
  const own = qualifiedName(table, schemas);
  return rest.length === 0 || schemas.includes(schema) ? [own] : [own, { schema, name: rest.join(".") }];
}
