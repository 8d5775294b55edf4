import type { Policy } from "../../catalog/facts.js";
import { type Command, contractRoles } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { appliesTo, commandsOf, ownColumn, policyMeaning, sidesOf, type Wanted } from "../admission.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { inheritedRoles } from "../roles.js";
import { limitToService } from "../service-policy.js";
import { policiesNotAsked } from "../undecided.js";

/** Every policy of a table of the contract, with its table. */
function everyPolicy(context: CheckContext) {
  return context.tables.flatMap((table) => table.relation.policies.map((policy) => ({ table, policy })));
}

export const policyTargets: Check = {
  id: "policy-targets",
  part: "security",
  holds: "Every policy names its roles with TO",
  summary: (context) => counted(everyPolicy(context).length, "policy"),
  find: (context) =>
    everyPolicy(context)
      .filter(({ policy }) => policy.permissive && policy.roles.includes("PUBLIC"))
      .map(({ table, policy }) => {
        const meant = isForEverybody(table, policy);
        const safe = meant || isWithin(context, table, policy);
        return {
          id: "policy/without-to",
          level: safe ? "warning" : "error",
          object: policyObject(policy, table),
          message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} has no TO`,
          why: safe
            ? "it applies to every role, including anonymous users"
            : "it applies to every role: every signed-in user and anon get the rows that it admits",
          fix: safe
            ? `alter policy ${quoteName(policy.name)} on ${quoteRelation(table)} to ${meant ? "anon, " : ""}authenticated;`
            : limitToService(policy, table),
        };
      }),
};

export const anonymousPolicies: Check = {
  id: "anonymous-policies",
  part: "security",
  holds: "No policy admits rows for anonymous users beyond the contract",
  undecided: policiesNotAsked,
  find: (context) =>
    everyPolicy(context)
      .filter(({ table, policy }) => {
        // The check `policy-targets` reports policies without TO.
        if (!policy.permissive || policy.roles.includes("PUBLIC") || !appliesTo(context, policy, "anon"))
          return false;
        const withheld = commandsOf(policy).some(
          (command) => table.access.anon[command].rows.kind === "none",
        );
        return withheld && !isWithin(context, table, policy);
      })
      .map(({ table, policy }) => ({
        id: "policy/admits-anon",
        level: "warning",
        object: policyObject(policy, table),
        message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} may admit rows for anon`,
        why: "the contract withholds them, and only a missing grant closes them",
        fix: `alter policy ${quoteName(policy.name)} on ${quoteRelation(table)} to authenticated;`,
      })),
};

/** Whether the contract gives all rows to anon and authenticated, for each command of the policy. */
function isForEverybody({ access }: ResolvedTable, policy: Policy): boolean {
  return commandsOf(policy).every((command) =>
    (["anon", "authenticated"] as const).every((role) => access[role][command].rows.kind === "all"),
  );
}

/** Own rows only: a condition of the contract may well hold for anonymous users. */
function ownRowsOf(table: ResolvedTable, command: Command): Wanted {
  return { own: ownColumn(table, command) ?? table.owners[0], predicate: undefined };
}

/** A user without an id has no own rows, so a policy within own rows admits no row for anon. */
function isWithin(context: CheckContext, table: ResolvedTable, policy: Policy): boolean {
  return commandsOf(policy).every((command) =>
    sidesOf[command].every(
      (side) =>
        policyMeaning(context, table.relation, { policy, side, wanted: ownRowsOf(table, command) }).within,
    ),
  );
}

export const strangePolicyRoles: Check = {
  id: "policy-roles",
  part: "security",
  holds: "Policies name only the roles of the contract",
  find: (context) => {
    const known = contractRoles.flatMap((role) => [...inheritedRoles(context.catalog, role)]);
    return everyPolicy(context).flatMap(({ table, policy }): Finding[] => {
      const strange = policy.roles.filter((role) => !known.includes(role));
      if (strange.length === 0) return [];
      return [
        {
          id: "policy/other-role",
          level: "note",
          object: policyObject(policy, table),
          message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} is for ${listed(strange)}`,
          why: "the contract does not name that role, so its access was not checked",
          fix: `if the role is not needed: drop policy ${quoteName(policy.name)} on ${quoteRelation(table)};`,
        },
      ];
    });
  },
};
