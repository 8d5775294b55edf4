import type { Relation, Routine } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import type { AttackContext } from "../context.js";
import type { Attempt } from "../session.js";
import type { Changes } from "../state.js";
import { recordBreach, type Told } from "./breach.js";

/** A table that a call has written to, and what of its rows. */
export interface Written {
  readonly context: AttackContext;
  readonly routine: Routine;
  readonly attempt: Attempt;
  readonly base: Relation;
  readonly changes: Changes;
}

/** Records what became of the table, with a look at it. */
export function record(
  { context, routine, attempt, base }: Written,
  told: Omit<Told, "table" | "show">,
): void {
  const show = [`select * from ${identifier(base.schema, base.name).text}`];
  recordBreach(context, routine, attempt, { ...told, table: base, show });
}
