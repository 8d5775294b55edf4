import type { Catalog, Relation, RelationName } from "../catalog/facts.js";
import type { Trigger } from "../catalog/triggers.js";
import { displayName, identifier, raw } from "../sql/sql.js";
import { writeComment } from "./comments.js";
import type { DumpPart } from "./section.js";
import { named, statement } from "./statement.js";

/** The triggers of a relation; a partition gets its clones from the partitioned table. */
export function writeTriggers(relation: Relation): readonly string[] {
  return relation.triggers.filter(({ inherited }) => !inherited).map(({ definition }) => definition);
}

const states = { always: "enable always", replica: "enable replica", disabled: "disable" };

/** Says when a trigger fires where that is not the usual; written when all clones exist. */
export function writeTriggerStates(relation: RelationName, triggers: readonly Trigger[]): readonly string[] {
  return triggers.flatMap(({ name, enabled }) =>
    enabled === "origin"
      ? []
      : [statement`alter table only ${named(relation)} ${raw(states[enabled])} trigger ${identifier(name)}`],
  );
}

/** Triggers on relations of other schemas, such as `auth.users`. */
export function writeOutsideTriggers(catalog: Catalog): readonly DumpPart[] {
  return catalog.outsideTriggers
    .filter(({ inherited }) => !inherited)
    .map((trigger) => {
      const on = `trigger ${identifier(trigger.name).text} on ${named(trigger.on).text}`;
      return {
        object: `trigger ${displayName(trigger.name)} on ${displayName(trigger.on.schema, trigger.on.name)}`,
        statements: [
          trigger.definition,
          ...writeTriggerStates(trigger.on, [trigger]),
          ...writeComment(raw(on), trigger.comment),
        ],
      };
    });
}
