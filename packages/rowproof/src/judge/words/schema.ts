import type { SchemaEffect } from "../../attack/effects/schema.js";
import type { Evidence } from "../../attack/evidence.js";
import { displayName, identifier } from "../../sql/sql.js";
import { actorIn, type BreachWords, nameOfActor } from "./breach-words.js";

/** What an actor can or cannot do with a sequence or a schema. */
export function schemaWords(evidence: Evidence, effect: SchemaEffect): BreachWords {
  const actor = actorIn(evidence);
  const role = identifier(actor.role).text;
  if (effect.kind === "create") {
    const schema = identifier(effect.schema).text;
    return {
      what: `${nameOfActor(actor)} can create tables and functions in schema ${schema}`,
      why: "a statement with an unqualified name can then use their object instead of the project's",
      fix: `revoke create on schema ${schema} from public, ${role};`,
    };
  }
  const { sequence, use, expected } = effect;
  const name = identifier(sequence.schema, sequence.name).text;
  return {
    what: `${nameOfActor(actor)} ${expected ? "cannot" : "can"} ${verbs[use]} sequence ${displayName(sequence.schema, sequence.name)}`,
    why: expected
      ? "the contract allows the insert, and a column's default reads the sequence"
      : "no insert that the contract allows needs it; its value shows how many rows exist, and moving it makes inserts fail",
    fix: expected
      ? `grant usage on sequence ${name} to ${role};`
      : `revoke all on sequence ${name} from public, ${role};`,
  };
}

const verbs = { take: "take values from", move: "move", read: "read" } as const;
