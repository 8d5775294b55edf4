import type pg from "pg";
import type { Catalog, Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier } from "../sql/sql.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";

/** Fills the materialized views, in the order in which they read each other. Returns those that failed, with the error. */
export async function refreshViews(
  client: pg.ClientBase,
  { relations }: Catalog,
): Promise<readonly { readonly view: Relation; readonly refused: Error }[]> {
  const failures: { readonly view: Relation; readonly refused: Error }[] = [];
  for (const view of inOrder(relations)) {
    try {
      await runInSavepoint(client, [`refresh materialized view ${identifier(view.schema, view.name).text}`]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      failures.push({ view, refused: error });
    }
  }
  return failures;
}

function inOrder(relations: readonly Relation[]): readonly Relation[] {
  const byKey = new Map(relations.map((relation) => [keyOf(relation), relation]));
  const ordered = new Set<Relation>();
  const seen = new Set<Relation>();
  const visit = (relation: Relation) => {
    if (seen.has(relation)) return;
    seen.add(relation);
    for (const name of relation.reads) {
      const read = byKey.get(keyOf(name));
      if (read !== undefined) visit(read);
    }
    if (relation.kind === "materialized view" && relation.extension === null) ordered.add(relation);
  };
  for (const relation of relations) if (relation.kind === "materialized view") visit(relation);
  return [...ordered];
}
