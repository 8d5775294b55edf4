import type { Relation } from "../catalog/facts.js";
import type { Command } from "../contract/contract.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { TextRow } from "./session.js";
import { askOwner, type Steps } from "./steps.js";
import type { Target } from "./target.js";

/**
 * Which rows the contract lets a actor reach with a command once a setup has run: what it says may hang on other rows,
 * and these are not what they were.
 */
export function* allowedAfter(
  context: AttackContext,
  target: Target,
  actor: Actor,
  command: Command,
  { setup, rows }: { readonly setup: readonly string[]; readonly rows: readonly TextRow[] },
): Steps<readonly boolean[]> {
  const { base, table } = target;
  if (base === undefined || table === undefined) return rows.map(() => false);
  return yield* context.reach.among(actor, table, base, command, rows, setup);
}

/** The rows of a table as a setup leaves them, whose text its expressions do not tell. */
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
