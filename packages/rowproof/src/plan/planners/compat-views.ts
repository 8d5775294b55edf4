import type { Relation } from "../../catalog/facts.js";
import type { CheckContext } from "../../check/context.js";
import { createView } from "../../check/create-view.js";
import { listPrivileges } from "../../check/grant-source.js";
import { expectedPrivileges, privilegeDifferences } from "../../check/privilege-difference.js";
import { inheritedRoles, settableRoles } from "../../check/roles.js";
import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation, quoteRole } from "../../sql/quote.js";
import { displayName, literal } from "../../sql/sql.js";
import { type Action, type Planned, planned, together } from "../action.js";
import { type CompatViewStep, compatViewSteps } from "../compat-view-steps.js";
import { locks } from "../locks.js";
import type { Planner } from "../planning.js";
import { publicRemoval, removal } from "./grants.js";

/** The tables' other names. */
export const compatViews: Planner = {
  fixes: [
    "view/missing",
    "view/lacks-column",
    "view/wrong-column",
    "view/not-plain",
    "view/not-updatable",
    "view/runs-as-owner",
  ],
  plan: ({ context }) => together(compatViewSteps(context).map((compat) => planView(context, compat))),
};

function planView(context: CheckContext, compat: CompatViewStep): Planned {
  const { table, step, view } = compat;
  const name = displayName(table.schema, compat.name);
  const base = displayName(table.schema, table.name);
  const group = (reason: string, actions: readonly Action[]) =>
    planned({ groups: [{ phase: "within" as const, object: `view ${name}`, reason, actions }] });
  switch (step.kind) {
    case "nothing":
      return planned({});
    case "create":
      return group(
        `${name} is another name of ${base}, with the user's own privileges and the table's policies.`,
        [{ sql: createView(compat, { replace: true }), lock: locks.reader(base) }, ...ownPrivileges(compat)],
      );
    case "extend":
      return group(`${name} gets the columns of ${base} that it lacks.`, [
        {
          sql: createView(compat, { replace: true, first: step.present }),
          lock: locks.exclusive(name),
        },
      ]);
    case "invoker":
      return group(`${name} runs as the querying user, no longer as its owner.`, [
        {
          sql: `alter view ${quoteRelation({ schema: table.schema, name: compat.name })} set (security_invoker = true);`,
          lock: locks.exclusive(name),
        },
      ]);
    case "recreate":
      return view === undefined ? planned({}) : recreate(context, compat, view);
  }
}

function recreate(context: CheckContext, compat: CompatViewStep, view: Relation): Planned {
  const dependents = context.catalog.relations.filter(({ reads }) =>
    reads.some(({ schema, name }) => schema === view.schema && name === view.name),
  );
  if (dependents.length > 0) return planned({ refusals: [usedByOthers(view, dependents)] });
  const name = displayName(view.schema, view.name);
  const base = displayName(compat.table.schema, compat.table.name);
  const columns = new Set(compat.table.relation.columns.map((column) => compat.columnName(column.name)));
  const isColumn = (column: string) => columns.has(column);
  return planned({
    groups: [
      {
        phase: "within",
        object: objectOf(view),
        reason: `${name} is recreated as another name of ${base}, with exactly its columns.`,
        actions: [
          { sql: `drop view if exists ${quoteRelation(view)};`, lock: locks.exclusive(name) },
          { sql: createView(compat), lock: locks.reader(base) },
          ...ownerAndComment(context, view),
          ...ownPrivileges(compat),
          ...othersPrivileges(view, isColumn),
        ],
      },
    ],
    removals: [
      `view ${name} shows exactly the columns of ${base} and nothing else`,
      ...viewRemovals(context, view, isColumn),
    ],
  });
}

/** Default privileges may open a new view, so everything is revoked first. */
function ownPrivileges({ table, name, columnName }: CompatViewStep): readonly Action[] {
  const view = quoteRelation({ schema: table.schema, name });
  const groups = new Map<string, string[]>();
  for (const role of contractRoles) {
    const list = listPrivileges(expectedPrivileges(table, role, columnName));
    if (list !== "") groups.set(list, [...(groups.get(list) ?? []), role]);
  }
  return [
    `revoke all on ${view} from public, ${contractRoles.join(", ")};`,
    ...[...groups].map(([list, roles]) => `grant ${list} on ${view} to ${roles.join(", ")};`),
  ].map((sql) => ({ sql, lock: locks.none }));
}

/** The role that creates the view owns it, unless the owner is set again. */
function ownerAndComment(context: CheckContext, view: Relation): readonly Action[] {
  const { owner, comment } = view;
  const isOther = owner !== context.catalog.server.currentRole;
  return [
    ...(isOther && canOwn(context, view)
      ? [`alter view ${quoteRelation(view)} owner to ${quoteRole(owner)};`]
      : []),
    ...(comment === null ? [] : [`comment on view ${quoteRelation(view)} is ${literal(comment).text};`]),
  ].map((sql) => ({ sql, lock: locks.exclusive(displayName(view.schema, view.name)) }));
}

/**
 * anon and authenticated own nothing. Without superuser, the new owner must be a role that one can SET ROLE to and that may create
 * in the schema (PostgreSQL documentation, "ALTER VIEW").
 */
function canOwn({ catalog }: CheckContext, { owner, schema }: Relation): boolean {
  const { superuser, currentRole } = catalog.server;
  if (owner === currentRole) return true;
  if (owner === "anon" || owner === "authenticated") return false;
  if (superuser) return true;
  const inherited = inheritedRoles(catalog, owner);
  const facts = catalog.schemas.find(({ name }) => name === schema);
  const creates = facts?.privileges.some(
    ({ privilege, grantee }) => privilege === "CREATE" && inherited.has(grantee),
  );
  return settableRoles(catalog, currentRole).has(owner) && creates === true;
}

/** The privileges on a view that other roles have by name. */
function othersHeld({ owner, privileges, columns }: Relation) {
  const known: readonly string[] = ["PUBLIC", owner, ...contractRoles];
  const onColumns = columns.flatMap(({ name, privileges: own }) =>
    own.map((one) => ({ ...one, column: name })),
  );
  return [...privileges.map((one) => ({ ...one, column: null })), ...onColumns].filter(
    ({ grantee }) => !known.includes(grantee),
  );
}

/** Other roles lose their privileges with the old view and get them again, as far as the columns still exist. */
function othersPrivileges(view: Relation, isColumn: (name: string) => boolean): readonly Action[] {
  const groups = new Map<string, { grantee: string; grantable: boolean; list: Set<string> }>();
  for (const { grantee, grantable, privilege, column } of othersHeld(view)) {
    if (column !== null && !isColumn(column)) continue;
    const key = JSON.stringify([grantee, grantable]);
    const group = groups.get(key) ?? { grantee, grantable, list: new Set() };
    group.list.add(`${privilege.toLowerCase()}${column === null ? "" : ` (${quoteName(column)})`}`);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ grantee, grantable, list }) => ({
    sql: `grant ${[...list].join(", ")} on ${quoteRelation(view)} to ${quoteRole(grantee)}${grantable ? " with grant option" : ""};`,
    lock: locks.none,
  }));
}

/** What roles can do with the view today and not with the new one. */
function viewRemovals(
  context: CheckContext,
  view: Relation,
  isColumn: (name: string) => boolean,
): readonly string[] {
  const ofRoles = contractRoles.flatMap((role) =>
    privilegeDifferences(context, role)
      .filter(({ relation }) => relation === view)
      .flatMap(({ excess }) => removal(view, role, excess)),
  );
  const others = othersHeld(view).flatMap(({ grantee, privilege, column }) =>
    column === null || isColumn(column)
      ? []
      : [
          `role ${displayName(grantee)} can no longer ${privilege.toLowerCase()} (${quoteName(column)}) on ${objectOf(view)}, which no longer has that column`,
        ],
  );
  const owner = canOwn(context, view)
    ? []
    : [`${objectOf(view)} no longer belongs to ${displayName(view.owner)}`];
  return [...new Set([...owner, ...ofRoles, ...publicRemoval(view), ...others])];
}

function usedByOthers(view: Relation, dependents: readonly Relation[]): Finding {
  return {
    id: "plan/view-in-use",
    level: "error",
    object: objectOf(view),
    message: `${objectOf(view)} must be recreated, and ${listed(dependents.map(objectOf))} ${dependents.length === 1 ? "reads" : "read"} it`,
    why: "it is not a plain list of its table's columns, and a view that other views read cannot be dropped alone",
    fix: `change ${dependents.length === 1 ? "that view" : "those views"} to read the table itself, or drop ${dependents.length === 1 ? "it" : "them"}, then plan again`,
  };
}
