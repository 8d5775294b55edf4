import type { ChangedValue, ReadEffect, ReadSubject } from "../../attack/effects/read.js";
import type { Evidence } from "../../attack/evidence.js";
import { objectOf } from "../../sql/object-name.js";
import { identifier } from "../../sql/sql.js";
import { actorIn, type BreachWords, nameOfActor } from "./breach-words.js";
import { causeOf } from "./cause.js";
import { rowsOfOwner } from "./row-owner.js";

/** What an actor can or cannot read. */
export function readWords(evidence: Evidence, effect: ReadEffect): BreachWords {
  const { read, object } = effect;
  const can = read.what === "row" && read.expected ? "cannot" : "can";
  const what = `${nameOfActor(actorIn(evidence))} ${can} ${whatIsRead(evidence, read, objectOf(object))}`;
  return { what, ...(ownCause(read) ?? causeOf(evidence)) };
}

function whatIsRead({ sqlstate }: Evidence, read: ReadSubject, object: string): string {
  switch (read.what) {
    case "row": {
      const row = `read ${rowsOfOwner[read.owner]} of ${object}`;
      if (read.changed !== undefined) return `${row} ${ifChanged(read.changed)}`;
      if (!read.expected) return row;
      return `${row}: ${sqlstate === undefined ? "no row and no error" : `the server refuses (${sqlstate})`}`;
    }
    case "row after own write": {
      const { command, object: written } = read.write;
      const by = command === "insert" ? "inserting a row into" : "updating a row of";
      return `read ${rowsOfOwner[read.owner]} of ${object} after ${by} ${objectOf(written)}`;
    }
    case "column":
      return `read column ${identifier(read.column).text} of ${object}`;
    case "count":
      return `count rows of ${object} that they may not read`;
    case "derived rows":
      return `read rows of ${object} that exist only because of another user's rows`;
    case "value": {
      const by = sqlstate === undefined ? "its answer" : `its error (${sqlstate})`;
      return `read a row of ${objectOf({ ...read.table, kind: "table" })} by ${by}, through ${object}`;
    }
  }
}

/** The cause and the fix, if the cause is not simply a grant or a policy. */
function ownCause(read: ReadSubject): Pick<BreachWords, "why" | "fix"> | undefined {
  if (read.what === "row after own write")
    return {
      why: "its policies trust a row that the actor may write",
      fix: "deny that write in the contract, or let the policy check something that actors cannot write",
    };
  if (read.what !== "row") return undefined;
  if (read.changed !== undefined)
    return {
      why: "the contract and the policies have different conditions on that column",
      fix: "rowproof plan writes the policies of the contract",
    };
  if (!read.expected) return undefined;
  return {
    why: "the contract allows it; a grant or a policy is missing, or a policy fails",
    fix: "rowproof plan writes what is missing",
  };
}

/** `where "status" is 'closed'::text`. */
export function ifChanged({ table, isSameTable, column, value }: ChangedValue): string {
  const of = isSameTable ? "" : ` of ${table.kind} ${table.name}`;
  return `where ${identifier(column).text}${of} is ${value}`;
}
