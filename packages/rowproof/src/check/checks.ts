import type { Check } from "./check.js";
import { apiRolesCheck } from "./checks/api-roles.js";
import { authenticator } from "./checks/authenticator.js";
import { calledFunctions } from "./checks/called-functions.js";
import { claimFunctions } from "./checks/claim-functions.js";
import { compatViews, invokerViews } from "./checks/compat-views.js";
import { contractNames } from "./checks/contract-names.js";
import { coverage, otherViews } from "./checks/coverage.js";
import { futureObjects } from "./checks/default-privileges.js";
import { erasure } from "./checks/erasure.js";
import { anonymousRelations, grants, protectedColumns } from "./checks/grants.js";
import { indexedColumns, soundIndexes } from "./checks/indexes.js";
import { inheritance } from "./checks/inheritance.js";
import { keyActions } from "./checks/key-actions.js";
import { outsidePartitions } from "./checks/outside-partitions.js";
import { ownership } from "./checks/ownership.js";
import { policies, writtenRows } from "./checks/policies.js";
import { anonymousPolicies, policyTargets, strangePolicyRoles } from "./checks/policy-roles.js";
import { predicates } from "./checks/predicates.js";
import { raisingPolicies } from "./checks/raising-policies.js";
import { definerRoutines, routines } from "./checks/routines.js";
import { rowSecurity } from "./checks/row-security.js";
import { sequences } from "./checks/sequences.js";
import { servicePolicies } from "./checks/service-policies.js";
import { settings } from "./checks/settings.js";
import { triggers } from "./checks/triggers.js";
import { otherRoles, unreadObjects } from "./checks/unknown-objects.js";
import { users } from "./checks/users.js";
import { withinParent } from "./checks/within.js";

/** Every check, in the order of the report: first what the contract requires, then what can undermine it. */
export const checks: readonly Check[] = [
  contractNames,
  predicates,
  rowSecurity,
  policies,
  servicePolicies,
  grants,
  compatViews,
  invokerViews,
  anonymousRelations,
  anonymousPolicies,
  policyTargets,
  writtenRows,
  protectedColumns,
  withinParent,
  keyActions,
  inheritance,
  routines,
  definerRoutines,
  triggers,
  calledFunctions,
  claimFunctions,
  settings,
  raisingPolicies,
  otherViews,
  coverage,
  outsidePartitions,
  sequences,
  futureObjects,
  apiRolesCheck,
  authenticator,
  ownership,
  users,
  otherRoles,
  strangePolicyRoles,
  erasure,
  indexedColumns,
  soundIndexes,
  unreadObjects,
];
