import type { Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { parentsOf } from "../../catalog/parents.js";
import { isSecurityInvoker } from "../../catalog/view-options.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import type { Check } from "../check.js";
import { isReference } from "../extensions.js";
import { listPrivileges, revokeStatements, sourceClause } from "../grant-source.js";
import { type Subject, tableOfView } from "../subject.js";

const callers = ["anon", "authenticated"] as const;

/** Relations that the contract does not speak of; sequences have a check of their own. */
export function strangers(subject: Subject): readonly Relation[] {
  return subject.catalog.relations.filter(
    (relation) =>
      relation.kind !== "sequence" &&
      !subject.tables.some((table) => table.relation === relation) &&
      !(relation.kind === "view" && tableOfView(subject, relation) !== undefined),
  );
}

/** What callers may do with a relation that the contract does not give them. */
function openTo(subject: Subject, relation: Relation) {
  return callers.flatMap((role) => {
    const held = relation.effective.filter((privilege) => privilege.role === role);
    if (held.length === 0) return [];
    const through = sourceClause(subject, relation, role, held);
    return [
      {
        said: `${role} has ${listPrivileges(held)}${through}`,
        fix: revokeStatements(subject, relation, role, held, []),
      },
    ];
  });
}

export const coverage: Check = {
  id: "coverage",
  part: "security",
  holds: "Every table of the exposed schemas is in the contract, or closed",
  find: (subject) =>
    strangers(subject).flatMap((relation): readonly Finding[] => {
      if (relation.kind === "view" || relation.kind === "materialized view") return [];
      if (relation.extension !== null) return extensionTable(subject, relation);
      const open = openTo(subject, relation);
      const object = objectOf(relation);
      if (open.length === 0) return isPart(subject, relation) ? [] : [unnamed(relation)];
      return [
        {
          id: relation.kind === "foreign table" ? "table/foreign" : "table/not-in-contract",
          level: "error",
          object,
          message: `${object} is not in the contract, and ${open.map(({ said }) => said).join("; ")}`,
          why:
            relation.kind === "foreign table"
              ? "a foreign table is not under row level security, so a privilege on it is every row"
              : "what the contract does not name is for nobody but its owner and the service",
          fix: open.map(({ fix }) => fix).join("\n"),
        },
      ];
    }),
};

/** A part of a table of the contract, which is reached through that table's name. */
export function isPart(subject: Subject, relation: Relation): boolean {
  const parents = parentsOf(relation);
  return parents.some(({ schema, name }) => {
    const parent = subject.catalog.relations.find((one) => one.schema === schema && one.name === name);
    if (parent === undefined) return false;
    return subject.tables.some((table) => table.relation === parent) || isPart(subject, parent);
  });
}

function unnamed(relation: Relation): Finding {
  return {
    id: "table/not-in-contract",
    level: isTable(relation) ? "warning" : "note",
    object: objectOf(relation),
    message: `${objectOf(relation)} is not in the contract`,
    why: "it is closed to callers, but nobody has said whether it should be",
    fix: `add ${relation.name}: { access: closed() } to the tables, or the access that is meant`,
  };
}

/** The extension answers for its tables, but what it opened is said. */
function extensionTable(subject: Subject, relation: Relation): readonly Finding[] {
  const open = openTo(subject, relation);
  if (open.length === 0) return [];
  const writes = relation.effective.some(
    ({ role, privilege }) => callers.some((caller) => caller === role) && privilege !== "SELECT",
  );
  const known = isReference(relation.extension, relation.name);
  return [
    {
      id: "table/of-extension",
      level: !relation.rowSecurity && !known ? "error" : writes ? "warning" : "note",
      object: objectOf(relation),
      message: `${objectOf(relation)} of extension ${relation.extension} is open: ${open.map(({ said }) => said).join("; ")}`,
      why: known
        ? "it belongs to the extension, and holds no user's rows unless something was written into it"
        : "it belongs to the extension, but that a table does so tells nothing of whose rows are in it",
      fix: open.map(({ fix }) => fix).join("\n"),
    },
  ];
}

export const otherViews: Check = {
  id: "other-views",
  part: "security",
  holds: "No view beside those of the contract shows callers anything",
  find: (subject) =>
    strangers(subject)
      .filter(({ kind }) => kind === "view" || kind === "materialized view")
      .flatMap((view) => {
        const open = openTo(subject, view);
        if (open.length === 0) return [];
        const judged = judgeView(subject, view);
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

function judgeView(subject: Subject, view: Relation): Pick<Finding, "id" | "level" | "why"> {
  if (isReference(view.extension, view.name)) {
    return {
      id: "view/of-extension",
      level: "note",
      why: `it belongs to the extension ${view.extension}, and shows callers no row of another's`,
    };
  }
  if (view.kind === "materialized view") {
    return {
      id: "view/materialized",
      level: "error",
      why: "a materialized view holds rows of its own, and row level security cannot be put on it",
    };
  }
  if (!isSecurityInvoker(view)) {
    return {
      id: "view/runs-as-owner",
      level: "error",
      why: `it lacks security_invoker, so it is read as its owner ${view.owner}, whom no policy restrains`,
    };
  }
  if (!readsKnownTables(subject, view, new Set())) {
    return {
      id: "view/unproven",
      level: "error",
      why: "it runs as its caller, but reads what is not a table of these schemas or runs as another",
    };
  }
  return {
    id: "view/not-in-contract",
    level: "warning",
    why: "it runs as its caller, so it shows what the caller may read, but the contract does not name it",
  };
}

/** Whether all that a view reads, through other views too, is under the caller's own policies. */
function readsKnownTables(subject: Subject, view: Relation, seen: Set<Relation>): boolean {
  if (seen.has(view)) return true;
  seen.add(view);
  return view.reads.every(({ schema, name }) => {
    const read = subject.catalog.relations.find((one) => one.schema === schema && one.name === name);
    if (read === undefined) return false;
    if (read.kind === "view") return isSecurityInvoker(read) && readsKnownTables(subject, read, seen);
    return isTable(read) && read.rowSecurity;
  });
}
