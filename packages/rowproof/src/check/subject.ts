import type { Catalog, Relation, RelationName } from "../catalog/facts.js";
import { findRelation, isTable } from "../catalog/find-relation.js";
import type { Access, CommandAccess, Contract } from "../contract/contract.js";
import { type ContractTable, contractTables, qualifiedName, viewsOf } from "../contract/tables.js";
import { type Expressions, parseExpressions } from "./expressions.js";
import { parseTriggerBodies, type TriggerBodies } from "./trigger-body.js";

/** A table that the contract names and the database has. */
export interface SubjectTable extends ContractTable {
  readonly relation: Relation;
}

/** What every check looks at. */
export interface Subject {
  /** Its `routines` are those of its schemas; see `acknowledged`. */
  readonly contract: Contract;
  readonly catalog: Catalog;
  readonly tables: readonly SubjectTable[];
  /** The parse trees of policies and views, by their text. */
  readonly expressions: Expressions;
  /** What trigger functions do. */
  readonly bodies: TriggerBodies;
  /** Whether the contract names a routine, so that somebody has read it: that of a trigger may be in any schema. */
  acknowledged(routine: RelationName): boolean;
}

export async function readSubject(contract: Contract, catalog: Catalog): Promise<Subject> {
  const tables = contractTables(contract).flatMap((table): SubjectTable[] => {
    const relation = findRelation(catalog, table.schema, table.name);
    return relation !== undefined && isTable(relation)
      ? [{ ...table, access: withColumns(table.access, relation), relation }]
      : [];
  });
  const keys = Object.keys(contract.routines);
  const outside = keys.filter((key) => isOutsideTrigger(contract, catalog, key));
  const inside = Object.entries(contract.routines).filter(([key]) => !outside.includes(key));
  const [expressions, bodies] = await Promise.all([parseExpressions(catalog), parseTriggerBodies(catalog)]);
  return {
    contract: { ...contract, routines: Object.fromEntries(inside) },
    catalog,
    tables,
    expressions,
    bodies,
    acknowledged: ({ schema, name }) =>
      outside.includes(`${schema}.${name}`) ||
      inside.some(([key]) => {
        const named = qualifiedName(key, contract.schemas);
        return named.schema === schema && named.name === name;
      }),
  };
}

/** Whether a key of the contract's routines is the `schema.name` of a trigger's function in a schema that is not exposed. */
function isOutsideTrigger({ schemas }: Contract, catalog: Catalog, key: string): boolean {
  return catalog.external.triggerRoutines.some(
    ({ schema, name }) => !schemas.includes(schema) && key === `${schema}.${name}`,
  );
}

/** The table of the contract that a view is to be another name of. */
export function tableOfView(subject: Subject, view: Relation): SubjectTable | undefined {
  return subject.tables.find(
    (table) => table.schema === view.schema && viewsOf(table).some(({ name }) => name === view.name),
  );
}

/** The table of the contract that a relation is, is another name of, or is a part of: what is done to that is done to it. */
export function tableBehind(subject: Subject, relation: Relation): SubjectTable | undefined {
  const table = subject.tables.find((one) => one.relation === relation) ?? tableOfView(subject, relation);
  if (table !== undefined) return table;
  const parents = [...(relation.partition === null ? [] : [relation.partition.of]), ...relation.inherits];
  for (const { schema, name } of parents) {
    const parent = findRelation(subject.catalog, schema, name);
    const behind = parent === undefined ? undefined : tableBehind(subject, parent);
    if (behind !== undefined) return behind;
  }
  return undefined;
}

/** The access with every limit as a list of the columns that may be written: which those are, only the table tells. */
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
