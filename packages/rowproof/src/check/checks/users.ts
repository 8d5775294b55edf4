import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import type { Check } from "../check.js";

/** The table has no policy that the contract could speak of, so no privilege on it can be shown to be harmless. */
export const users: Check = {
  id: "users",
  part: "security",
  holds: "Callers have no privilege on auth.users",
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
          why: "it holds the address of everybody who signed up, and a user deleted there takes all their rows along",
          fix: `revoke all on auth.users from ${role}, public;`,
        },
      ];
    }),
};
