import type { Catalog, Relation } from "../../catalog/facts.js";
import { findOwner, type OwnerColumn } from "./owner.js";
import { draftedTables, keyOf } from "./relations.js";
import { readRules, type TablePolicies } from "./rules.js";
import { type DraftedTeam, findTeams } from "./teams.js";
import { readUserColumns } from "./user-columns.js";

/** A table to draft, with its owner column and policies. */
export interface DraftedTable {
  readonly relation: Relation;
  /** As the contract names it. */
  readonly key: string;
  readonly rules: TablePolicies;
  readonly owner: OwnerColumn;
}

/** Everything that a draft is made from. */
export interface DraftSource {
  readonly catalog: Catalog;
  /** The exposed schemas, as the contract lists them. */
  readonly schemas: readonly string[];
  readonly tables: readonly DraftedTable[];
  readonly teams: readonly DraftedTeam[];
}

export async function readDraftSource(catalog: Catalog, schemas: readonly string[]): Promise<DraftSource> {
  const relations = draftedTables(catalog);
  const users = readUserColumns(relations);
  const tables = await Promise.all(
    relations.map(async (relation): Promise<DraftedTable> => {
      const rules = await readRules(relation, catalog.roles);
      return {
        relation,
        key: keyOf(relation, schemas),
        rules,
        owner: findOwner(relation, rules.owners, users),
      };
    }),
  );
  const ownerOf = (relation: Relation) => tables.find((table) => table.relation === relation)?.owner.column;
  return { catalog, schemas, tables, teams: findTeams(catalog, relations, ownerOf) };
}
