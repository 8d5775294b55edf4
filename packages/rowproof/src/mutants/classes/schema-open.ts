import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const schemaOpen: MutantClass = {
  id: "schema-open",
  breaks: "Users can create objects in an exposed schema.",
  appliesTo: "schemas",
  changes: ({ schema }) => [
    {
      on: "owned by authenticated",
      sql: statement`alter schema ${identifier(schema)} owner to authenticated`,
    },
    {
      on: "create to authenticated",
      sql: statement`grant create on schema ${identifier(schema)} to authenticated`,
    },
    { on: "create to PUBLIC", sql: statement`grant create on schema ${identifier(schema)} to public` },
  ],
};
