import { identifier, statement } from "../statement.mjs";

const keepsTime =
  "it keeps the time of the last change, over whatever the caller wrote there, and guards no row: who may write the column is said by grants and policies";

/** It asks whether the user is still there; policies ask whose the row is. */
export const ownIdOnly =
  "it stops nobody but a caller whose user was deleted, or never was, and whose token lasts: the contract gives such a row to whoever's id it holds, and the policies hold the caller to their own; what was there when the user left is erased as before";

/** It makes one row for who signs up. */
export const guardsNone =
  "it makes a row for who signs up and guards none: whoever has a profile reaches it as before";

/** Why nobody can tell that a trigger is gone, by the function that it calls. */
const why = {
  companion_touch_camel: keepsTime,
  companion_touch_snake: keepsTime,
  companion_create_profile: guardsNone,
  companion_require_user: ownIdOnly,
};

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
    })),
  );
  const outside = catalog.outsideTriggers.map((trigger) => ({
    on: `${trigger.name} on ${trigger.on.schema}.${trigger.on.name}`,
    id: identifier(trigger.on.schema, trigger.on.name),
    trigger,
  }));
  return [...own, ...outside];
}

function whyEqual({ trigger: { routine } }) {
  const equivalent = why[routine.name];
  return equivalent === undefined ? {} : { equivalent };
}
