import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const ownership: MutantClass = {
  id: "ownership",
  breaks: "Signed-in users own a table, and policies do not apply to a table's owner.",
  appliesTo: "tables",
  sampling: { every: 2, offset: 0 },
  changes: ({ tables }) =>
    tables.map(({ name, id }) => ({
      on: name,
      sql: statement`alter table ${id} owner to authenticated`,
    })),
};
