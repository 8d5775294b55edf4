import { identifier, statement } from "../statement.mjs";

const keepsTime =
  "it keeps the time of the last change, over whatever the caller wrote there, and guards no row: who may write the column is said by grants and policies";

/** Why nobody can tell that a trigger is gone, by the function that it calls. */
const why = {
  companion_touch_camel: keepsTime,
  companion_touch_snake: keepsTime,
  companion_create_profile:
    "it makes a row for who signs up and guards none: whoever has a profile reaches it as before",
};

const parentAsks =
  "a row of this table needs a parent of the same owner, by a key, and the parent's own trigger asks for the user";

/** @type {import("../mutants.mjs").MutantClass} */
export const triggerDropped = {
  name: "trigger dropped",
  changes: (subject) =>
    triggersOf(subject).map((found) => ({
      on: found.on,
      sql: statement`drop trigger ${identifier(found.trigger.name)} on ${found.id}`,
      ...whyEqual(found),
    })),
};

/**
 * Of the triggers that do more than keep a time.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const triggerDisabled = {
  name: "trigger disabled",
  changes: (subject) =>
    triggersOf(subject)
      .filter(({ trigger }) => !trigger.routine.name.startsWith("companion_touch"))
      .map((found) => ({
        on: found.on,
        sql: statement`alter table ${found.id} disable trigger ${identifier(found.trigger.name)}`,
        ...whyEqual(found),
      })),
};

function triggersOf({ tables, catalog }) {
  const own = tables.flatMap((table) =>
    table.relation.triggers.map((trigger) => ({
      on: `${trigger.name} on ${table.name}`,
      id: table.id,
      trigger,
      within: isWithin(table),
    })),
  );
  const outside = catalog.outsideTriggers.map((trigger) => ({
    on: `${trigger.name} on ${trigger.on.schema}.${trigger.on.name}`,
    id: identifier(trigger.on.schema, trigger.on.name),
    trigger,
    within: false,
  }));
  return [...own, ...outside];
}

/** Whether a key holds its rows to a parent of the same owner. */
function isWithin({ relation, owner }) {
  return relation.constraints.some(
    ({ references, columns }) => references?.schema === "public" && columns.includes(owner?.name),
  );
}

function whyEqual({ trigger: { routine }, within }) {
  const asked = routine.name === "companion_require_user" && within ? parentAsks : undefined;
  const equivalent = why[routine.name] ?? asked;
  return equivalent === undefined ? {} : { equivalent };
}
