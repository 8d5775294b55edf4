import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";
import { contractTriggers } from "../triggers.js";

export const triggerDisabled: MutantClass = {
  id: "trigger-disabled",
  breaks: "A trigger that guards or completes rows is disabled.",
  appliesTo: "triggers",
  changes: (context) =>
    contractTriggers(context).map(({ on, relation, trigger }) => ({
      on,
      sql: statement`alter table ${relation} disable trigger ${identifier(trigger.name)}`,
    })),
};
