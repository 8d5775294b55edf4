import type { Catalog, Routine } from "../../catalog/facts.js";
import { isHarmless, readRowWrites } from "../../check/row-writes.js";
import { contractRoles } from "../../contract/contract.js";
import { joinName } from "../../sql/names.js";
import { parseRoutine } from "../../sql/parser.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { child, list } from "../../sql/tree.js";
import type { Action, Group } from "../action.js";
import { locks } from "../locks.js";
import type { NewTable } from "./new-table.js";

const base = "updated_at";

/** A trigger that updates the time of a row's last change; none if no column of the table holds it. */
export async function touchOnUpdate(table: NewTable): Promise<readonly Group[]> {
  const column = touchedColumn(table);
  if (column === undefined) return [];
  const { schema, name } = table.table;
  const { catalog } = table.contract;
  const present = await touchRoutine(catalog, schema, column);
  const routine = present ?? freeRoutineName(catalog, schema);
  const on = displayName(schema, name);
  const trigger = `create or replace trigger ${quoteName("touch_updated_at")} before update on ${quoteRelation({ schema, name })} for each row execute function ${quoteRelation({ schema, name: routine })}();`;
  return [
    {
      phase: "within",
      object: `table ${on}`,
      reason: `Every update sets ${displayName(column)} of ${on} to the time of its transaction.`,
      actions: [
        ...(present === undefined ? makeRoutine(schema, routine, column) : []),
        { sql: trigger, lock: locks.writers(on) },
      ],
    },
  ];
}

/** The automatic column, or a given one of its name that can hold a time. */
function touchedColumn({ given, convention }: NewTable): string | undefined {
  const spelt = convention.spell(base);
  const own = given.columns.find(({ name }) => name === base || name === spelt);
  if (own === undefined) return convention.isGiven(base) ? undefined : spelt;
  return !own.generated && /^timestamp(tz)?$/.test(own.type) ? own.name : undefined;
}

/** A function of the schema that does only this, with the privileges of the updating role. */
async function touchRoutine(
  { routines }: Catalog,
  schema: string,
  column: string,
): Promise<string | undefined> {
  for (const routine of routines) {
    const isTrigger = routine.schema === schema && routine.returns === "trigger";
    if (isTrigger && !routine.securityDefiner && (await touches(routine, column))) return routine.name;
  }
  return undefined;
}

async function touches({ language, definition }: Routine, column: string): Promise<boolean> {
  if (language !== "plpgsql" || definition === null || /\bdeclare\b/i.test(definition)) return false;
  const tree = await parseRoutine(definition);
  if (tree === undefined || !/\breturn\s+new\s*;\s*end\b/i.test(definition)) return false;
  const body = list(child(tree, "action", "PLpgSQL_stmt_block"), "body").flatMap(Object.keys);
  const [write, ...more] = await readRowWrites(tree);
  const plain = body.length === 2 && body[0] === "PLpgSQL_stmt_assign" && body[1] === "PLpgSQL_stmt_return";
  return plain && more.length === 0 && write?.column === column && isHarmless(write.value, "");
}

function freeRoutineName({ routines }: Catalog, schema: string): string {
  const taken = new Set(routines.filter((routine) => routine.schema === schema).map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = joinName("touch_updated_at", ...(number === 1 ? [] : [String(number)]));
    if (!taken.has(name)) return name;
  }
}

function makeRoutine(schema: string, name: string, column: string): readonly Action[] {
  const routine = quoteRelation({ schema, name });
  return [
    `create or replace function ${routine}() returns trigger language plpgsql set search_path = '' as $$
begin
  new.${quoteName(column)} := now();
  return new;
end
$$;`,
    `revoke all on function ${routine}() from public, ${contractRoles.join(", ")};`,
  ].map((sql) => ({ sql, lock: locks.none }));
}
