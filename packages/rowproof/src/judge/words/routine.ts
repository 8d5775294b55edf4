import type { InsertedPlace, RoutineEffect, RoutineHarm } from "../../attack/effects/routine.js";
import type { Evidence } from "../../attack/evidence.js";
import type { RelationName } from "../../catalog/facts.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRoutine } from "../../sql/quote.js";
import { displayName, identifier } from "../../sql/sql.js";
import { actorIn, type BreachWords, nameOfActor } from "./breach-words.js";

/** Whether a routine can be executed, or what harm a call does. */
export function routineWords(evidence: Evidence, effect: RoutineEffect): BreachWords {
  const actor = actorIn(evidence);
  const role = identifier(actor.role).text;
  const { routine } = effect;
  const name = `${routine.kind} ${quoteRoutine(routine)}`;
  if (effect.kind === "execute") {
    const { expected } = effect;
    return {
      what: `${nameOfActor(actor)} ${expected ? "cannot" : "can"} execute ${objectOf(routine)}`,
      why: expected ? "the contract allows it; the privilege is missing" : "the contract does not allow it",
      fix: expected
        ? `grant execute on ${name} to ${role};`
        : `revoke execute on ${name} from public, ${role};`,
    };
  }
  const { harm, table, contractKey } = effect;
  return {
    what: `${nameOfActor(actor)} calls ${objectOf(routine)}, and it ${harmInWords(harm, table, evidence.sqlstate)}`,
    why: routine.securityDefiner
      ? `it runs as its owner ${routine.owner}, so no policy applies, and it does not check the caller`
      : "it runs as the caller's role, and the tables allow this to that role",
    fix: `revoke execute on ${name} from public, ${role}; or compare with auth.uid() in its body; or, if this is intended, ${declaring(table, contractKey)}`,
  };
}

function harmInWords(harm: RoutineHarm, table: RelationName, sqlstate: string | undefined): string {
  const theirs = `another user's row of ${objectOf({ ...table, kind: "table" })}`;
  switch (harm.does) {
    case "shows":
      return harm.by === "result" ? `returns ${theirs}` : `quotes ${theirs} in its error (${sqlstate})`;
    case "depends":
      return `answers differently if ${theirs} ${harm.gone ? "exists" : "has other values"}`;
    case "changes":
    case "deletes":
      return `${harm.does} another user's row of ${objectOf(harm.object)}${harm.isNamed ? "" : ", which the contract does not name"}`;
    case "writes column":
      return `lets them write ${identifier(harm.column).text} of their row of ${objectOf(harm.object)}, which the contract does not allow`;
    case "inserts":
      return `inserts ${places[harm.place]} into ${objectOf(harm.object)}, which the contract does not allow`;
    case "opens":
      return `writes something that lets them read ${theirs}`;
  }
}

const places: Readonly<Record<InsertedPlace, string>> = {
  "another's name": "a row in another user's name",
  "under another": "a row under another user's row",
  "own name": "a row in their own name",
  "a team": "a row of a team",
  anyone: "a row",
};

function declaring(table: RelationName, contractKey: string | undefined): string {
  if (contractKey === undefined) return `name ${displayName(table.schema, table.name)} in the contract`;
  return `write reaches: [${JSON.stringify(contractKey)}] under routines in the contract`;
}
