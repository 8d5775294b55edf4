import type { Relation } from "../catalog/facts.js";
import type { Command } from "../contract/contract.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { RelationVisit } from "./attack.js";
import type { TextRow } from "./session.js";
import { askOwner, type Steps } from "./steps.js";

/**
 * Which rows the contract allows for a command after a setup has run. The contract can depend on other rows, which the setup
 * changes.
 */
export function* allowedAfter(
  { context, target, actor }: Pick<RelationVisit, "context" | "target" | "actor">,
  command: Command,
  { setup, rows }: { readonly setup: readonly string[]; readonly rows: readonly TextRow[] },
): Steps<readonly boolean[]> {
  const { base, table } = target;
  if (base === undefined || table === undefined) return rows.map(() => false);
  return yield* context.reach.among({ actor, table, base, command }, rows, setup);
}

/** The rows of a table after a setup, as text. */
export function* rowsAfter(
  { schema, name, columns }: Relation,
  setup: readonly string[],
  only: string,
): Steps<readonly TextRow[]> {
  const texts = columns.map((column) => sql`${identifier(column.name)}::text`.text).join(", ");
  const query = sql`select ${raw(texts)} from ${identifier(schema, name)} where ${raw(only)}`;
  const { results } = yield* askOwner([...setup, query.text]);
  return results.at(-1)?.rows ?? [];
}
