import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { routineName } from "../routine-name.js";
import { statement } from "../statement.js";

export const routineRevoked: MutantClass = {
  id: "routine-revoked",
  breaks: "A role cannot call a function that the contract gives it.",
  appliesTo: "routines",
  changes: ({ catalog }) =>
    catalog.routines.flatMap((routine) =>
      ["anon", "authenticated"]
        .filter((role) => routine.executableBy.includes(role))
        .map((role) => ({
          on: `${routine.name} from ${role}`,
          sql: statement`revoke execute on routine ${routineName(routine)} from ${identifier(role)}`,
        })),
    ),
};
