import { claimFunction } from "./classes/claim-function.js";
import { claimFunctionRevoked } from "./classes/claim-function-revoked.js";
import { columnOpened } from "./classes/column-opened.js";
import { commandOpened } from "./classes/command-opened.js";
import { defaultPrivileges } from "./classes/default-privileges.js";
import { definerByKey } from "./classes/definer-by-key.js";
import { definerRows } from "./classes/definer-rows.js";
import { definerView } from "./classes/definer-view.js";
import { definerViewWritten } from "./classes/definer-view-written.js";
import { grantAnon } from "./classes/grant-anon.js";
import { grantColumn } from "./classes/grant-column.js";
import { grantColumnOfInsert } from "./classes/grant-column-of-insert.js";
import { grantColumnOfSelect } from "./classes/grant-column-of-select.js";
import { grantCommand } from "./classes/grant-command.js";
import { grantIdle } from "./classes/grant-idle.js";
import { grantOption } from "./classes/grant-option.js";
import { grantRevoked } from "./classes/grant-revoked.js";
import { grantTrigger } from "./classes/grant-trigger.js";
import { grantTruncate } from "./classes/grant-truncate.js";
import { grantViewToEveryone } from "./classes/grant-view-to-everyone.js";
import { insertCheckDropped } from "./classes/insert-check-dropped.js";
import { materializedView } from "./classes/materialized-view.js";
import { nullOwnerLetIn } from "./classes/null-owner-let-in.js";
import { ownerHeld } from "./classes/owner-held.js";
import { ownerNullable } from "./classes/owner-nullable.js";
import { ownership } from "./classes/ownership.js";
import { policiesMissing } from "./classes/policies-missing.js";
import { policyAdded } from "./classes/policy-added.js";
import { policyBareCall } from "./classes/policy-bare-call.js";
import { policyCast } from "./classes/policy-cast.js";
import { policyDropped } from "./classes/policy-dropped.js";
import { policyFalse } from "./classes/policy-false.js";
import { policyForAll } from "./classes/policy-for-all.js";
import { policyHalfOpen } from "./classes/policy-half-open.js";
import { policyInnerBinding } from "./classes/policy-inner-binding.js";
import { policyNoCaller } from "./classes/policy-no-caller.js";
import { policyNullOwner } from "./classes/policy-null-owner.js";
import { policyRecursive } from "./classes/policy-recursive.js";
import { policyRestrictive } from "./classes/policy-restrictive.js";
import { policyRuled } from "./classes/policy-ruled.js";
import { policyToAnon } from "./classes/policy-to-anon.js";
import { policyToAnother } from "./classes/policy-to-another.js";
import { policyToEveryone } from "./classes/policy-to-everyone.js";
import { policyTrue } from "./classes/policy-true.js";
import { policyUserMetadata } from "./classes/policy-user-metadata.js";
import { policyWrongColumn } from "./classes/policy-wrong-column.js";
import { restrictiveAdded } from "./classes/restrictive-added.js";
import { restrictiveRepeated } from "./classes/restrictive-repeated.js";
import { roleAttribute } from "./classes/role-attribute.js";
import { roleMembership } from "./classes/role-membership.js";
import { routineExecutable } from "./classes/routine-executable.js";
import { routineRevoked } from "./classes/routine-revoked.js";
import { rowSecurityForced } from "./classes/row-security-forced.js";
import { rowSecurityOff } from "./classes/row-security-off.js";
import { schemaOpen } from "./classes/schema-open.js";
import { schemaUsageRevoked } from "./classes/schema-usage-revoked.js";
import { sequenceOpen } from "./classes/sequence-open.js";
import { serviceHeld } from "./classes/service-held.js";
import { servicePolicyDropped } from "./classes/service-policy-dropped.js";
import { servicePolicyToEveryone } from "./classes/service-policy-to-everyone.js";
import { serviceRevoked } from "./classes/service-revoked.js";
import { tableOpenedToAnon } from "./classes/table-opened-to-anon.js";
import { triggerDisabled } from "./classes/trigger-disabled.js";
import { triggerDropped } from "./classes/trigger-dropped.js";
import { updateCheckDropped } from "./classes/update-check-dropped.js";
import { updateCheckTrue } from "./classes/update-check-true.js";
import { updateUsingTrue } from "./classes/update-using-true.js";
import { userKey } from "./classes/user-key.js";
import { usersView } from "./classes/users-view.js";
import { viewFilters } from "./classes/view-filters.js";
import { viewFrozen } from "./classes/view-frozen.js";
import { viewNarrowed } from "./classes/view-narrowed.js";
import { viewReplaced } from "./classes/view-replaced.js";
import { viewRevoked } from "./classes/view-revoked.js";
import { viewSecurityInvoker } from "./classes/view-security-invoker.js";
import { withinKey } from "./classes/within-key.js";
import type { MutantClass } from "./mutant.js";

/** Every class of mutants: the mistakes with access that the proof should notice, and some that change nothing. */
export const mutantClasses: readonly MutantClass[] = [
  // Row level security and policies.
  rowSecurityOff,
  rowSecurityForced,
  ownerHeld,
  policiesMissing,
  policyDropped,
  servicePolicyDropped,
  serviceHeld,
  policyTrue,
  updateUsingTrue,
  updateCheckTrue,
  updateCheckDropped,
  insertCheckDropped,
  policyNullOwner,
  nullOwnerLetIn,
  policyNoCaller,
  policyWrongColumn,
  policyInnerBinding,
  policyRecursive,
  policyCast,
  policyBareCall,
  policyToEveryone,
  policyToAnon,
  policyToAnother,
  servicePolicyToEveryone,
  policyForAll,
  policyRestrictive,
  restrictiveAdded,
  restrictiveRepeated,
  policyFalse,
  policyAdded,
  policyUserMetadata,
  policyHalfOpen,
  policyRuled,
  // Privileges and roles.
  grantTruncate,
  grantTrigger,
  grantIdle,
  grantAnon,
  grantViewToEveryone,
  grantCommand,
  commandOpened,
  tableOpenedToAnon,
  columnOpened,
  grantColumn,
  grantColumnOfInsert,
  grantColumnOfSelect,
  grantOption,
  sequenceOpen,
  routineExecutable,
  defaultPrivileges,
  roleMembership,
  roleAttribute,
  ownership,
  schemaOpen,
  // Views.
  viewSecurityInvoker,
  viewReplaced,
  viewFrozen,
  viewNarrowed,
  viewFilters,
  viewRevoked,
  definerView,
  definerViewWritten,
  usersView,
  materializedView,
  // Functions, keys and triggers.
  definerRows,
  definerByKey,
  withinKey,
  ownerNullable,
  userKey,
  triggerDropped,
  triggerDisabled,
  // The caller's id, and access that is taken away.
  claimFunction,
  grantRevoked,
  routineRevoked,
  serviceRevoked,
  schemaUsageRevoked,
  claimFunctionRevoked,
];
