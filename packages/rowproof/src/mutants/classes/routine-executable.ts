import type { Routine } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { routineName } from "../routine-name.js";
import { statement } from "../statement.js";

const ownRowsOnly =
  "only a trigger can call it; a user may put one on a temporary table of their own, where the function runs with the user's privileges and changes nothing but their row";

/**
 * A definer function for triggers is no less dangerous than others: anybody may put a trigger on a temporary table and so
 * choose `old` and `new` (CREATE TRIGGER needs EXECUTE on the function).
 */
export const routineExecutable: MutantClass = {
  id: "routine-executable",
  breaks: "A role can call a function that is not meant for it.",
  appliesTo: "routines",
  changes: ({ catalog }) =>
    catalog.routines.flatMap((routine) =>
      ["anon", "authenticated"]
        .filter((role) => !routine.executableBy.includes(role))
        .map((role) => ({
          on: `${routine.name} by ${role}`,
          sql: statement`grant execute on routine ${routineName(routine)} to ${identifier(role)}`,
          equivalent: isHarmless(routine) ? ownRowsOnly : undefined,
        })),
    ),
};

function isHarmless({ securityDefiner, returns }: Routine): boolean {
  return !securityDefiner && returns === "trigger";
}
