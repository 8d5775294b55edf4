import { contractRoles } from "../../contract/contract.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Group } from "../action.js";
import { locks } from "../locks.js";
import type { NewTable } from "./new-table.js";
import { accessColumns } from "./owners.js";

/** The statement that creates a table: its key, the columns that its access needs, the given ones, and its times. */
export function createTable(table: NewTable): Group {
  const { schema, name } = table.table;
  const [quoted, display] = [quoteRelation({ schema, name }), displayName(schema, name)];
  const elements = elementsOf(table).map((element) => `  ${element}`);
  return {
    phase: "within",
    object: `table ${display}`,
    reason: `${display} is created together with everything that protects it, in one transaction.`,
    actions: [
      {
        sql: `create table if not exists ${quoted} (\n${elements.join(",\n")}\n);`,
        lock: locks.writers("the tables that its foreign keys name"),
      },
      // Default privileges may open a new table, and they differ from database to database.
      { sql: `revoke all on ${quoted} from public, ${contractRoles.join(", ")};`, lock: locks.none },
    ],
  };
}

function elementsOf(table: NewTable): readonly string[] {
  const { given, convention } = table;
  const { spell, isGiven } = convention;
  const keyed = given.hasPrimaryKey || isGiven("id");
  const time = (name: string) =>
    isGiven(name) ? [] : [`${quoteName(spell(name))} timestamptz not null default now()`];
  return [
    ...(keyed ? [] : [`${quoteName("id")} uuid primary key default gen_random_uuid()`]),
    ...accessColumns(table),
    ...given.elements,
    ...time("created_at"),
    ...time("updated_at"),
  ];
}
