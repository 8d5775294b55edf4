import type { Policy } from "../../catalog/facts.js";
import {
  appliesTo,
  commandsOf,
  policyMeaning,
  readAdmission,
  sidesOf,
  wantedRows,
} from "../../check/admission.js";
import { accessInWords } from "../../check/rows-in-words.js";
import type { Subject } from "../../check/subject.js";
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
 * Policies are kept where together they admit what the contract says, whatever their names and words. Of the others those
 * that were made from a contract are replaced; those that somebody else made only where that is asked for.
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
  plan: (planning) => together(tablesWithOwner(planning.subject).map((table) => planTable(planning, table))),
};

const users = ["anon", "authenticated"] as const;

function planTable(planning: Planning, table: ResolvedTable): Planned {
  const { subject, prune } = planning;
  const blamed = blamePolicies(planning, table);
  const { dropped, wanted } = replace(subject, table, blamed);
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
    removals: dropped.flatMap((policy) => rowsLost(subject, table, policy)),
  });
}

/** Whether a policy was made from a contract: by its name, and because it is for no role beyond a contract's. */
function isOfContract(table: ResolvedTable, { name, roles }: Policy): boolean {
  return isWantedName(table, name) && roles.every((role) => contractRoles.some((known) => known === role));
}

/** What a policy that goes lets callers do today and the contract does not. */
function rowsLost(subject: Subject, table: ResolvedTable, policy: Policy): readonly string[] {
  if (!policy.permissive || !table.relation.rowSecurity) return [];
  return users.flatMap((role) => {
    if (!appliesTo(subject, policy, role)) return [];
    const lost = commandsOf(policy).filter((command) => {
      const held = table.relation.effective.some(
        (one) => one.role === role && one.privilege === command.toUpperCase(),
      );
      const { kind } = table.access[role][command].rows;
      const meanings = sidesOf[command].map((side) =>
        policyMeaning(subject, table.relation, policy, side, wantedRows(subject, table, role, command)),
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
        (words) => `${role} can ${words} of ${name}, which ${displayName(policy.name)} let them`,
      ),
      ...accessInWords(table, role, lost.filter(said)).map(
        (words) => `${role} can ${words} of ${name}; ${displayName(policy.name)} said otherwise`,
      ),
    ];
  });
}

/**
 * What goes and what comes in its place. A policy that is in order as far as it goes, and has the name of one that is to
 * come, goes too; what it admitted besides may then be lacking.
 */
function replace(subject: Subject, table: ResolvedTable, blamed: readonly Policy[]) {
  let dropped = blamed;
  for (;;) {
    const kept = without(table, dropped);
    const wanted = lacking(subject, kept);
    const replaced = kept.relation.policies.filter(({ name }) => wanted.some((one) => one.name === name));
    if (replaced.length === 0) return { dropped, wanted };
    dropped = [...dropped, ...replaced];
  }
}

/** What the contract gives and the policies that are left do not. */
function lacking(subject: Subject, table: ResolvedTable): readonly WantedPolicy[] {
  return wantedPolicies(subject, table).filter(({ command, roles }) =>
    (command === "all" ? commands : [command]).some((one) =>
      roles.some((role) =>
        sidesOf[one].some((side) => {
          const { meaning } = readAdmission(subject, table, role, one, side);
          const all = table.access[role][one].rows.kind === "all";
          return all ? !meaning.everything : !meaning.covers;
        }),
      ),
    ),
  );
}

/** A file that runs again finds what it made the first time. */
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
      : `The policies of ${name} that the contract asks for: ${wanted.map((one) => one.command).join(", ")}.`;
  const gone =
    dropped.length === 0
      ? ""
      : `${dropped.map((policy) => displayName(policy.name)).join(", ")} ${dropped.length === 1 ? "goes" : "go"}: ${dropped.length === 1 ? "it admits" : "they admit"} other rows than the contract of ${name} says, or not for the roles that it names.`;
  return [gone, made].filter((part) => part !== "").join(" ");
}

function unknownPolicy({ findings }: Planning, table: ResolvedTable, policy: Policy): Finding {
  const object = policyObject(policy, table);
  const told = findings.find((finding) => finding.object === object);
  return {
    id: "plan/unknown-policy",
    level: "error",
    object,
    message:
      told?.message ??
      `policy ${displayName(policy.name)} on ${objectOf(table.relation)} narrows what the contract gives`,
    why: `${told?.why ?? "it is restrictive, and the contract does not know it"}; somebody made it, so a plan leaves it alone until it is told otherwise`,
    fix: `rowproof plan --prune drops it: drop policy ${quoteName(policy.name)} on ${quoteRelation(table)};`,
  };
}
