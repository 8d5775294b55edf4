import { bypassesRowSecurity } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const bypass =
  "FORCE only adds the table's owner, and row level security never applies to this owner: a superuser or a role with BYPASSRLS";

export const rowSecurityForced: MutantClass = {
  id: "row-security-forced",
  breaks: "Nothing: row level security is forced for an owner to whom it never applies.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 1 },
  changes: ({ catalog, tables }) =>
    tables
      .filter(({ relation }) => bypassesRowSecurity(catalog, relation.owner))
      .map((table) => ({
        on: table.name,
        sql: statement`alter table ${table.id} force row level security`,
        equivalent: bypass,
      })),
};
