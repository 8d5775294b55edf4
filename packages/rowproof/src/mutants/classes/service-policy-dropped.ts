import { bypassesRowSecurity } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { dropped } from "../policy-change.js";
import { servicePolicies } from "../service-policies.js";

const bypass = "service_role has BYPASSRLS, so its policies only matter on the day it loses that";

export const servicePolicyDropped: MutantClass = {
  id: "service-policy-dropped",
  breaks: "The policy for the service is missing; the service is locked out if it has no BYPASSRLS.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 2 },
  changes: ({ catalog, tables }) =>
    servicePolicies(tables).map(({ table, policy }) => ({
      on: table.name,
      sql: dropped({ table, policy }),
      equivalent: bypassesRowSecurity(catalog, "service_role") ? bypass : undefined,
    })),
};
