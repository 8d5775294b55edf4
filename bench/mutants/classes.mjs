// The table of classes. `every` thins a class out whose mutants say much the same: by default every second or third of them is
// tried, and never one that stands alone.
import { grantRevoked, serviceRevoked, surroundingsRevoked } from "./classes/access-revoked.mjs";
import { callerId } from "./classes/caller-id.mjs";
import { columnOpened, commandOpened, tableOpenedToAnon } from "./classes/command-opened.mjs";
import { defaultPrivileges } from "./classes/default-privileges.mjs";
import { definerByKey, definerFunction, definerRows } from "./classes/definer-function.mjs";
import { definerView, definerViewWritten, materializedView, usersView } from "./classes/definer-view.mjs";
import { erasingFunction } from "./classes/erasing-function.mjs";
import { grantAnon, grantViewToEveryone } from "./classes/grant-anon.mjs";
import { grantColumn, grantColumnOfInsert, grantColumnOfSelect } from "./classes/grant-column.mjs";
import { grantCommand } from "./classes/grant-command.mjs";
import { grantIdle } from "./classes/grant-idle.mjs";
import { grantOption } from "./classes/grant-option.mjs";
import { grantTrigger } from "./classes/grant-trigger.mjs";
import { grantTruncate } from "./classes/grant-truncate.mjs";
import { insertCheckDropped } from "./classes/insert-check-dropped.mjs";
import { nullOwnerLetIn } from "./classes/null-owner-let-in.mjs";
import { ownerHeld } from "./classes/owner-held.mjs";
import { ownerNullable } from "./classes/owner-nullable.mjs";
import { ownership, schemaOpen } from "./classes/ownership.mjs";
import { policiesMissing } from "./classes/policies-missing.mjs";
import { policyAdded } from "./classes/policy-added.mjs";
import { policyAnotherRow, policyInnerBinding } from "./classes/policy-another-row.mjs";
import { policyBareCall } from "./classes/policy-bare-call.mjs";
import { policyCast } from "./classes/policy-cast.mjs";
import { policyDropped } from "./classes/policy-dropped.mjs";
import { policyFalse } from "./classes/policy-false.mjs";
import { policyForAll } from "./classes/policy-for-all.mjs";
import { policyHalfOpen } from "./classes/policy-half-open.mjs";
import { policyNoCaller } from "./classes/policy-no-caller.mjs";
import { policyNullOwner } from "./classes/policy-null-owner.mjs";
import { policyRecursive } from "./classes/policy-recursive.mjs";
import { policyRestrictive } from "./classes/policy-restrictive.mjs";
import { policyRuled } from "./classes/policy-ruled.mjs";
import { policyToAnother } from "./classes/policy-to-another.mjs";
import { policyToAnon, policyToEveryone } from "./classes/policy-to-everyone.mjs";
import { policyTrue } from "./classes/policy-true.mjs";
import { policyUserMetadata } from "./classes/policy-user-metadata.mjs";
import { policyWrongColumn } from "./classes/policy-wrong-column.mjs";
import { restrictiveAdded, restrictiveRepeated } from "./classes/restrictive-added.mjs";
import { roleAttribute } from "./classes/role-attribute.mjs";
import { roleMembership } from "./classes/role-membership.mjs";
import { routineExecutable, routineRevoked } from "./classes/routine-executable.mjs";
import { rowSecurityForced } from "./classes/row-security-forced.mjs";
import { rowSecurityOff } from "./classes/row-security-off.mjs";
import { sequenceAdded } from "./classes/sequence-added.mjs";
import { serviceHeld } from "./classes/service-held.mjs";
import { servicePolicyDropped } from "./classes/service-policy-dropped.mjs";
import { servicePolicyToEveryone } from "./classes/service-policy-to-everyone.mjs";
import { sideEffect } from "./classes/side-effect.mjs";
import { triggerDisabled, triggerDropped } from "./classes/trigger-dropped.mjs";
import { triggerFunction } from "./classes/trigger-function.mjs";
import { updateCheckDropped } from "./classes/update-check-dropped.mjs";
import { updateCheckTrue } from "./classes/update-check-true.mjs";
import { updateUsingTrue } from "./classes/update-using-true.mjs";
import { userKey } from "./classes/user-key.mjs";
import {
  viewFilters,
  viewFrozen,
  viewNarrowed,
  viewReplaced,
  viewRevoked,
} from "./classes/view-replaced.mjs";
import { viewSecurityInvoker } from "./classes/view-security-invoker.mjs";
import { withinKey } from "./classes/within-key.mjs";

/** @type {readonly { readonly made: import("./mutants.mjs").MutantClass, readonly every: number }[]} */
export const classes = [
  // Row security and policies.
  { made: rowSecurityOff, every: 1 },
  { made: rowSecurityForced, every: 3 },
  { made: ownerHeld, every: 1 },
  { made: policiesMissing, every: 2 },
  { made: policyDropped, every: 3 },
  { made: servicePolicyDropped, every: 3 },
  { made: serviceHeld, every: 2 },
  { made: policyTrue, every: 1 },
  { made: updateUsingTrue, every: 1 },
  { made: updateCheckTrue, every: 1 },
  { made: updateCheckDropped, every: 2 },
  { made: insertCheckDropped, every: 1 },
  { made: policyNullOwner, every: 3 },
  { made: nullOwnerLetIn, every: 1 },
  { made: policyNoCaller, every: 2 },
  { made: policyWrongColumn, every: 2 },
  { made: policyAnotherRow, every: 2 },
  { made: policyInnerBinding, every: 2 },
  { made: policyRecursive, every: 2 },
  { made: policyCast, every: 3 },
  { made: policyBareCall, every: 3 },
  { made: policyToEveryone, every: 3 },
  { made: policyToAnon, every: 3 },
  { made: policyToAnother, every: 2 },
  { made: servicePolicyToEveryone, every: 2 },
  { made: policyForAll, every: 2 },
  { made: policyRestrictive, every: 2 },
  { made: restrictiveAdded, every: 2 },
  { made: restrictiveRepeated, every: 2 },
  { made: policyFalse, every: 2 },
  { made: policyAdded, every: 3 },
  { made: policyUserMetadata, every: 2 },
  { made: policyHalfOpen, every: 1 },
  { made: policyRuled, every: 1 },
  // Privileges and roles.
  { made: grantTruncate, every: 3 },
  { made: grantTrigger, every: 3 },
  { made: grantIdle, every: 3 },
  { made: grantAnon, every: 3 },
  { made: grantViewToEveryone, every: 2 },
  { made: grantCommand, every: 1 },
  { made: commandOpened, every: 1 },
  { made: tableOpenedToAnon, every: 3 },
  { made: columnOpened, every: 1 },
  { made: grantColumn, every: 1 },
  { made: grantColumnOfInsert, every: 3 },
  { made: grantColumnOfSelect, every: 2 },
  { made: grantOption, every: 3 },
  { made: sequenceAdded, every: 1 },
  { made: routineExecutable, every: 1 },
  { made: defaultPrivileges, every: 3 },
  { made: roleMembership, every: 1 },
  { made: roleAttribute, every: 1 },
  { made: ownership, every: 2 },
  { made: schemaOpen, every: 1 },
  // Views.
  { made: viewSecurityInvoker, every: 1 },
  { made: viewReplaced, every: 2 },
  { made: viewFrozen, every: 1 },
  { made: viewNarrowed, every: 2 },
  { made: viewFilters, every: 1 },
  { made: viewRevoked, every: 3 },
  { made: definerView, every: 3 },
  { made: definerViewWritten, every: 2 },
  { made: usersView, every: 1 },
  { made: materializedView, every: 3 },
  // Functions, keys and triggers.
  { made: definerRows, every: 3 },
  { made: definerByKey, every: 2 },
  { made: definerFunction, every: 1 },
  { made: withinKey, every: 1 },
  { made: ownerNullable, every: 3 },
  { made: userKey, every: 3 },
  { made: triggerDropped, every: 1 },
  { made: triggerDisabled, every: 1 },
  { made: erasingFunction, every: 1 },
  { made: triggerFunction, every: 1 },
  { made: sideEffect, every: 1 },
  // Who the caller is, and access that is taken away.
  { made: callerId, every: 1 },
  { made: grantRevoked, every: 3 },
  { made: routineRevoked, every: 1 },
  { made: serviceRevoked, every: 2 },
  { made: surroundingsRevoked, every: 1 },
];
