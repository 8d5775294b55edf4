import type { Policy } from "../catalog/facts.js";
import {
  type Admission,
  appliesTo,
  commandsOf,
  policyMeaning,
  readAdmission,
  sidesOf,
  wantedRows,
} from "../check/admission.js";
import type { CheckContext } from "../check/context.js";
import { tablesWithOwner } from "../check/undecided.js";
import { commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { policyObject } from "../sql/object-name.js";
import type { Planning } from "./planning.js";

const users = ["anon", "authenticated"] as const;

/** The policies that conflict with the contract; dropping one can reveal another. */
export function blamePolicies(
  planning: Pick<Planning, "context" | "findings">,
  table: ResolvedTable,
): readonly Policy[] {
  let blamed: readonly Policy[] = table.relation.policies.filter(
    (policy) => policy.permissive && policy.roles.includes("PUBLIC"),
  );
  const named = planning.findings.filter(({ id }) => id === "policy/raises" || id === "policy/unread");
  blamed = [
    ...blamed,
    ...table.relation.policies.filter((policy) =>
      named.some(({ object }) => object === policyObject(policy, table)),
    ),
  ];
  for (;;) {
    const more = blameOnce(planning.context, without(table, blamed));
    if (more.length === 0) return [...new Set(blamed)];
    blamed = [...blamed, ...more];
  }
}

function blameOnce(context: CheckContext, table: ResolvedTable): readonly Policy[] {
  const found = users.flatMap((role) =>
    commands.flatMap((command) =>
      sidesOf[command].flatMap((side) => {
        const admission = readAdmission(context, { table, role, command, side });
        return [...tooWide(table, role, command, admission), ...tooNarrow(table, role, command, admission)];
      }),
    ),
  );
  return [...new Set([...found, ...admittingAnon(context, table), ...narrowingService(context, table)])];
}

type User = (typeof users)[number];
type Row = (typeof commands)[number];

function tooWide(
  { access }: ResolvedTable,
  role: User,
  command: Row,
  { meaning, permissive }: Admission,
): readonly Policy[] {
  const { kind } = access[role][command].rows;
  if (kind === "all") return [];
  if (kind === "none") {
    // `admittingAnon` finds what anon gets: a policy within own rows admits no row for anon.
    if (role === "anon" || meaning.nothing) return [];
    return permissive.filter((one) => !one.meaning.nothing).map(({ policy }) => policy);
  }
  if (meaning.within) return [];
  return permissive.filter((one) => !one.meaning.within).map(({ policy }) => policy);
}

/** Only a restrictive policy can take away what another gives. */
function tooNarrow(
  { access }: ResolvedTable,
  role: User,
  command: Row,
  { restrictive }: Admission,
): readonly Policy[] {
  const { kind } = access[role][command].rows;
  if (kind === "none") return [];
  return restrictive
    .filter(({ meaning }) => (kind === "all" ? !meaning.everything : !meaning.covers))
    .map(({ policy }) => policy);
}

/** Permissive policies that admit rows for anonymous users although the contract gives them none. */
function admittingAnon(context: CheckContext, table: ResolvedTable): readonly Policy[] {
  return table.relation.policies.filter((policy) => {
    if (!policy.permissive || !appliesTo(context, policy, "anon")) return false;
    const withheld = commandsOf(policy).some((command) => table.access.anon[command].rows.kind === "none");
    return withheld && !isWithinOwn(context, table, policy);
  });
}

function isWithinOwn(context: CheckContext, table: ResolvedTable, policy: Policy): boolean {
  return commandsOf(policy).every((command) =>
    sidesOf[command].every((side) => {
      const own = { ...wantedRows(context, table, "authenticated", command), predicate: undefined };
      return policyMeaning(context, table.relation, { policy, side, wanted: own }).within;
    }),
  );
}

function narrowingService(context: CheckContext, table: ResolvedTable): readonly Policy[] {
  return commands.flatMap((command) => {
    if (table.access.service_role[command].rows.kind !== "all") return [];
    return sidesOf[command].flatMap((side) =>
      readAdmission(context, { table, role: "service_role", command, side })
        .restrictive.filter(({ meaning }) => !meaning.everything)
        .map(({ policy }) => policy),
    );
  });
}

/** The table without some of its policies. */
export function without(table: ResolvedTable, policies: readonly Policy[]): ResolvedTable {
  const left = table.relation.policies.filter((policy) => !policies.includes(policy));
  return { ...table, relation: { ...table.relation, policies: left } };
}

/** Those of every table that can be judged, by name. */
export function allBlamed(planning: Pick<Planning, "context" | "findings">): ReadonlySet<string> {
  return new Set(
    tablesWithOwner(planning.context).flatMap((table) =>
      blamePolicies(planning, table).map((policy) => policyObject(policy, table)),
    ),
  );
}
