import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import type { Check } from "../check.js";

/** The contract does not cover the table's policies, so no privilege on it can be proved harmless. */
export const users: Check = {
  id: "users",
  part: "security",
  holds: "Users have no privileges on auth.users",
  find: ({ catalog }) =>
    (["anon", "authenticated"] as const).flatMap((role): Finding[] => {
      const held = catalog.external.userPrivileges.filter((one) => one.role === role);
      if (held.length === 0) return [];
      return [
        {
          id: "users/open",
          level: "error",
          object: "table auth.users",
          message: `${role} may ${listed(held.map(({ privilege }) => privilege.toLowerCase()))} on table auth.users`,
          why: "it holds every user's email address, and deleting a user there deletes all their rows",
          fix: `revoke all on auth.users from ${role}, public;`,
        },
      ];
    }),
};
