import type { Policy } from "../../catalog/facts.js";
import {
  appliesTo,
  commandsOf,
  policyMeaning,
  readAdmission,
  sidesOf,
  wantedRows,
} from "../../check/admission.js";
import type { CheckContext } from "../../check/context.js";
import { accessInWords } from "../../check/rows-in-words.js";
import { tablesWithOwner } from "../../check/undecided.js";
import {
  createPolicy,
  isWantedName,
  type WantedPolicy,
  wantedPolicies,
} from "../../check/wanted-policies.js";
import { commands, contractRoles } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { type Action, type Group, type Planned, planned, together } from "../action.js";
import { blamePolicies, without } from "../blamed-policies.js";
import { locks } from "../locks.js";
import type { Planner, Planning } from "../planning.js";

/**
 * Policies stay if together they admit what the contract says, whatever their names and texts. Of the others, those that
 * were made from a contract are replaced, and all others only with `--prune`.
 */
export const policies: Planner = {
  fixes: [
    "policy/missing",
    "policy/narrower",
    "policy/wider",
    "policy/unproven",
    "policy/unexpected",
    "policy/without-to",
    "policy/admits-anon",
    "policy/service-missing",
    "policy/raises",
    "policy/unread",
  ],
  plan: (planning) => together(tablesWithOwner(planning.context).map((table) => planTable(planning, table))),
};

const users = ["anon", "authenticated"] as const;

function planTable(planning: Planning, table: ResolvedTable): Planned {
  const { context, prune } = planning;
  const blamed = blamePolicies(planning, table);
  const { dropped, wanted } = replace(context, table, blamed);
  const strange = dropped.filter((policy) => !isOfContract(table, policy));
  if (strange.length > 0 && !prune) {
    return planned({ refusals: strange.map((policy) => unknownPolicy(planning, table, policy)) });
  }
  if (dropped.length === 0 && wanted.length === 0) return planned({});
  const group: Group = {
    phase: "within",
    object: objectOf(table.relation),
    reason: reasonFor(table, dropped, wanted),
    actions: [...drops(table, dropped, wanted), ...wanted.map((policy) => creation(table, policy))],
  };
  return planned({
    groups: [group],
    removals: dropped.flatMap((policy) => rowsLost(context, table, policy)),
  });
}

/** Whether a policy was made from a contract: it has such a name, and only roles of a contract. */
function isOfContract(table: ResolvedTable, { name, roles }: Policy): boolean {
  return isWantedName(table, name) && roles.every((role) => contractRoles.some((known) => known === role));
}

/** What a dropped policy lets users do today and the contract does not. */
function rowsLost(context: CheckContext, table: ResolvedTable, policy: Policy): readonly string[] {
  if (!policy.permissive || !table.relation.rowSecurity) return [];
  return users.flatMap((role) => {
    if (!appliesTo(context, policy, role)) return [];
    const lost = commandsOf(policy).filter((command) => {
      const held = table.relation.effective.some(
        (one) => one.role === role && one.privilege === command.toUpperCase(),
      );
      const { kind } = table.access[role][command].rows;
      const meanings = sidesOf[command].map((side) =>
        policyMeaning(context, table.relation, {
          policy,
          side,
          wanted: wantedRows(context, table, role, command),
        }),
      );
      return (
        held &&
        kind !== "all" &&
        meanings.some(({ within, nothing }) => !nothing && (kind === "none" || !within))
      );
    });
    const name = displayName(table.schema, table.name);
    const isWithheld = (command: (typeof lost)[number]) => table.access[role][command].rows.kind === "none";
    const said = (command: (typeof lost)[number]) => !isWithheld(command);
    return [
      ...accessInWords(table, role, lost.filter(isWithheld)).map(
        (words) => `${role} can ${words} of ${name}, which ${displayName(policy.name)} allowed`,
      ),
      ...accessInWords(table, role, lost.filter(said)).map(
        (words) => `${role} can ${words} of ${name}; ${displayName(policy.name)} allowed more`,
      ),
    ];
  });
}

/**
 * The policies to drop and to create. A correct policy with the name of one to create is dropped too; what it admitted
 * may then be missing.
 */
function replace(context: CheckContext, table: ResolvedTable, blamed: readonly Policy[]) {
  let dropped = blamed;
  for (;;) {
    const kept = without(table, dropped);
    const wanted = lacking(context, kept);
    const replaced = kept.relation.policies.filter(({ name }) => wanted.some((one) => one.name === name));
    if (replaced.length === 0) return { dropped, wanted };
    dropped = [...dropped, ...replaced];
  }
}

/** What the contract gives and the remaining policies do not. */
function lacking(context: CheckContext, table: ResolvedTable): readonly WantedPolicy[] {
  return wantedPolicies(context, table).filter(({ command, roles }) =>
    (command === "all" ? commands : [command]).some((one) =>
      roles.some((role) =>
        sidesOf[one].some((side) => {
          const { meaning } = readAdmission(context, { table, role, command: one, side });
          const all = table.access[role][one].rows.kind === "all";
          return all ? !meaning.everything : !meaning.covers;
        }),
      ),
    ),
  );
}

/** Also drops the policies to create, so that the file can run twice. */
function drops(
  table: ResolvedTable,
  dropped: readonly Policy[],
  wanted: readonly WantedPolicy[],
): readonly Action[] {
  const names = new Set([...dropped.map(({ name }) => name), ...wanted.map(({ name }) => name)]);
  return [...names].map((name) => ({
    sql: `drop policy if exists ${quoteName(name)} on ${quoteRelation(table)};`,
    lock: locks.exclusive(displayName(table.schema, table.name)),
  }));
}

function creation(table: ResolvedTable, policy: WantedPolicy): Action {
  return {
    sql: createPolicy(table, policy),
    lock: locks.exclusive(displayName(table.schema, table.name)),
  };
}

function reasonFor(
  table: ResolvedTable,
  dropped: readonly Policy[],
  wanted: readonly WantedPolicy[],
): string {
  const name = displayName(table.schema, table.name);
  const made =
    wanted.length === 0
      ? ""
      : `The policies that ${name} needs by the contract: ${wanted.map((one) => one.command).join(", ")}.`;
  const gone =
    dropped.length === 0
      ? ""
      : `${dropped.map((policy) => displayName(policy.name)).join(", ")} ${dropped.length === 1 ? "is" : "are"} dropped: ${dropped.length === 1 ? "it does" : "they do"} not match the rows or the roles of the contract of ${name}.`;
  return [gone, made].filter((part) => part !== "").join(" ");
}

function unknownPolicy({ findings }: Planning, table: ResolvedTable, policy: Policy): Finding {
  const object = policyObject(policy, table);
  const finding = findings.find((finding) => finding.object === object);
  return {
    id: "plan/unknown-policy",
    level: "error",
    object,
    message:
      finding?.message ??
      `policy ${displayName(policy.name)} on ${objectOf(table.relation)} admits fewer rows than the contract`,
    why: `${finding?.why ?? "it is restrictive, and the contract has no such policy"}; it was not made from a contract, so a plan drops it only with --prune`,
    fix: `rowproof plan --prune drops it: drop policy ${quoteName(policy.name)} on ${quoteRelation(table)};`,
  };
}
