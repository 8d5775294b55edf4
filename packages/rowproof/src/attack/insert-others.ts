import { newcomer, victim } from "../seed/test-users.js";
import type { Actor } from "./actor.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { tryInsert } from "./insert-write.js";
import { recordFailure } from "./missed.js";
import { insertAttempt, namedColumns, type RowInsert, reseedings, rowInsertFor } from "./new-row.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import type { WriteResult } from "./write.js";

export const insertAny: TableAttack = {
  id: "insert/any",
  command: "insert",
  tries: "inserts any row, as an actor who is not a user",
  applies: ({ actor }) => actor.person === null,
  attempts: (visit) => insertForOthers(visit, insertAny),
};

export const insertSpoof: TableAttack = {
  id: "insert/spoof",
  command: "insert",
  tries: "inserts a row in another user's name",
  applies: ({ actor }) => actor.person !== null,
  attempts: (visit) => insertForOthers(visit, insertSpoof),
};

/** Inserts a row in another user's name, and records whether every such row was refused. */
function* insertForOthers(visit: TableVisit, attack: TableAttack): Steps<void> {
  const { context, target, base, actor, inserts } = visit;
  for (const person of [newcomer, victim]) {
    const rowInsert = rowInsertFor(context, base, person);
    if (rowInsert === undefined) continue;
    const { error } = yield* insertSpoofed(visit, attack, rowInsert);
    if (error === "setup" || (error !== null && /^23/.test(error.sqlstate))) continue;
    inserts.refused = error?.sqlstate === "42501";
    if (
      inserts.refused &&
      actor.oddity === undefined &&
      context.privileges(target, actor.role).has("insert")
    ) {
      // A policy that refuses this row may accept the values of their other rows: another state, another parent.
      for (const like of reseedings(context, base, victim)) yield* insertSpoofed(visit, attack, like);
    }
    return;
  }
  if (actor.oddity === undefined) inserts.unmade.push(actor.standsFor.others);
}

function* insertSpoofed(visit: TableVisit, attack: TableAttack, rowInsert: RowInsert): Steps<WriteResult> {
  const { context, target, actor } = visit;
  const spoofed = namedColumns(visit, rowInsert);
  const result = yield* tryInsert(visit, attack, spoofed, {
    actor: actor.standsFor.others,
    optional: actor.oddity !== undefined,
  });
  if (result.error === null && result.changes.inserted.every((row) => isOwn(target, actor, row))) {
    // A trigger changed the owner to the actor, so no row in another user's name can be inserted.
    const write = { attack, command: "insert", attempt: insertAttempt(visit, spoofed) } as const;
    recordFailure({ context, target, write }, null, {
      actor: actor.standsFor.others,
      subject: "turned into their own",
      expected: false,
      optional: true,
    });
  }
  return result;
}

/** Whether the contract's column says that a row is the actor's. */
function isOwn({ table }: Target, { userId }: Actor, row: TextRow): boolean {
  const [owner] = table?.owners ?? [];
  return userId !== null && owner !== undefined && row[owner] === userId;
}
