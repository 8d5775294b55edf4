import type { Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { parentsOf } from "../../catalog/parents.js";
import { isSecurityInvoker } from "../../catalog/view-options.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import type { Check } from "../check.js";
import { type CheckContext, tableOfView } from "../context.js";
import { isReference } from "../extensions.js";
import { listPrivileges, revokeStatements, sourceClause } from "../grant-source.js";

const userRoles = ["anon", "authenticated"] as const;

/** Relations that are not in the contract; sequences have their own check. */
export function strangers(context: CheckContext): readonly Relation[] {
  return context.catalog.relations.filter(
    (relation) =>
      relation.kind !== "sequence" &&
      !context.tables.some((table) => table.relation === relation) &&
      !(relation.kind === "view" && tableOfView(context, relation) !== undefined),
  );
}

/** What anon and authenticated may do with a relation that is not in the contract. */
function openTo(context: CheckContext, relation: Relation) {
  return userRoles.flatMap((role) => {
    const held = relation.effective.filter((privilege) => privilege.role === role);
    if (held.length === 0) return [];
    const through = sourceClause(context, relation, role, held);
    return [
      {
        said: `${role} has ${listPrivileges(held)}${through}`,
        fix: revokeStatements(context, { relation, role, excess: held, expected: [] }),
      },
    ];
  });
}

export const coverage: Check = {
  id: "coverage",
  part: "security",
  holds: "Every table of the exposed schemas is in the contract or closed",
  find: (context) =>
    strangers(context).flatMap((relation): readonly Finding[] => {
      if (relation.kind === "view" || relation.kind === "materialized view") return [];
      if (relation.extension !== null) return extensionTable(context, relation);
      const open = openTo(context, relation);
      const object = objectOf(relation);
      if (open.length === 0) return isPart(context, relation) ? [] : [unnamed(relation)];
      return [
        {
          id: relation.kind === "foreign table" ? "table/foreign" : "table/not-in-contract",
          level: "error",
          object,
          message: `${object} is not in the contract, and ${open.map(({ said }) => said).join("; ")}`,
          why:
            relation.kind === "foreign table"
              ? "row level security does not apply to foreign tables, so a privilege on one opens every row"
              : "users may not reach a table that is not in the contract",
          fix: open.map(({ fix }) => fix).join("\n"),
        },
      ];
    }),
};

/** Whether a relation is a partition or child of a table in the contract. */
export function isPart(context: CheckContext, relation: Relation): boolean {
  const parents = parentsOf(relation);
  return parents.some(({ schema, name }) => {
    const parent = context.catalog.relations.find((one) => one.schema === schema && one.name === name);
    if (parent === undefined) return false;
    return context.tables.some((table) => table.relation === parent) || isPart(context, parent);
  });
}

function unnamed(relation: Relation): Finding {
  return {
    id: "table/not-in-contract",
    level: isTable(relation) ? "warning" : "note",
    object: objectOf(relation),
    message: `${objectOf(relation)} is not in the contract`,
    why: "it is closed to users, but the contract does not say that it should be",
    fix: `add ${relation.name}: { access: closed() } to the tables, or the access that you want`,
  };
}

/** The extension is responsible for its tables, but open ones are reported. */
function extensionTable(context: CheckContext, relation: Relation): readonly Finding[] {
  const open = openTo(context, relation);
  if (open.length === 0) return [];
  const writes = relation.effective.some(
    ({ role, privilege }) => userRoles.some((one) => one === role) && privilege !== "SELECT",
  );
  const known = isReference(relation.extension, relation.name);
  return [
    {
      id: "table/of-extension",
      level: !relation.rowSecurity && !known ? "error" : writes ? "warning" : "note",
      object: objectOf(relation),
      message: `${objectOf(relation)} of extension ${relation.extension} is open: ${open.map(({ said }) => said).join("; ")}`,
      why: known
        ? "it belongs to the extension, and normally holds no user's rows"
        : "it belongs to the extension, but it may still hold users' rows",
      fix: open.map(({ fix }) => fix).join("\n"),
    },
  ];
}

export const otherViews: Check = {
  id: "other-views",
  part: "security",
  holds: "Users can read no view outside the contract",
  find: (context) =>
    strangers(context)
      .filter(({ kind }) => kind === "view" || kind === "materialized view")
      .flatMap((view) => {
        const open = openTo(context, view);
        if (open.length === 0) return [];
        const judged = judgeView(context, view);
        return [
          {
            ...judged,
            object: objectOf(view),
            message: `${objectOf(view)} is not in the contract, and ${open.map(({ said }) => said).join("; ")}`,
            fix: open.map(({ fix }) => fix).join("\n"),
          },
        ];
      }),
};

function judgeView(context: CheckContext, view: Relation): Pick<Finding, "id" | "level" | "why"> {
  if (isReference(view.extension, view.name)) {
    return {
      id: "view/of-extension",
      level: "note",
      why: `it belongs to the extension ${view.extension}, and shows no user's rows to others`,
    };
  }
  if (view.kind === "materialized view") {
    return {
      id: "view/materialized",
      level: "error",
      why: "a materialized view stores its own rows, and row level security cannot protect it",
    };
  }
  if (!isSecurityInvoker(view)) {
    return {
      id: "view/runs-as-owner",
      level: "error",
      why: `it lacks security_invoker, so it runs as its owner ${view.owner}, and policies do not limit that role`,
    };
  }
  if (!readsKnownTables(context, view, new Set())) {
    return {
      id: "view/unproven",
      level: "error",
      why: "it has security_invoker, but reads from other schemas or through a view without security_invoker",
    };
  }
  return {
    id: "view/not-in-contract",
    level: "warning",
    why: "it has security_invoker, so it shows only what the user may read, but the contract does not name it",
  };
}

/** Whether the user's own policies apply to everything that a view reads, also through other views. */
function readsKnownTables(context: CheckContext, view: Relation, seen: Set<Relation>): boolean {
  if (seen.has(view)) return true;
  seen.add(view);
  return view.reads.every(({ schema, name }) => {
    const read = context.catalog.relations.find((one) => one.schema === schema && one.name === name);
    if (read === undefined) return false;
    if (read.kind === "view") return isSecurityInvoker(read) && readsKnownTables(context, read, seen);
    return isTable(read) && read.rowSecurity;
  });
}
