import { attacker, newcomer } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { allowedAfter } from "./allowance.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { control, tryInsert } from "./insert-write.js";
import { recordFailure } from "./missed.js";
import { insertAttempt, makeRoom, namedColumns, type RowInsert, rowInsertFor } from "./new-row.js";
import { placements } from "./placements.js";
import type { Steps } from "./steps.js";
import { accessTo } from "./target.js";
import { tryWrite, type Write } from "./write.js";

/** If a user can have only one row, it replaces theirs; then it also tries a row of another user that they may insert. */
export const insertOwn: TableAttack = {
  id: "insert/own",
  command: "insert",
  tries: "inserts a row of the actor's own",
  applies: isUser,
  *attempts(visit) {
    const { context, base, actor, inserts } = visit;
    const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
    if (rowInsert === undefined) {
      inserts.unmade.push(actor.standsFor.own);
      return;
    }
    const second = yield* besideTheirs(visit, rowInsert);
    for (const one of second === undefined ? [rowInsert] : [second, rowInsert]) {
      const own = namedColumns(visit, one);
      const optional = second !== undefined;
      const { error } = yield* tryInsert(visit, insertOwn, own, { actor: actor.standsFor.own, optional });
      inserts.own = error === null;
      if (inserts.own) return;
    }
  },
};

/** Only a refusal decides the cell, so a statement that names any column is enough. */
export const insertDefault: TableAttack = {
  id: "insert/default",
  command: "insert",
  tries: "inserts a row of defaults, if no row could be generated",
  applies: ({ inserts }) => inserts.unmade.length > 0,
  *attempts(visit) {
    const { context, target, base, inserts } = visit;
    const failed = context.seeded.unseeded.find(({ table }) => keyOf(table) === keyOf(base));
    for (const actorName of inserts.unmade) {
      const attempt = insertAttempt(visit, { setup: [], values: {} });
      const write: Write = { attack: insertDefault, command: "insert", attempt };
      const { error } = yield* tryWrite(context, target, write);
      recordFailure({ context, target, write }, error, {
        actor: actorName,
        subject: `insert ${actorName}`,
        expected: false,
        obstacle: `no row could be generated: ${failed?.why ?? "no insert succeeded"}`,
      });
    }
  },
};

/** Whether the actor is a signed-in user with honest claims. */
export function isUser({ actor }: TableVisit): boolean {
  return actor.oddity === undefined && actor.person !== null;
}

/** A row of the newcomer under the actor's own parents, if the contract allows it. The actor's own row stays, and so does the access that depends on it. */
function* besideTheirs(visit: TableVisit, { setup, values }: RowInsert): Steps<RowInsert | undefined> {
  const { context, target, base, actor } = visit;
  if (setup.length === 0 || accessTo(target, actor.role, "insert")?.rows.kind === "own") return undefined;
  const moved = placements(visit, [newcomer])
    .filter(({ kind }) => kind === "give-away")
    .map((placement) => placement.values);
  if (moved.length === 0) return undefined;
  const others = { ...values, ...Object.assign({}, ...moved) };
  if (makeRoom(context, base, others).length > 0) return undefined;
  const rowInsert = { setup: [], values: others };
  const grown = yield* control(context, base, namedColumns(visit, rowInsert), actor);
  if (typeof grown === "string") return undefined;
  const [may] = yield* allowedAfter(visit, "insert", { setup: [], rows: [grown] });
  return may === true ? rowInsert : undefined;
}
