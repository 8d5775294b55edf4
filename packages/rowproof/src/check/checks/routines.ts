import type { Routine } from "../../catalog/facts.js";
import { type ContractRole, contractRoles } from "../../contract/contract.js";
import { suggestName } from "../../contract/suggestion.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName, identifier } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { dangerOf, isMildDefiner } from "../extensions.js";
import { inheritedRoles } from "../roles.js";

/**
 * Those that a user could call: a trigger function only runs by its trigger. An extension is responsible for its own, but not
 * for those that run as their owner: any function can be added to an extension.
 */
export function callableRoutines({ catalog }: CheckContext): readonly Routine[] {
  return catalog.routines.filter(
    ({ extension, securityDefiner, returns }) =>
      (extension === null || securityDefiner) && returns !== "trigger" && returns !== "event_trigger",
  );
}

export const routines: Check = {
  id: "routines",
  part: "security",
  holds: "Only the roles that the contract names can execute each function and procedure",
  summary: (context) => counted(callableRoutines(context).length, "routine"),
  find: (context) => [
    ...unknownRoutines(context),
    ...callableRoutines(context).flatMap((routine) => executionFindings(context, routine)),
    ...context.catalog.routines.flatMap((routine) => dangerousExtension(context, routine)),
  ],
};

export const definerRoutines: Check = {
  id: "definer-routines",
  part: "security",
  holds: "Every security definer routine has a fixed search path",
  summary: ({ catalog }) =>
    counted(catalog.routines.filter(({ securityDefiner }) => securityDefiner).length, "routine"),
  find: ({ catalog }) =>
    catalog.routines
      .filter(({ securityDefiner, extension }) => securityDefiner && extension === null)
      .filter(({ settings }) => !settings.some((setting) => setting.startsWith("search_path=")))
      .map((routine) => ({
        id: "routine/search-path",
        level: routine.executableBy.some((role) => role !== "service_role") ? "error" : "warning",
        object: objectOf(routine),
        message: `${objectOf(routine)} is security definer and has no search path of its own`,
        why: `it runs as ${routine.owner} and resolves names by the search path of the calling session, which a user can change`,
        fix: `alter ${routineName(routine)} set search_path = '';`,
      })),
};

export function rolesAllowed({ contract }: CheckContext, routine: Routine): readonly ContractRole[] {
  return contract.routines.flatMap(({ overloads, execute }) => (overloads.includes(routine) ? execute : []));
}

function executionFindings(context: CheckContext, routine: Routine): readonly Finding[] {
  const allowed = rolesAllowed(context, routine);
  const missing = allowed.filter((role) => !routine.executableBy.includes(role));
  // The service is trusted with every row, so a function gives it nothing more.
  const excess = contractRoles.filter(
    (role) => role !== "service_role" && routine.executableBy.includes(role) && !allowed.includes(role),
  );
  const users = allowed.filter((role) => role !== "service_role");
  return [
    ...(missing.length === 0 ? [] : [missingExecution(routine, missing)]),
    ...(excess.length === 0 ? [] : [excessExecution(context, routine, excess)]),
    ...(routine.securityDefiner && users.length > 0 ? [unproven(routine, users)] : []),
  ];
}

function missingExecution(routine: Routine, roles: readonly string[]): Finding {
  return {
    id: "routine/missing",
    level: "error",
    object: objectOf(routine),
    message: `${listed(roles)} cannot execute ${objectOf(routine)}`,
    why: "the contract allows it",
    fix: `grant execute on ${routineName(routine)} to ${roles.join(", ")};`,
  };
}

/** The statement that revokes EXECUTE from roles, also if it was granted to another grantee. */
function revokeExecution(context: CheckContext, routine: Routine, roles: readonly ContractRole[]): string {
  const grantees = routine.privileges.map(({ grantee }) => grantee);
  const inherited = new Set(roles.flatMap((role) => [...inheritedRoles(context.catalog, role)]));
  const sources = [...new Set(grantees)].filter(
    (grantee) => inherited.has(grantee) && grantee !== routine.owner,
  );
  return `revoke execute on ${routineName(routine)} from ${(sources.length > 0 ? sources : roles).map(quoteRole).join(", ")};`;
}

/** Independent of the contract: a user who runs their own SQL as `authenticated` can claim to be anybody. */
function dangerousExtension(context: CheckContext, routine: Routine): readonly Finding[] {
  const { extension } = routine;
  const danger = extension === null ? undefined : dangerOf(extension, routine.name);
  const roles = contractRoles.filter(
    (role) => role !== "service_role" && routine.executableBy.includes(role),
  );
  if (danger === undefined || roles.length === 0) return [];
  return [
    {
      id: "routine/dangerous-extension",
      level: "error",
      object: objectOf(routine),
      message: `${listed(roles)} can execute ${objectOf(routine)} of extension ${extension}`,
      why: `${danger}, and the API exposes its schema`,
      fix: revokeExecution(context, routine, roles),
    },
  ];
}

function excessExecution(context: CheckContext, routine: Routine, roles: readonly ContractRole[]): Finding {
  return {
    id: "routine/excess",
    level: routine.securityDefiner && !isMildDefiner(routine.extension, routine.name) ? "error" : "warning",
    object: objectOf(routine),
    message: `${listed(roles)} can execute ${objectOf(routine)}, which the contract does not allow`,
    why: routine.securityDefiner
      ? `it is security definer: it runs as ${routine.owner}, which bypasses row level security`
      : "users may not execute a routine that the contract does not name",
    fix: revokeExecution(context, routine, roles),
  };
}

function unproven(routine: Routine, roles: readonly ContractRole[]): Finding {
  return {
    id: "routine/unproven",
    level: "note",
    object: objectOf(routine),
    message: `what ${objectOf(routine)} returns to ${listed(roles)} was not checked`,
    why: `it is security definer: it runs as ${routine.owner}, and only its body limits it to the user's rows`,
    fix: `read its body, or make it security invoker: alter ${routineName(routine)} security invoker;`,
  };
}

function unknownRoutines({ catalog, contract }: CheckContext): readonly Finding[] {
  return contract.routines.flatMap((wanted): Finding[] => {
    if (wanted.overloads.length > 0) return [];
    const { execute } = wanted;
    const known = catalog.routines.filter(({ schema }) => schema === wanted.schema).map(({ name }) => name);
    const place = contract.place(["routines", wanted.key]);
    const suggestion = suggestName(wanted.name, known);
    return [
      {
        id: "contract/unknown-routine",
        // If nobody may execute it, the contract needs nothing from the database.
        level: execute.length === 0 ? "note" : "error",
        object: `function ${displayName(wanted.schema, wanted.name)}`,
        message: `function ${displayName(wanted.schema, wanted.name)} does not exist`,
        why:
          execute.length === 0
            ? "the contract names it as a reviewed function that nobody calls"
            : "the contract says who may execute it",
        fix:
          suggestion === undefined
            ? "create it, or remove it from the contract"
            : `did you mean "${suggestion}"?`,
        sqlstate: "42883",
        ...(place === undefined ? {} : { place }),
      },
    ];
  });
}

export function routineName(routine: Routine): string {
  const name = identifier(routine.schema, routine.name).text;
  return `${routine.kind === "procedure" ? "procedure" : "function"} ${name}(${routine.arguments})`;
}
