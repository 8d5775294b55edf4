import type { CalledRoutine } from "../../catalog/external-objects.js";
import type { Routine } from "../../catalog/facts.js";
import { askedConditions } from "../../check/asked-conditions.js";
import { rolesCalling } from "../../check/checks/called-functions.js";
import { callableRoutines, rolesAllowed, routineName } from "../../check/checks/routines.js";
import type { CheckContext } from "../../check/context.js";
import { inheritedRoles } from "../../check/roles.js";
import { type ContractRole, contractRoles } from "../../contract/contract.js";
import { contractKey } from "../../contract/contract-key.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName, identifier } from "../../sql/sql.js";
import { type Action, type Planned, planned, together } from "../action.js";
import { locks } from "../locks.js";
import type { Planner, Planning } from "../planning.js";

/** Who may execute which function: the roles that the contract names, and the roles that call it by using a table. */
export const routines: Planner = {
  fixes: ["routine/excess", "routine/missing", "routine/not-executable", "routine/dangerous-extension"],
  plan: (planning) => {
    const { context, findings } = planning;
    const about = (object: string) =>
      findings.some((finding) => finding.object === object && routines.fixes.includes(finding.id));
    const asked = new Set(
      askedConditions(context).flatMap(({ bound }) =>
        (bound?.calls ?? []).map(({ routine }) => JSON.stringify(routine)),
      ),
    );
    const own = context.catalog.routines.filter(
      (routine) =>
        about(objectOf(routine)) ||
        asked.has(
          JSON.stringify({ schema: routine.schema, name: routine.name, arguments: routine.arguments }),
        ),
    );
    return together([...own.map((routine) => planRoutine(planning, routine)), outsideCalls(context)]);
  },
};

function planRoutine(planning: Planning, routine: Routine): Planned {
  const { context } = planning;
  const needed = neededBy(planning, routine);
  const judged = callableRoutines(context).includes(routine);
  const allowed = judged ? rolesAllowed(context, routine) : [];
  const unnamed = needed.filter((role) => role !== "service_role" && !allowed.includes(role));
  if (judged && unnamed.length > 0) {
    return planned({ refusals: [nameIt(context, routine, unnamed, [...new Set([...allowed, ...needed])])] });
  }
  const { executableBy } = routine;
  const excess = (["anon", "authenticated"] as const).filter(
    (role) => executableBy.includes(role) && !allowed.includes(role) && !needed.includes(role),
  );
  // The service keeps what it has. What it had through PUBLIC is granted by name.
  const kept = executableBy.includes("service_role") ? (["service_role"] as const) : [];
  const wanted = [...new Set([...allowed, ...needed, ...kept])];
  const actions = [...revokes(context, routine, excess), ...executions(routine, wanted, excess.length > 0)];
  if (actions.length === 0) return planned({});
  return planned({
    groups: [
      {
        phase: "within",
        object: objectOf(routine),
        reason: reasonFor(routine, allowed, needed),
        actions,
      },
    ],
    removals: [
      ...excess.map((role) => `${role} can no longer execute ${objectOf(routine)}`),
      ...(excess.length > 0 && routine.privileges.some(({ grantee }) => grantee === "PUBLIC")
        ? [`every other role can no longer execute ${objectOf(routine)}, which PUBLIC allowed`]
        : []),
    ],
  });
}

/** The service keeps what it has, so the text names it only if the contract does. */
function reasonFor(
  routine: Routine,
  allowed: readonly ContractRole[],
  needed: readonly ContractRole[],
): string {
  const name = displayName(routine.schema, routine.name);
  const named = contractRoles.filter(
    (role) => allowed.includes(role) || (role !== "service_role" && needed.includes(role)),
  );
  return named.length === 0
    ? `Only roles that the contract names can execute ${name}.`
    : `Only ${listed(named)} can execute ${name}, as the contract says.`;
}

/** The roles that call it by using a table, except through policies that conflict with the contract. */
function neededBy(
  { context, blamed }: Planning,
  { schema, name, arguments: given }: Routine,
): readonly ContractRole[] {
  const calls = context.catalog.external.calls.filter(
    (call) =>
      call.routine.schema === schema &&
      call.routine.name === name &&
      call.routine.arguments === given &&
      !(call.part === "policy" && blamed.has(policyObject(call, call.relation))),
  );
  const conditions = askedConditions(context).filter(({ bound }) =>
    bound?.calls.some(
      ({ routine }) => routine.schema === schema && routine.name === name && routine.arguments === given,
    ),
  );
  return contractRoles.filter(
    (role) =>
      calls.some((call) => rolesCalling(context, call).includes(role)) ||
      conditions.some(({ roles }) => roles.some((one) => one === role)),
  );
}

function revokes(
  context: CheckContext,
  routine: Routine,
  excess: readonly ContractRole[],
): readonly Action[] {
  if (excess.length === 0) return [];
  const inherited = new Set(excess.flatMap((role) => [...inheritedRoles(context.catalog, role)]));
  const sources = routine.privileges.filter(
    ({ grantee }) => inherited.has(grantee) && grantee !== routine.owner,
  );
  const name = routineName(routine);
  const from = [...new Set(sources.map(({ grantee }) => grantee))].map(quoteRole).join(", ");
  // Revoking a grant option also revokes what its holder granted.
  const grantors = [...new Set(sources.map(({ grantor }) => grantor))].filter(
    (grantor) => grantor !== routine.owner && !inherited.has(grantor),
  );
  return [
    ...grantors.map(
      (grantor) => `revoke grant option for execute on ${name} from ${quoteRole(grantor)} cascade;`,
    ),
    `revoke execute on ${name} from ${from} cascade;`,
  ].map((sql) => ({ sql, lock: locks.none }));
}

function executions(
  routine: Routine,
  wanted: readonly ContractRole[],
  publicGoes: boolean,
): readonly Action[] {
  const named = routine.privileges.map(({ grantee }) => grantee);
  const lacking = wanted.filter((role) =>
    publicGoes ? !named.includes(role) : !routine.executableBy.includes(role),
  );
  if (lacking.length === 0) return [];
  return [{ sql: `grant execute on ${routineName(routine)} to ${lacking.join(", ")};`, lock: locks.none }];
}

/** Functions of other schemas that the contract's tables call. */
function outsideCalls(context: CheckContext): Planned {
  const { schemas } = context.contract;
  const { catalog } = context;
  const calls = catalog.external.calls.filter(({ routine }) => !schemas.includes(routine.schema));
  const byRoutine = new Map<string, Set<ContractRole>>();
  for (const call of calls) {
    const lacking = rolesCalling(context, call).filter((role) => !call.executableBy.includes(role));
    if (lacking.length === 0) continue;
    const name = writtenCall(call);
    byRoutine.set(name, new Set([...(byRoutine.get(name) ?? []), ...lacking]));
  }
  for (const { bound, roles } of askedConditions(context)) {
    for (const call of (bound?.calls ?? []).filter(({ routine }) => !schemas.includes(routine.schema))) {
      const lacking = roles.filter((role) => !call.executableBy.includes(role));
      if (lacking.length === 0) continue;
      const name = writtenCall(call);
      byRoutine.set(name, new Set([...(byRoutine.get(name) ?? []), ...lacking]));
    }
  }
  return planned({
    groups: [...byRoutine].map(([name, roles]) => ({
      phase: "within" as const,
      object: `function ${name}`,
      reason: `The tables of the contract call ${name} as the role that uses them.`,
      actions: [{ sql: `grant execute on function ${name} to ${[...roles].join(", ")};`, lock: locks.none }],
    })),
  });
}

function writtenCall({ routine }: Pick<CalledRoutine, "routine">): string {
  return `${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
}

/** Revoking EXECUTE would lock users out of the table, and leaving it conflicts with the contract. */
function nameIt(
  { contract }: CheckContext,
  routine: Routine,
  roles: readonly ContractRole[],
  all: readonly ContractRole[],
): Finding {
  return {
    id: "plan/routine-needed",
    level: "error",
    object: objectOf(routine),
    message: `the contract does not let ${listed(roles)} execute ${objectOf(routine)}, which its tables call as ${listed(roles)}`,
    why: "a default, check, index or policy calls it as the role that uses the table, and without it statements that the contract allows fail",
    fix: `name it in the contract: routines: { ${contractKey(contract, routine)}: { execute: [${all.map((role) => JSON.stringify(role)).join(", ")}] } }`,
  };
}
