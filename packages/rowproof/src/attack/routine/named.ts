import type { Relation, Routine } from "../../catalog/facts.js";
import { keyOf } from "../../sql/relation-key.js";
import type { AttackContext } from "../context.js";

const known = new WeakMap<Routine, readonly Relation[]>();

/** The relations that a routine, or what it calls, names. */
export function namedBy({ mentions, catalog }: AttackContext, routine: Routine): readonly Relation[] {
  const read = known.get(routine) ?? readNames();
  known.set(routine, read);
  return read;

  function readNames(): readonly Relation[] {
    const named = mentions.named(routine.definition ?? "");
    return catalog.relations.filter((relation) => named.has(keyOf(relation)));
  }
}
