import type { Relation } from "../../catalog/facts.js";
import { createView } from "../../check/create-view.js";
import { listPrivileges } from "../../check/grant-source.js";
import { listed, objectOf, written, writtenRole } from "../../check/objects.js";
import { expectedPrivileges } from "../../check/privilege-difference.js";
import type { Subject } from "../../check/subject.js";
import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { displayName } from "../../sql/sql.js";
import { type Action, type Planned, planned, together } from "../action.js";
import { type CompatViewStep, compatViewSteps } from "../compat-view-steps.js";
import { locks } from "../locks.js";
import type { Planner } from "../planning.js";

/** The tables' other names. */
export const compatViews: Planner = {
  mends: [
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
          sql: `alter view ${written({ schema: table.schema, name: compat.name })} set (security_invoker = true);`,
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
  return planned({
    groups: [
      {
        phase: "within",
        object: objectOf(view),
        reason: `${name} is made anew as another name of ${base}: each of its columns, and nothing else.`,
        actions: [
          { sql: `drop view if exists ${written(view)};`, lock: locks.exclusive(name) },
          { sql: createView(compat), lock: locks.reader(base) },
          ...ownPrivileges(compat),
          ...othersPrivileges(view),
        ],
      },
    ],
    removals: [`view ${name} shows the columns of ${base} and no longer what it shows today`],
  });
}

/** A new view has what default privileges give it at that moment, so all is taken first. */
function ownPrivileges({ table, name, columnName }: CompatViewStep): readonly Action[] {
  const view = written({ schema: table.schema, name });
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

/** What other roles had on the view goes with it, and is theirs again. */
function othersPrivileges(view: Relation): readonly Action[] {
  const known: readonly string[] = ["PUBLIC", view.owner, ...contractRoles];
  const others = view.privileges.filter(({ grantee }) => !known.includes(grantee));
  return [...new Set(others.map(({ grantee }) => grantee))].map((grantee) => {
    const list = others
      .filter((one) => one.grantee === grantee)
      .map(({ privilege }) => privilege.toLowerCase());
    return {
      sql: `grant ${list.join(", ")} on ${written(view)} to ${writtenRole(grantee)};`,
      lock: locks.none,
    };
  });
}

function usedByOthers(view: Relation, dependents: readonly Relation[]): Finding {
  return {
    id: "plan/view-in-use",
    level: "error",
    object: objectOf(view),
    message: `${objectOf(view)} has to be made anew, and ${listed(dependents.map(objectOf))} ${dependents.length === 1 ? "reads" : "read"} it`,
    why: "it is not a plain list of its table's columns, and a view that others read cannot be dropped without them",
    mend: `have ${dependents.length === 1 ? "that read" : "those read"} the table itself, or drop ${dependents.length === 1 ? "it" : "them"}, then plan again`,
  };
}
