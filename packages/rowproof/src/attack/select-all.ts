import type { RelationAttack } from "./attack.js";
import { readEverything } from "./read-rows.js";

export const selectAll: RelationAttack = {
  id: "select/all",
  command: "select",
  tries: "reads every row",
  applies: ({ actor }) => actor.oddity === undefined,
  attempts: (visit) => readEverything(visit, selectAll),
};
