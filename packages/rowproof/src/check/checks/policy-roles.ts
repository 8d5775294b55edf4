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
import { inheritedRoles } from "../roles.js";
import { limitToService } from "../service-policy.js";
import type { Subject } from "../subject.js";
import { policiesNotAsked } from "../undecided.js";

/** Every policy of a table of the contract, with its table. */
function everyPolicy(subject: Subject) {
  return subject.tables.flatMap((table) => table.relation.policies.map((policy) => ({ table, policy })));
}

export const policyTargets: Check = {
  id: "policy-targets",
  part: "security",
  holds: "Every policy says with TO whom it is for",
  summary: (subject) => counted(everyPolicy(subject).length, "policy"),
  find: (subject) =>
    everyPolicy(subject)
      .filter(({ policy }) => policy.permissive && policy.roles.includes("PUBLIC"))
      .map(({ table, policy }) => {
        const meant = isForEverybody(table, policy);
        const safe = meant || isWithin(subject, table, policy);
        return {
          id: "policy/without-to",
          level: safe ? "warning" : "error",
          object: policyObject(policy, table),
          message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} has no TO`,
          why: safe
            ? "it is asked for every role, whoever is not signed in included"
            : "it holds for every role: what it gives the service, or anybody, it gives every signed-in user and anon",
          fix: safe
            ? `alter policy ${quoteName(policy.name)} on ${quoteRelation(table)} to ${meant ? "anon, " : ""}authenticated;`
            : limitToService(policy, table),
        };
      }),
};

export const anonymousPolicies: Check = {
  id: "anonymous-policies",
  part: "security",
  holds: "No policy admits whoever is not signed in",
  undecided: policiesNotAsked,
  find: (subject) =>
    everyPolicy(subject)
      .filter(({ table, policy }) => {
        // Without TO it is told by that check.
        if (!policy.permissive || policy.roles.includes("PUBLIC") || !appliesTo(subject, policy, "anon"))
          return false;
        const withheld = commandsOf(policy).some(
          (command) => table.access.anon[command].rows.kind === "none",
        );
        return withheld && !isWithin(subject, table, policy);
      })
      .map(({ table, policy }) => ({
        id: "policy/admits-anon",
        level: "warning",
        object: policyObject(policy, table),
        message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} may admit rows for anon`,
        why: "the contract withholds them, and only the missing grant keeps them shut",
        fix: `alter policy ${quoteName(policy.name)} on ${quoteRelation(table)} to authenticated;`,
      })),
};

/** Whether the contract gives all rows to every caller, for each command of the policy. */
function isForEverybody({ access }: ResolvedTable, policy: Policy): boolean {
  return commandsOf(policy).every((command) =>
    (["anon", "authenticated"] as const).every((role) => access[role][command].rows.kind === "all"),
  );
}

/** Only rows of one's own are told here: a condition of the contract's may well hold for who is not signed in. */
function ownRowsOf(table: ResolvedTable, command: Command): Wanted {
  return { own: ownColumn(table, command) ?? table.owners[0], predicate: undefined };
}

/** A caller without an id has no rows of their own, so a policy within own rows admits anon none. */
function isWithin(subject: Subject, table: ResolvedTable, policy: Policy): boolean {
  return commandsOf(policy).every((command) =>
    sidesOf[command].every(
      (side) => policyMeaning(subject, table.relation, policy, side, ownRowsOf(table, command)).within,
    ),
  );
}

export const strangePolicyRoles: Check = {
  id: "policy-roles",
  part: "security",
  holds: "Policies are for the roles of the contract only",
  find: (subject) => {
    const known = contractRoles.flatMap((role) => [...inheritedRoles(subject.catalog, role)]);
    return everyPolicy(subject).flatMap(({ table, policy }): Finding[] => {
      const strange = policy.roles.filter((role) => !known.includes(role));
      if (strange.length === 0) return [];
      return [
        {
          id: "policy/other-role",
          level: "note",
          object: policyObject(policy, table),
          message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} is for ${listed(strange)}`,
          why: "the contract does not speak of that role, so what it may do was not checked",
          fix: `if the role is not needed: drop policy ${quoteName(policy.name)} on ${quoteRelation(table)};`,
        },
      ];
    });
  },
};
