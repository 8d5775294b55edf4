import type { Relation } from "../../catalog/facts.js";
import { createView } from "../../check/create-view.js";
import { listPrivileges } from "../../check/grant-source.js";
import { expectedPrivileges, privilegeDifferences } from "../../check/privilege-difference.js";
import { inheritedRoles, settableRoles } from "../../check/roles.js";
import type { Subject } from "../../check/subject.js";
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
  plan: ({ subject }) => together(compatViewSteps(subject).map((compat) => planView(subject, compat))),
};

function planView(subject: Subject, compat: CompatViewStep): Planned {
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
        `${name} is another name of ${base}, under its caller's rights and the table's policies.`,
        [{ sql: createView(compat, { replace: true }), lock: locks.reader(base) }, ...ownPrivileges(compat)],
      );
    case "extend":
      return group(`${name} gets the columns that ${base} has and it lacks.`, [
        {
          sql: createView(compat, { replace: true, first: step.present }),
          lock: locks.exclusive(name),
        },
      ]);
    case "invoker":
      return group(`${name} is read as its caller, no longer as its owner.`, [
        {
          sql: `alter view ${quoteRelation({ schema: table.schema, name: compat.name })} set (security_invoker = true);`,
          lock: locks.exclusive(name),
        },
      ]);
    case "recreate":
      return view === undefined ? planned({}) : recreate(subject, compat, view);
  }
}

function recreate(subject: Subject, compat: CompatViewStep, view: Relation): Planned {
  const dependents = subject.catalog.relations.filter(({ reads }) =>
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
        reason: `${name} is made anew as another name of ${base}: each of its columns, and nothing else.`,
        actions: [
          { sql: `drop view if exists ${quoteRelation(view)};`, lock: locks.exclusive(name) },
          { sql: createView(compat), lock: locks.reader(base) },
          ...ownerAndComment(subject, view),
          ...ownPrivileges(compat),
          ...othersPrivileges(view, isColumn),
        ],
      },
    ],
    removals: [
      `view ${name} shows the columns of ${base} and no longer what it shows today`,
      ...viewRemovals(subject, view, isColumn),
    ],
  });
}

/** A new view has what default privileges give it at that moment, so all is taken first. */
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

/** Who makes the view owns it, unless it is given back. */
function ownerAndComment(subject: Subject, view: Relation): readonly Action[] {
  const { owner, comment } = view;
  const isOther = owner !== subject.catalog.server.currentRole;
  return [
    ...(isOther && canOwn(subject, view)
      ? [`alter view ${quoteRelation(view)} owner to ${quoteRole(owner)};`]
      : []),
    ...(comment === null ? [] : [`comment on view ${quoteRelation(view)} is ${literal(comment).text};`]),
  ].map((sql) => ({ sql, lock: locks.exclusive(displayName(view.schema, view.name)) }));
}

/**
 * A caller owns nothing. Who is no superuser gives away only what they could have back, and only to a role that may create
 * in the schema (PostgreSQL documentation, "ALTER VIEW").
 */
function canOwn({ catalog }: Subject, { owner, schema }: Relation): boolean {
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

/** What other roles had on the view goes with it, and is theirs again, as far as it has the columns still. */
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

/** What callers, PUBLIC and others can do with the view today and not with the one that takes its place. */
function viewRemovals(
  subject: Subject,
  view: Relation,
  isColumn: (name: string) => boolean,
): readonly string[] {
  const callers = contractRoles.flatMap((role) =>
    privilegeDifferences(subject, role)
      .filter(({ relation }) => relation === view)
      .flatMap(({ excess }) => removal(view, role, excess)),
  );
  const others = othersHeld(view).flatMap(({ grantee, privilege, column }) =>
    column === null || isColumn(column)
      ? []
      : [
          `role ${displayName(grantee)} can no longer ${privilege.toLowerCase()} (${quoteName(column)}) on ${objectOf(view)}, which does not have that column any more`,
        ],
  );
  const owner = canOwn(subject, view)
    ? []
    : [`${objectOf(view)} belongs to ${displayName(view.owner)} no longer`];
  return [...new Set([...owner, ...callers, ...publicRemoval(view), ...others])];
}

function usedByOthers(view: Relation, dependents: readonly Relation[]): Finding {
  return {
    id: "plan/view-in-use",
    level: "error",
    object: objectOf(view),
    message: `${objectOf(view)} has to be made anew, and ${listed(dependents.map(objectOf))} ${dependents.length === 1 ? "reads" : "read"} it`,
    why: "it is not a plain list of its table's columns, and a view that others read cannot be dropped without them",
    fix: `have ${dependents.length === 1 ? "that read" : "those read"} the table itself, or drop ${dependents.length === 1 ? "it" : "them"}, then plan again`,
  };
}
