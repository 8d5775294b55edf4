import { withExpressions } from "../policy.mjs";
import { identifier, piece, raw, statement } from "../statement.mjs";

const refused =
  "the trigger companion_require_user looks the owner up in auth.users, finds nobody for null, and raises";

/**
 * Rows of nobody's: the column may be null, and the insert policy lets null in.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const nullOwnerLetIn = {
  name: "null owner let in",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "insert")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: statement`alter table ${table.id} alter column ${identifier(table.owner.name)} drop not null;
${raw(
  withExpressions({ table, policy }, (before) => piece`${before} or ${identifier(table.owner.name)} is null`),
)}`,
        ...(requiresUser(table) ? { equivalent: refused } : {}),
      })),
};

function requiresUser({ relation }) {
  return relation.triggers.some(({ routine }) => routine.name === "companion_require_user");
}
