import type { FailedWrite, WithheldColumns, WriteCause, WriteEffect } from "../../attack/effects/write.js";
import type { Evidence } from "../../attack/evidence.js";
import { objectOf } from "../../sql/object-name.js";
import { identifier } from "../../sql/sql.js";
import { actorIn, type BreachWords, nameOfActor } from "./breach-words.js";
import { causeOf } from "./cause.js";
import { ifChanged } from "./read.js";
import { rowsOfOwner } from "./row-owner.js";

/** What an actor can or cannot write. */
export function writeWords(evidence: Evidence, effect: WriteEffect): BreachWords {
  const through = effect.through === undefined ? "" : `, through ${objectOf(effect.through)}`;
  const what = `${nameOfActor(actorIn(evidence))} ${does(effect, evidence.sqlstate)}${through}`;
  const cause = effect.cause === undefined ? reasonOf(evidence, effect) : reasonOfCause(effect.cause);
  return { what, ...cause };
}

/** What follows the actor's name. */
function does(effect: WriteEffect, sqlstate: string | undefined): string {
  const where = objectOf(effect.object);
  switch (effect.kind) {
    case "touch":
      return `can ${effect.verb} ${rowsOfOwner[effect.owner]} in ${where}`;
    case "give away":
      return effect.isWithin
        ? `can put a row of their own under another user's row, in ${where}`
        : `can give a row of their own to another user, in ${where}`;
    case "protected":
      return `can ${effect.withheld.command === "update" ? "write" : "insert a value into"} the protected column ${identifier(effect.column).text} of ${where}`;
    case "insert":
      return `can insert ${places[effect.place]} into ${where}`;
    case "truncate":
      return `can truncate ${where}, which deletes every row`;
    case "put trigger":
      return `can put a trigger on ${where}, which runs for everyone who writes to it`;
    case "stopped by key":
      return effect.command === "delete"
        ? `may delete another user's row in ${where}: only a foreign key prevented it`
        : `may insert a row in another user's name through ${where}: only a unique key prevented it`;
    case "into state":
      return `can set ${identifier(effect.column).text} of a row of their own to ${effect.value} in ${where}`;
    case "changed row": {
      const { command, owner, circumstance } = effect;
      const row = command === "insert" ? "a row into" : `${rowsOfOwner[owner]} in`;
      return `can ${command} ${row} ${where} ${ifChanged(circumstance)}`;
    }
    case "not written":
      return `${failedInWords(effect.failed, where)}: ${sqlstate === undefined ? "no row and no error" : `the server refuses (${sqlstate})`}`;
  }
}

function failedInWords(failed: FailedWrite, where: string): string {
  switch (failed.what) {
    case "row":
      return `cannot ${failed.command} ${rowsOfOwner[failed.owner]} ${failed.command === "insert" ? "into" : "in"} ${where}`;
    case "column":
      return `cannot write column ${identifier(failed.column).text} of ${where}`;
    case "allowed row": {
      const { circumstance, command } = failed;
      const when = circumstance === undefined ? "" : ` ${ifChanged(circumstance)}`;
      return `cannot ${command} a row that the contract allows ${command === "insert" ? "into" : "in"} ${where}${when}`;
    }
  }
}

const places = {
  own: "a row in their own name",
  other: "a row in another user's name",
  "under another": "a row under another user's row",
} as const;

/** The cause and the fix, by the kind of write; else by the policies of the relation. */
function reasonOf(evidence: Evidence, effect: WriteEffect): Pick<BreachWords, "why" | "fix"> {
  const role = identifier(actorIn(evidence).role).text;
  const name = identifier(effect.object.schema, effect.object.name).text;
  switch (effect.kind) {
    case "give away":
      return effect.isWithin ? notWithin : causeOf(evidence);
    case "insert":
      return effect.place === "under another" ? notWithin : causeOf(evidence);
    case "protected":
      return {
        why: "the contract denies the column, but a grant allows it",
        fix: withholding(effect.withheld, role),
      };
    case "truncate":
      return {
        why: "truncate is a privilege of its own, and row level security does not apply to it",
        fix: `revoke truncate on ${name} from public, ${role};`,
      };
    case "put trigger":
      return {
        why: "trigger is a privilege of its own",
        fix: `revoke trigger on ${name} from public, ${role};`,
      };
    case "into state":
      return {
        why: "the contract does not allow the new row, and the policy checks only the old row",
        fix: "rowproof plan writes the condition for the new row too",
      };
    case "changed row":
      return {
        why: "the contract does not allow it for such a row: the policies have another condition on that column, or none",
        fix: "rowproof plan writes the policies of the contract",
      };
    case "not written":
      return {
        why: "the contract allows it; a grant or a policy is missing, or a policy fails",
        fix: "rowproof plan writes what is missing",
      };
    default:
      return causeOf(evidence);
  }
}

const notWithin = {
  why: "the contract keeps rows within a parent of the same owner, and no foreign key includes both the parent's key and its owner",
  fix: "rowproof plan writes the foreign key with both",
};

function reasonOfCause({ parent, done }: WriteCause): Pick<BreachWords, "why" | "fix"> {
  return {
    why: `a foreign key acts when a row of ${objectOf(parent)} is ${done}, as the table's owner and without policies, and other users may insert rows that refer to it`,
    fix: "keep rows within a parent of the same owner (within in the contract), or let the key restrict instead",
  };
}

/** The statements after which a role can write only these columns. */
function withholding({ on, command, columns }: WithheldColumns, role: string): string {
  const name = identifier(on.schema, on.name).text;
  const list = columns.map((column) => identifier(column).text).join(", ");
  const grant = list === "" ? "" : ` grant ${command} (${list}) on ${name} to ${role};`;
  return `revoke ${command} on ${name} from ${role};${grant}`;
}
