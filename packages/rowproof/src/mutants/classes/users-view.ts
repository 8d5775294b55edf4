import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const usersView: MutantClass = {
  id: "users-view",
  breaks: "A view of auth.users shows users the address of every other user.",
  appliesTo: "schemas",
  changes: ({ schema }) =>
    ["anon", "authenticated"].map((role) => ({
      on: `for ${role}`,
      sql: statement`create view ${identifier(schema, "everybody")} as select id, email from auth.users;
grant select on ${identifier(schema, "everybody")} to ${identifier(role)}`,
    })),
};
