import type { SeededRow } from "../../seed/seeded.js";
import type { RoutineAttack } from "../attack.js";
import { leakedRows } from "../leaked-rows.js";
import { isReached } from "./declaration.js";
import { recordHarm } from "./harm.js";

export const executeAnswer: RoutineAttack = {
  id: "execute/answer",
  command: "execute",
  tries: "looks for other users' rows in the result or the error of a call",
  *examine(call) {
    const { context, attempt, declaration, outcome } = call;
    const isMeant = ({ table }: SeededRow) => isReached(declaration, table);
    const [row] = yield* leakedRows(context, { attempt, outcome }, isMeant);
    if (row === undefined) return;
    recordHarm(executeAnswer, call, {
      harm: { does: "shows", by: outcome.error === null ? "result" : "error" },
      subject: "shows",
      table: row.table,
    });
  },
};
