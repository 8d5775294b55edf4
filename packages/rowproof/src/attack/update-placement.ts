import { attacker, newcomer, victim } from "../seed/test-users.js";
import { updateOf } from "./assignment.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { keyCondition } from "./conditions.js";
import { recordFailure } from "./missed.js";
import { type Placement, placements } from "./placements.js";
import type { Steps } from "./steps.js";
import type { TargetRow } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

export const updateGiveAway: TableAttack = {
  id: "update/give-away",
  command: "update",
  tries: "gives a row of the actor's own to another user",
  applies: (visit) => ownRow(visit) !== undefined,
  attempts: (visit) => moveAway(visit, updateGiveAway, "give-away"),
};

export const updateOtherParent: TableAttack = {
  id: "update/other-parent",
  command: "update",
  tries: "puts a row of the actor's own under another user's row",
  applies: (visit) => ownRow(visit) !== undefined,
  attempts: (visit) => moveAway(visit, updateOtherParent, "other-parent"),
};

export const updateNobody: TableAttack = {
  id: "update/nobody",
  command: "update",
  tries: "removes the owner of a row of the actor's own",
  applies: (visit) => ownRow(visit) !== undefined,
  attempts: (visit) => moveAway(visit, updateNobody, "nobody"),
};

export const updateTakeOver: TableAttack = {
  id: "update/take-over",
  command: "update",
  tries: "takes over another user's row",
  applies: (visit) => ownRow(visit) !== undefined,
  *attempts(visit) {
    const { context, target, actor, updates } = visit;
    const others = updates?.targetRows.filter(({ expected }) => !expected) ?? [];
    for (const { values } of placements(visit, [actor.person ?? attacker])) {
      const statements = [
        ...(context.live ? [] : [updateOf(target, values)]),
        ...others.slice(0, 1).flatMap(({ row }) => {
          const only = keyCondition(target, [row.row]);
          return only === undefined ? [] : [updateOf(target, values, only)];
        }),
      ];
      for (const text of statements) {
        const attempt = { actor, statements: [text] };
        const write: Write = { attack: updateTakeOver, command: "update", attempt };
        const result = yield* tryWrite(context, target, write);
        yield* judgeWrite({ context, target, write }, result, Object.keys(values));
      }
    }
  },
};

/** A row of the actor's own: one that they can update, or that the contract allows them to update. */
export function ownRow({ context, target, actor, updates }: TableVisit): TargetRow | undefined {
  if (actor.oddity !== undefined || actor.role === "service_role") return undefined;
  if (!context.privileges(target, actor.role).has("update")) return undefined;
  const rows = updates?.targetRows ?? [];
  return rows.find(({ row }) => row.person === actor.person) ?? rows.find(({ expected }) => expected);
}

function* moveAway(visit: TableVisit, attack: TableAttack, kind: Placement["kind"]): Steps<void> {
  const { context, target, actor } = visit;
  const own = ownRow(visit);
  if (own === undefined) return;
  for (const { values } of placements(visit, [victim, newcomer]).filter((one) => one.kind === kind)) {
    const byKey = updateOf(target, values, keyCondition(target, [own.row.row]));
    // If the statement reads no column, the new row is not checked by the policies for select.
    for (const text of context.live ? [byKey] : [byKey, updateOf(target, values)]) {
      const write: Write = { attack, command: "update", attempt: { actor, statements: [text] } };
      const result = yield* tryWrite(context, target, write);
      yield* judgeWrite({ context, target, write }, result, Object.keys(values));
      recordFailure({ context, target, write }, result.error, {
        actor: actor.standsFor.others,
        subject: "give-away",
        expected: false,
        optional: true,
      });
    }
  }
}
