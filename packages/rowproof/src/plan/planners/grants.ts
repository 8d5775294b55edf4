import type { Relation } from "../../catalog/facts.js";
import type { Privilege } from "../../catalog/privileges.js";
import { isBeyondRows } from "../../check/checks/grants.js";
import { listPrivileges } from "../../check/grant-source.js";
import {
  type Held,
  type PrivilegeDifference,
  privilegeDifferences,
} from "../../check/privilege-difference.js";
import { type ContractRole, contractRoles } from "../../contract/contract.js";
import { objectOf } from "../../sql/object-name.js";
import { displayName } from "../../sql/sql.js";
import { revokeAndGrant, type WantedPrivileges } from "../acl.js";
import { type Planned, planned, together } from "../action.js";
import { compatViewSteps } from "../compat-view-steps.js";
import type { Planner, Planning } from "../planning.js";

/** Privileges on the contract's tables and their views: exactly what the contract gives. */
export const relationGrants: Planner = {
  fixes: ["grant/missing", "grant/excess", "grant/by-column"],
  plan: (planning) => together([...differencesByRelation(planning)].map(([, all]) => planRelation(all))),
};

type Differences = readonly PrivilegeDifference[];

/** A view that is recreated gets its privileges there. */
function differencesByRelation({ context }: Planning): ReadonlyMap<Relation, Differences> {
  const steps = compatViewSteps(context);
  const made = new Set(steps.flatMap(({ view, step }) => (step.kind === "recreate" ? [view] : [])));
  const byRelation = new Map<Relation, PrivilegeDifference[]>();
  for (const difference of contractRoles.flatMap((role) => privilegeDifferences(context, role))) {
    const { relation } = difference;
    if (made.has(relation)) continue;
    byRelation.set(relation, [...(byRelation.get(relation) ?? []), difference]);
  }
  return byRelation;
}

function planRelation(differences: Differences): Planned {
  const [first] = differences;
  if (first === undefined) return planned({});
  const { relation, table } = first;
  const wanted = wantedPrivileges(differences);
  const actions = revokeAndGrant(relation, wanted);
  if (actions.length === 0) return planned({});
  return planned({
    groups: [
      {
        phase: "within",
        object: objectOf(relation),
        reason: `Privileges on ${displayName(relation.schema, relation.name)}: exactly what the contract gives for ${table.key}.`,
        actions,
      },
    ],
    removals: contractRoles.flatMap((role) => removal(relation, role, wanted.excess[role] ?? [])),
  });
}

function wantedPrivileges(differences: Differences): WantedPrivileges {
  const of = <Part>(part: (difference: PrivilegeDifference) => Part) =>
    Object.fromEntries(differences.map((difference) => [difference.role, part(difference)]));
  const excess = of(({ excess }) => excess);
  const service = differences.find(({ role }) => role === "service_role");
  const users = [...(excess.anon ?? []), ...(excess.authenticated ?? [])];
  // The service may have privileges that open no row, unless the plan sets its privileges anyway.
  const counted =
    users.length > 0 || service?.expected.length === 0
      ? (service?.excess ?? [])
      : (service?.excess ?? []).filter(({ privilege }) => !isBeyondRows(privilege));
  return {
    expected: of(({ expected }) => expected) as WantedPrivileges["expected"],
    excess: { ...excess, service_role: counted },
    missing: of(({ missing }) => missing),
  };
}

/**
 * `anon can no longer select, insert on table public.t`. PUBLIC loses what one role loses (`revokeAndGrant`),
 * and so does everybody else.
 */
export function removal(relation: Relation, role: ContractRole, excess: readonly Held[]): readonly string[] {
  if (excess.length === 0) return [];
  return [
    `${role} can no longer ${listPrivileges(excess)} on ${objectOf(relation)}`,
    ...publicRemoval(relation),
  ];
}

/** What roles lose that have it only through PUBLIC. */
export function publicRemoval(relation: Relation): readonly string[] {
  const held = heldByName(relation, "PUBLIC");
  return held.length === 0
    ? []
    : [
        `every other role can no longer ${listPrivileges(held)} on ${objectOf(relation)}, which PUBLIC allowed`,
      ];
}

/** What a grantee has by its own name, for the whole relation or for columns. */
function heldByName({ privileges, columns }: Relation, grantee: string): readonly Held[] {
  const named = (all: readonly Privilege[]) =>
    all.filter((one) => one.grantee === grantee).map(({ privilege }) => privilege);
  const whole = new Set(named(privileges));
  const byColumn = new Map<string, string[]>();
  for (const column of columns) {
    for (const privilege of new Set(named(column.privileges))) {
      if (!whole.has(privilege)) byColumn.set(privilege, [...(byColumn.get(privilege) ?? []), column.name]);
    }
  }
  return [
    ...[...whole].map((privilege) => ({ privilege, columns: null })),
    ...[...byColumn].map(([privilege, names]) => ({ privilege, columns: names })),
  ];
}
