import { dropped } from "../policy.mjs";
import { piece, raw, statement } from "../statement.mjs";

/**
 * The service without its policy, where row security holds it: as on a Postgres that is no Supabase.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const serviceHeld = {
  name: "service without bypass and policy",
  serverWide: true,
  changes: ({ tables }) =>
    tables
      .filter(({ service }) => service !== undefined)
      .map((table) => ({
        on: table.name,
        sql: statement`${withoutBypass};\n${raw(dropped({ table, policy: table.service }))}`,
      })),
};

const withoutBypass = piece`alter role service_role nobypassrls`;
