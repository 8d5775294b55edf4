import type { Trigger } from "../catalog/triggers.js";
import { displayName, identifier, type Piece } from "../sql/sql.js";
import type { MutationContext } from "./context.js";

/** A trigger with its relation. */
export interface MutableTrigger {
  /** The trigger and its relation, for messages. */
  readonly on: string;
  readonly relation: Piece;
  readonly trigger: Trigger;
}

/** The triggers on the contract's tables, and those outside that call a routine of the exposed schemas. */
export function contractTriggers({ tables, catalog }: MutationContext): readonly MutableTrigger[] {
  const inside = tables.flatMap((table) =>
    table.relation.triggers
      .filter(({ inherited }) => !inherited)
      .map((trigger) => ({ on: `${trigger.name} on ${table.name}`, relation: table.id, trigger })),
  );
  const outside = catalog.outsideTriggers.map((trigger) => ({
    on: `${trigger.name} on ${displayName(trigger.on.schema, trigger.on.name)}`,
    relation: identifier(trigger.on.schema, trigger.on.name),
    trigger,
  }));
  return [...inside, ...outside];
}
