import { victim } from "../../seed/test-users.js";
import { keyOf } from "../../sql/relation-key.js";
import { literal, raw, sql } from "../../sql/sql.js";
import { typedValue } from "../conditions.js";
import type { Knowledge } from "./knowledge.js";
import { payloadsFor } from "./payload.js";
import { wordsFor } from "./scalar.js";
import type { Parameter } from "./signature.js";

/** At most this many values are tried for one argument. */
const most = 16;

/** The values for one argument as SQL, the likeliest to open something first, null last. */
export function poolFor(knowledge: Knowledge, parameter: Parameter): readonly string[] {
  const { type, mode } = parameter;
  const none = `null::${type}`;
  if (mode === "out") return [none];
  const given = valuesFor(knowledge, parameter);
  const pool = [...new Set([...given.slice(0, most), none])];
  return mode === "variadic" ? pool.map((value) => `variadic ${value}`) : pool;
}

function valuesFor(knowledge: Knowledge, parameter: Parameter): readonly string[] {
  const { type, base, element } = parameter;
  if (element !== null) return arraysOf(knowledge, parameter, element);
  if (parameter.relation !== null) return recordsOf(knowledge, parameter);
  const words = /^jsonb?$/.test(base) ? payloadsFor(knowledge) : wordsFor(knowledge, parameter);
  return [...new Set(words)].map((value) => sql`${literal(value)}::${raw(type)}`.text);
}

/** Arrays with one element, with several, and with none. */
function arraysOf(
  knowledge: Knowledge,
  { name, type, labels }: Parameter,
  element: string,
): readonly string[] {
  const one: Parameter = {
    name,
    type: element,
    base: element,
    element: null,
    labels,
    relation: null,
    mode: "in",
  };
  const values = valuesFor(knowledge, one);
  const arrays = [values.slice(0, 1), values.slice(0, 5), ...values.slice(1, 5).map((value) => [value]), []];
  return arrays.map((list) => `array[${list.join(", ")}]::${type}`);
}

/** The victim's rows of the relation, and the actor's. */
function recordsOf({ context, actor }: Knowledge, { type, relation }: Parameter): readonly string[] {
  const found = context.catalog.relations.find((one) => relation !== null && keyOf(one) === keyOf(relation));
  if (found === undefined) return [];
  const rows = context.rowsOf(found);
  const those = [victim, actor.person].flatMap((person) =>
    rows.filter((row) => row.person === person).slice(0, 2),
  );
  return those.map(({ row }) => {
    const values = found.columns.map(({ name }) => typedValue(found.columns, name, row));
    return `row(${values.join(", ")})::${type}`;
  });
}
