import type { RelationAttack } from "./attack.js";
import { attackBySelect } from "./select.js";

/** Attacks that only read a relation, in the order in which each actor tries them. */
export const readAttacks: readonly RelationAttack[] = [
  {
    id: "select/all",
    command: "select",
    tries: "reads every row",
    attempts: ({ context, target, actor }) => attackBySelect(context, target, actor),
  },
];
