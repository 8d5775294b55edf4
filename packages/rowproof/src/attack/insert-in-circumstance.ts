import { attacker } from "../seed/test-users.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { recordUnreached, tryChanged } from "./changed-row-write.js";
import { circumstancesOf, hasCircumstances } from "./circumstances.js";
import { control } from "./insert-write.js";
import { insertAttempt, namedColumns, rowInsertFor } from "./new-row.js";
import type { Steps } from "./steps.js";
import type { Circumstance } from "./visit-findings.js";
import type { Write } from "./write.js";

export const insertCircumstance: TableAttack = {
  id: "insert/circumstance",
  command: "insert",
  tries: "inserts a row after other rows, on which the access depends, have changed",
  applies: (visit) =>
    hasCircumstances(visit) &&
    visit.actor.person !== null &&
    visit.context.privileges(visit.target, visit.actor.role).has("insert"),
  *attempts(visit) {
    for (const circumstance of yield* circumstancesOf(visit)) yield* insertIn(visit, circumstance);
  },
};

function* insertIn(visit: TableVisit, { change, setup }: Circumstance): Steps<void> {
  const { context, base, actor } = visit;
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  if (rowInsert === undefined) return;
  const own = namedColumns(visit, { ...rowInsert, setup: [...setup, ...rowInsert.setup] });
  const write: Write = { attack: insertCircumstance, command: "insert", attempt: insertAttempt(visit, own) };
  const result = yield* tryChanged(visit, { write, change });
  if (result.changes.inserted.length > 0 || result.error === null || result.error === "setup") return;
  const grown = yield* control(context, base, own, actor);
  if (typeof grown !== "string") yield* recordUnreached(visit, { write, change, own: grown }, result);
}
