import { raw } from "../../sql/sql.js";
import { rowCommands } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { servicePolicies } from "../service-policies.js";
import { statement } from "../statement.js";

export const serviceRevoked: MutantClass = {
  id: "service-revoked",
  breaks: "The service lacks a privilege on a table.",
  appliesTo: "tables",
  sampling: { every: 2, offset: 0 },
  changes: ({ tables }) =>
    servicePolicies(tables).map(({ table }, index) => {
      const command = rowCommands[index % rowCommands.length] ?? "select";
      return {
        on: `${command} on ${table.name}`,
        sql: statement`revoke ${raw(command)} on ${table.id} from service_role`,
      };
    }),
};
