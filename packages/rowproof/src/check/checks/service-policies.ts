import { type Command, commands } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { readAdmission, sidesOf } from "../admission.js";
import type { Check } from "../check.js";
import { bypassesRls } from "../roles.js";
import type { Subject } from "../subject.js";
import { policiesNotAsked } from "../undecided.js";
import { createPolicy, servicePolicy } from "../wanted-policies.js";

export const servicePolicies: Check = {
  id: "service-policies",
  part: "verification",
  holds: "The service reaches every row through a policy of its own",
  undecided: policiesNotAsked,
  find: (subject) => subject.tables.flatMap((table) => serviceFindings(subject, table)),
};

function serviceFindings(subject: Subject, table: ResolvedTable): readonly Finding[] {
  const lacking = commands.filter(
    (command) =>
      table.access.service_role[command].rows.kind === "all" && !admitsAll(subject, table, command),
  );
  if (lacking.length === 0) return [];
  const bypasses = bypassesRls(subject.catalog, "service_role");
  return [
    {
      id: "policy/service-missing",
      level: bypasses ? "warning" : "error",
      object: objectOf(table.relation),
      message: `${objectOf(table.relation)} has no policy that lets service_role ${listed(lacking)} every row`,
      why: bypasses
        ? "service_role gets by without one as long as it has BYPASSRLS, which another server may not give it"
        : "service_role lacks BYPASSRLS, so row level security hides the rows from the service",
      fix: createPolicy(table, servicePolicy(table)),
    },
  ];
}

function admitsAll(subject: Subject, table: ResolvedTable, command: Command): boolean {
  return sidesOf[command].every(
    (side) => readAdmission(subject, table, "service_role", command, side).meaning.everything,
  );
}
