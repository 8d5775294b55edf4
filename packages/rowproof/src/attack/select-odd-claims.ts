import type { RelationAttack } from "./attack.js";
import { readEverything } from "./read-rows.js";

export const selectOddClaims: RelationAttack = {
  id: "select/odd-claims",
  command: "select",
  tries: "reads every row with claims that no honest request has",
  applies: ({ actor }) => actor.oddity !== undefined,
  attempts: (visit) => readEverything(visit, selectOddClaims),
};
