import type { Relation } from "../catalog/facts.js";
import type { Command } from "../contract/contract.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { TextRow } from "./session.js";
import type { Target } from "./target.js";

/**
 * Which rows the contract lets a actor reach with a command once a setup has run: what it says may hang on other rows,
 * and these are not what they were.
 */
export async function allowedAfter(
  context: AttackContext,
  target: Target,
  actor: Actor,
  command: Command,
  { setup, rows }: { readonly setup: readonly string[]; readonly rows: readonly TextRow[] },
): Promise<readonly boolean[]> {
  const { base, table } = target;
  if (base === undefined || table === undefined) return rows.map(() => false);
  return context.reach.among(actor, table, base, command, rows, setup);
}

/** The rows of a table as a setup leaves them, whose text its expressions do not tell. */
export async function rowsAfter(
  context: AttackContext,
  { schema, name, columns }: Relation,
  setup: readonly string[],
  only: string,
): Promise<readonly TextRow[]> {
  const texts = columns.map((column) => sql`${identifier(column.name)}::text`.text).join(", ");
  const query = sql`select ${raw(texts)} from ${identifier(schema, name)} where ${raw(only)}`;
  const { results } = await context.session.ask([...setup, query.text]);
  return results.at(-1)?.rows ?? [];
}
