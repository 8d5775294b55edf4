import { type Command, commands } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { readAdmission, sidesOf } from "../admission.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { bypassesRls } from "../roles.js";
import { policiesNotAsked } from "../undecided.js";
import { createPolicy, servicePolicy } from "../wanted-policies.js";

export const servicePolicies: Check = {
  id: "service-policies",
  part: "verification",
  holds: "The service has a policy that admits every row",
  undecided: policiesNotAsked,
  find: (context) => context.tables.flatMap((table) => serviceFindings(context, table)),
};

function serviceFindings(context: CheckContext, table: ResolvedTable): readonly Finding[] {
  const lacking = commands.filter(
    (command) =>
      table.access.service_role[command].rows.kind === "all" && !admitsAll(context, table, command),
  );
  if (lacking.length === 0) return [];
  const bypasses = bypassesRls(context.catalog, "service_role");
  return [
    {
      id: "policy/service-missing",
      level: bypasses ? "warning" : "error",
      object: objectOf(table.relation),
      message: `${objectOf(table.relation)} has no policy that lets service_role ${listed(lacking)} every row`,
      why: bypasses
        ? "service_role works without one as long as it has BYPASSRLS, which it may lack on another server"
        : "service_role lacks BYPASSRLS, so row level security hides the rows from the service",
      fix: createPolicy(table, servicePolicy(table)),
    },
  ];
}

function admitsAll(context: CheckContext, table: ResolvedTable, command: Command): boolean {
  return sidesOf[command].every(
    (side) => readAdmission(context, { table, role: "service_role", command, side }).meaning.everything,
  );
}
