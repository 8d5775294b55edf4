import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";
import { contractTriggers } from "../triggers.js";

export const triggerDropped: MutantClass = {
  id: "trigger-dropped",
  breaks: "A trigger that guards or completes rows is missing.",
  appliesTo: "triggers",
  changes: (context) =>
    contractTriggers(context).map(({ on, relation, trigger }) => ({
      on,
      sql: statement`drop trigger ${identifier(trigger.name)} on ${relation}`,
    })),
};
