import type { Routine } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";

/** The statement that calls a routine with a list of arguments, each an SQL expression. */
export function callOf({ schema, name, kind }: Routine, list: readonly string[]): string {
  const called = `${identifier(schema, name).text}(${list.join(", ")})`;
  return kind === "procedure" ? `call ${called}` : `select ${called}`;
}
