import type { RoutineAttack } from "../attack.js";
import { openedBy } from "../opened-rows.js";
import { readOf } from "../reads.js";
import { recordHarm } from "./harm.js";

export const executeAfterOwnWrite: RoutineAttack = {
  id: "execute/after-own-write",
  command: "execute",
  tries: "reads again after a call wrote rows, to find rows that this opens",
  *examine(call) {
    const { context, attempt, written } = call;
    if (written.length === 0 || attempt.actor.person === null) return;
    for (const { target, row } of yield* openedBy(context, attempt, written)) {
      recordHarm(executeAfterOwnWrite, call, {
        harm: { does: "opens" },
        subject: "opens",
        table: row.table,
        followUp: [readOf(target)],
      });
    }
  },
};
