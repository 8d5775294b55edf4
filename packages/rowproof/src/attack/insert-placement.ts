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

/** What is neither theirs nor another's may pass where both are refused. */
export const insertNobody: TableAttack = {
  id: "insert/nobody",
  command: "insert",
  tries: "inserts a row that is nobody's",
  applies: (visit) =>
    isLetIn(visit) ||
    (isUser(visit) && visit.context.privileges(visit.target, visit.actor.role).has("insert")),
  attempts: (visit) => insertMisplaced(visit, insertNobody, "nobody"),
};

/** Whether a signed-in user was let in with any row: what is refused for all rows needs no second try. */
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

/** If a row depends on nothing but its owner, another's name makes of it what was tried already. */
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
