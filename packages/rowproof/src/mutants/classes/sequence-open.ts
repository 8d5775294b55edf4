import { identifier, raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const sequenceOpen: MutantClass = {
  id: "sequence-open",
  breaks: "Users can read or advance a sequence that only the service should use.",
  appliesTo: "schemas",
  changes: ({ schema }) =>
    ["anon", "authenticated"].flatMap((role) =>
      ["usage", "select", "update"].map((privilege) => ({
        on: `${privilege} to ${role}`,
        sql: statement`create sequence ${identifier(schema, "invoice_number")};
grant ${raw(privilege)} on sequence ${identifier(schema, "invoice_number")} to ${identifier(role)}`,
      })),
    ),
};
