import { identifier, statement } from "../statement.mjs";
import { may } from "../subject.mjs";

const unwritable =
  "USING holds the row that is updated to be the caller's, and users have no UPDATE privilege on the owner column: the new row is theirs whatever WITH CHECK says";
const asked = "USING asks the same, and of the caller alone: whoever passes it may write any row";

/**
 * An update begins with one's own row and may end with another's.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const updateCheckTrue = {
  name: "with check of update widened to true",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "update")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: statement`alter policy ${identifier(policy.name)} on ${table.id} with check (true)`,
        ...whyEqual(table),
      })),
};

function whyEqual(table) {
  if (table.ruled.has("update")) return { equivalent: asked };
  return may(table, "authenticated", "UPDATE", table.owner.name) ? {} : { equivalent: unwritable };
}
