import { raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { dropped } from "../policy-change.js";
import { servicePolicies } from "../service-policies.js";
import { piece, statement } from "../statement.js";

const withoutBypass = piece`alter role service_role nobypassrls`;

/** As on a Postgres that is not Supabase. */
export const serviceHeld: MutantClass = {
  id: "service-held",
  breaks: "The service has neither BYPASSRLS nor a policy, so it reaches no row.",
  appliesTo: "tables",
  serverWide: true,
  sampling: { every: 2, offset: 0 },
  changes: ({ tables }) =>
    servicePolicies(tables).map((one) => ({
      on: one.table.name,
      sql: statement`${withoutBypass};\n${raw(dropped(one))}`,
    })),
};
