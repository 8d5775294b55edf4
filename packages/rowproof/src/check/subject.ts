import type { Catalog, Relation } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { findRelation, isTable } from "../contract/matching.js";
import { type ContractTable, contractTables } from "../contract/tables.js";
import { type Expressions, parseExpressions } from "./expressions.js";

/** A table that the contract names and the database has. */
export interface SubjectTable extends ContractTable {
  readonly relation: Relation;
}

/** What every check looks at. */
export interface Subject {
  readonly contract: Contract;
  readonly catalog: Catalog;
  readonly tables: readonly SubjectTable[];
  /** The parse trees of policies and views, by their text. */
  readonly expressions: Expressions;
}

export async function readSubject(contract: Contract, catalog: Catalog): Promise<Subject> {
  const tables = contractTables(contract).flatMap((table): SubjectTable[] => {
    const relation = findRelation(catalog, table.schema, table.name);
    return relation !== undefined && isTable(relation) ? [{ ...table, relation }] : [];
  });
  return { contract, catalog, tables, expressions: await parseExpressions(catalog) };
}

/** The table of the contract that a view is to be another name of. */
export function tableOfView(subject: Subject, view: Relation): SubjectTable | undefined {
  return subject.tables.find((table) => table.schema === view.schema && table.views.includes(view.name));
}
