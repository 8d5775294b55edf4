import type { CalledRoutine } from "../../catalog/external-objects.js";
import { type Command, type ContractRole, contractRoles } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { displayName, identifier } from "../../sql/sql.js";
import { appliesTo, commandsOf } from "../admission.js";
import type { Check } from "../check.js";
import { type CheckContext, tableOfView } from "../context.js";
import { bypassesRls } from "../roles.js";
import { tablesNotThere } from "../undecided.js";

/**
 * The functions that a table calls by itself run as the role that uses the table, which needs EXECUTE on each (PostgreSQL
 * documentation, "Privileges"). They are bound, so the role needs no USAGE on the function's schema.
 */
export const calledFunctions: Check = {
  id: "called-functions",
  part: "security",
  holds: "Users can execute the functions that their tables call",
  undecided: tablesNotThere,
  summary: ({ catalog }) => counted(catalog.external.calls.length, "call"),
  find: (context) => {
    const lacking = context.catalog.external.calls.flatMap((call) => {
      const roles = lackingRoles(context, call);
      return roles.length === 0 ? [] : [{ call, roles }];
    });
    const objects = new Set(lacking.map(({ call }) => routineOf(call)));
    return [...objects].map((object) =>
      notExecutable(
        object,
        lacking.filter(({ call }) => routineOf(call) === object),
      ),
    );
  },
};

interface Lacking {
  readonly call: CalledRoutine;
  readonly roles: readonly ContractRole[];
}

/** The commands during which the server makes the call. */
const moments: Readonly<Record<Exclude<CalledRoutine["part"], "policy">, readonly Command[]>> = {
  default: ["insert"],
  stored: ["insert", "update"],
  virtual: ["select"],
  check: ["insert", "update"],
  index: ["insert", "update"],
};

function lackingRoles(context: CheckContext, call: CalledRoutine): readonly ContractRole[] {
  return rolesCalling(context, call).filter((role) => !call.executableBy.includes(role));
}

/** The roles that make the call, given what the contract lets them do with the table. */
export function rolesCalling(context: CheckContext, call: CalledRoutine): readonly ContractRole[] {
  const table = tableOf(context, call);
  if (table === undefined) return [];
  return contractRoles.filter(
    (role) =>
      context.catalog.roles.some(({ name }) => name === role) &&
      momentsOf(context, table, call, role).some(
        (command) => table.access[role][command].rows.kind !== "none",
      ),
  );
}

function tableOf(context: CheckContext, { relation }: CalledRoutine): ResolvedTable | undefined {
  const found = context.catalog.relations.find(
    ({ schema, name }) => schema === relation.schema && name === relation.name,
  );
  if (found === undefined) return undefined;
  return context.tables.find((table) => table.relation === found) ?? tableOfView(context, found);
}

function momentsOf(
  context: CheckContext,
  { relation }: ResolvedTable,
  { part, name }: CalledRoutine,
  role: ContractRole,
): readonly Command[] {
  if (part !== "policy") return moments[part];
  const policy = relation.policies.find((one) => one.name === name);
  const asked =
    policy !== undefined &&
    relation.rowSecurity &&
    !bypassesRls(context.catalog, role) &&
    appliesTo(context, policy, role);
  return asked ? commandsOf(policy) : [];
}

function routineOf({ routine }: CalledRoutine): string {
  return `function ${displayName(routine.schema, routine.name)}(${routine.arguments})`;
}

const nouns: Readonly<Record<CalledRoutine["part"], string>> = {
  default: "the default of",
  stored: "the generated column",
  virtual: "the generated column",
  check: "check",
  index: "index",
  policy: "policy",
};

function notExecutable(object: string, lacking: readonly Lacking[]): Finding {
  const roles = contractRoles.filter((role) => lacking.some((one) => one.roles.includes(role)));
  const callSites = lacking.map(
    ({ call: { part, name, relation } }) =>
      `${nouns[part]} ${displayName(name)} on ${displayName(relation.schema, relation.name)}`,
  );
  const routine = lacking[0]?.call.routine;
  const written =
    routine === undefined ? object : `${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
  return {
    id: "routine/not-executable",
    level: "error",
    object,
    message: `${listed(roles)} cannot execute ${object}, which ${listed(callSites)} ${callSites.length === 1 ? "calls" : "call"}`,
    why: "it runs as the user of the table, so statements that the contract allows fail",
    fix: `grant execute on function ${written} to ${roles.join(", ")};`,
  };
}
