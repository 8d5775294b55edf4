import type { RelationAttack } from "./attack.js";
import { keyCondition } from "./conditions.js";
import { sendReading } from "./leaked-rows.js";
import { isBroken, recordRows } from "./read-rows.js";
import { readOf } from "./reads.js";

export const selectKey: RelationAttack = {
  id: "select/key",
  command: "select",
  tries: "reads other users' rows one by one, by key, if reading all of them at once fails",
  applies: isBroken,
  *attempts(visit) {
    const { target, actor } = visit;
    for (const targetRow of visit.read?.targetRows ?? []) {
      if (targetRow.expected) continue;
      const statements = [readOf(target, keyCondition(target, [targetRow.row.row]))];
      const attempt = { actor, statements };
      const outcome = yield* sendReading(visit, selectKey, attempt);
      recordRows(visit, { attack: selectKey, attempt, outcome, targetRows: [targetRow] });
    }
  },
};
