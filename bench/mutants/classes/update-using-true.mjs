import { identifier, statement } from "../statement.mjs";

/**
 * The rows that an update begins with are anybody's, those that it ends with are the caller's: rows are taken over, by an
 * update that reads no column. Where the owner cannot be written, such an update of one's own rows fails, since it meets
 * others' too.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const updateUsingTrue = {
  name: "using of update widened to true",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "update")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: statement`alter policy ${identifier(policy.name)} on ${table.id} using (true)`,
        ...whyEqual(table),
      })),
};

const ownerStays =
  "the check holds the row to the caller and the owner's column cannot be written, so no other row is changed; an update without a condition, which changed their own row, fails as a whole, and by its key the row is changed as before";
const asked =
  "WITH CHECK asks the same, and of the caller alone: whoever does not pass it changes nothing, and is told so (42501) where no row was met";

function whyEqual(table) {
  if (table.ruled.has("update")) return { equivalent: asked };
  return table.name.endsWith("profiles") ? { equivalent: ownerStays } : {};
}
