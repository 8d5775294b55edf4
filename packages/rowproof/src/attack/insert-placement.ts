import { attacker, newcomer, victim } from "../seed/test-users.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { isUser } from "./insert-own.js";
import { tryInsert } from "./insert-write.js";
import { makeRoom, namedColumns, rowInsertFor } from "./new-row.js";
import { type Placement, placements, placingColumns } from "./placements.js";
import type { Steps } from "./steps.js";

export const insertGiveAway: TableAttack = {
  id: "insert/give-away",
  command: "insert",
  tries: "inserts a row in another user's name under a parent of the actor's own",
  applies: isLetIn,
  attempts: (visit) => insertMisplaced(visit, insertGiveAway, "give-away"),
};

export const insertOtherParent: TableAttack = {
  id: "insert/other-parent",
  command: "insert",
  tries: "inserts a row of the actor's own under another user's row",
  applies: isLetIn,
  attempts: (visit) => insertMisplaced(visit, insertOtherParent, "other-parent"),
};

/** A policy that refuses the actor's rows and another user's may still accept a row without an owner. */
export const insertNobody: TableAttack = {
  id: "insert/nobody",
  command: "insert",
  tries: "inserts a row without an owner",
  applies: (visit) =>
    isLetIn(visit) ||
    (isUser(visit) && visit.context.privileges(visit.target, visit.actor.role).has("insert")),
  attempts: (visit) => insertMisplaced(visit, insertNobody, "nobody"),
};

/** Whether a signed-in user could insert any row. If every row is refused, a second attempt is not needed. */
export function isLetIn(visit: TableVisit): boolean {
  return isUser(visit) && !(visit.inserts.refused && !visit.inserts.own);
}

function* insertMisplaced(visit: TableVisit, attack: TableAttack, kind: Placement["kind"]): Steps<void> {
  const { context, target, base, actor } = visit;
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  if (rowInsert === undefined) return;
  for (const { column, values } of misplacements(visit).filter((one) => one.kind === kind)) {
    const own = { ...rowInsert.values, ...values };
    const setup = kind === "give-away" ? makeRoom(context, base, own) : rowInsert.setup;
    const moved = namedColumns(visit, { setup, values: own });
    const { error } = yield* tryInsert(visit, attack, moved, {
      actor: actor.standsFor.others,
      optional: true,
    });
    if (error === null && kind === "other-parent" && target.relation === base)
      context.observed.note({ kind: "foreign key oracle", object: target.object, column });
  }
}

/** If a row depends only on its owner, the row with another owner was tried already. */
function misplacements(visit: TableVisit): readonly Placement[] {
  const { context, target, base } = visit;
  const all = placements(visit, [victim]);
  const hangs = base.constraints.some(
    ({ references }) => references !== null && references.schema !== "auth",
  );
  const [owner, ...further] = placingColumns(context, target, base);
  if (further.length === 0 && !hangs && all.every(({ kind }) => kind === "give-away")) return [];
  const spare = placements(visit, [newcomer]);
  return [...all, ...spare.filter(({ kind, column }) => kind === "give-away" && column === owner)];
}
