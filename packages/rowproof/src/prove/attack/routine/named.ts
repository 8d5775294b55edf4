import type { Relation, Routine } from "../../../catalog/facts.js";
import type { Scene } from "../../scene.js";
import { keyOf } from "../../table-key.js";

const known = new WeakMap<Routine, readonly Relation[]>();

/** The relations that a routine names, itself or by what it calls. */
export function namedBy({ mentions, catalog }: Scene, routine: Routine): readonly Relation[] {
  const read = known.get(routine) ?? readNames();
  known.set(routine, read);
  return read;

  function readNames(): readonly Relation[] {
    const named = mentions.named(routine.definition ?? "");
    return catalog.relations.filter((relation) => named.has(keyOf(relation)));
  }
}
