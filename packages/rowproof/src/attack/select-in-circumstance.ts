import { keyOf } from "../sql/relation-key.js";
import { allowedAfter, rowsAfter } from "./allowance.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { changeSubject, circumstanceOf } from "./changed-row-write.js";
import { circumstancesOf, hasCircumstances } from "./circumstances.js";
import { rowsCondition } from "./conditions.js";
import { readOf, shows } from "./reads.js";
import { hasStates, statesOf } from "./row-states.js";
import type { Attempt, TextRow } from "./session.js";
import { type Steps, send } from "./steps.js";
import { accessTo } from "./target.js";
import { actorNameFor, ownerOf, seededRow } from "./target-rows.js";
import type { Circumstance } from "./visit-findings.js";

export const selectCircumstance: TableAttack = {
  id: "select/circumstance",
  command: "select",
  tries: "reads every row after other rows, on which the access depends, have changed",
  applies: ({ context, target, actor }) => context.privileges(target, actor.role).has("select"),
  *attempts(visit) {
    const states = hasStates(visit) ? ((yield* statesOf(visit))?.states ?? []) : [];
    const elsewhere = hasCircumstances(visit) ? yield* circumstancesOf(visit) : [];
    for (const circumstance of [...states, ...elsewhere]) yield* readIn(visit, circumstance);
  },
};

/** Reads every row after the change, and compares the result with what the contract then allows. */
function* readIn(visit: TableVisit, { change, setup }: Circumstance): Steps<void> {
  const { context, target, base, actor } = visit;
  const seeded = (context.under.get(keyOf(base)) ?? []).map(({ row }) => row);
  const rows = yield* rowsAfter(base, setup, rowsCondition(base, seeded) ?? "false");
  if (rows.length === 0) return;
  const may = yield* allowedAfter(visit, "select", { setup, rows });
  const attempt: Attempt = { actor, setup, statements: [readOf(target)] };
  const outcome = yield* send(attempt);
  if (outcome === "setup") return;
  const came = outcome.results[0]?.rows ?? [];
  const sqlstate = outcome.error?.sqlstate;
  for (const [at, row] of rows.entries()) {
    const isSeen = came.some((one) => shows(target, one, row));
    recordRead(visit, { change, setup }, { attempt, row, isSeen, may: may[at] === true, sqlstate });
  }
}

interface ReadRow {
  readonly attempt: Attempt;
  readonly row: TextRow;
  readonly isSeen: boolean;
  readonly may: boolean;
  readonly sqlstate: string | undefined;
}

function recordRead(
  { context, target, actor }: TableVisit,
  { change }: Circumstance,
  { attempt, row, isSeen, may, sqlstate }: ReadRow,
): void {
  const person = seededRow(context, target, row)?.person ?? "nobody";
  const kind = accessTo(target, actor.role, "select")?.rows.kind;
  if (!isSeen && (!may || (kind !== "where" && kind !== "member"))) return;
  if (sqlstate !== undefined && sqlstate !== "42501") return;
  context.observed.record({
    object: target.object,
    actor: actorNameFor(actor, person),
    command: "select",
    subject: `${changeSubject(change, person)} ${JSON.stringify(row)}`,
    expected: may,
    result: isSeen ? "reached" : "missed",
    said: sqlstate,
    evidence: () => ({
      context,
      attack: selectCircumstance,
      attempt,
      effect: {
        kind: "read",
        object: target.object,
        read: {
          what: "row",
          owner: ownerOf({ person }, actor),
          expected: !isSeen,
          changed: circumstanceOf(target, change),
        },
      },
      on: target,
      sqlstate,
    }),
  });
}
