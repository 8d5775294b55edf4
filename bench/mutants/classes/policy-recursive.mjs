import { withExpressions } from "../policy.mjs";
import { identifier, piece } from "../statement.mjs";
import { callerAs } from "../subject.mjs";

/**
 * A select policy that reads its own table: infinite recursion (42P17) for everybody.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyRecursive = {
  name: "policy recursive",
  changes: ({ policies }) =>
    policies
      .filter(({ table, policy }) => policy.command === "select" && table.owner?.type === "uuid")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, () => readsItself(table)),
      })),
};

function readsItself({ id, owner }) {
  const column = identifier(owner.name);
  return piece`${column} in (select held.${column} from ${id} as held where held.${column} = ${callerAs(owner)})`;
}
