import type { Relation } from "../../catalog/facts.js";
import type { Privilege } from "../../catalog/privileges.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { onRelation } from "../grant-source.js";
import { reachableRoles } from "../roles.js";
import type { Subject } from "../subject.js";

const callers = ["anon", "authenticated"] as const;

/** What a caller owns no privilege and no policy restrains (PostgreSQL documentation, "Privileges"). */
export const ownership: Check = {
  id: "ownership",
  part: "security",
  holds: "Callers own nothing, create nothing, and can pass no privilege on",
  find: (subject) => [...owned(subject), ...creators(subject), ...grantable(subject)],
};

interface Ownable {
  readonly kind: "schema" | "database" | "routine" | "table";
  readonly owner: string;
  readonly object: string;
  /** As `alter … owner to` names it. */
  readonly name: string;
}

function ownables(subject: Subject): readonly Ownable[] {
  const { relations, routines } = subject.catalog;
  return [
    ...spaces(subject).map(({ kind, name, owner }) => ({
      kind,
      owner,
      object: `${kind} ${displayName(name)}`,
      name: `${kind} ${quoteName(name)}`,
    })),
    // A column's sequence has its table's owner.
    ...relations
      .filter(({ sequence }) => sequence?.ownedBy == null)
      .map((relation) => ({
        kind: "table" as const,
        owner: relation.owner,
        object: objectOf(relation),
        name: `${relation.kind.replace("partitioned ", "")} ${quoteRelation(relation)}`,
      })),
    ...routines.map((routine) => ({
      kind: "routine" as const,
      owner: routine.owner,
      object: objectOf(routine),
      name: `routine ${displayName(routine.schema, routine.name)}(${routine.arguments})`,
    })),
  ];
}

/** The exposed schemas, `auth` and the database, each once. */
function spaces({ catalog }: Subject) {
  const schemas = catalog.schemas.map((schema) => ({ ...schema, kind: "schema" as const }));
  const others = catalog.external.namespaces.filter(
    ({ kind, name }) => kind === "database" || !schemas.some((schema) => schema.name === name),
  );
  return [...others, ...schemas];
}

/** A role that callers can become is told as a membership. */
function owned(subject: Subject): readonly Finding[] {
  return ownables(subject)
    .filter(({ owner }) => callers.some((role) => role === owner))
    .map(({ kind, owner, object, name }) => ({
      id: `${kind}/owned-by-caller`,
      level: "error",
      object,
      message: `${object} belongs to ${owner}`,
      why: whyOwned[kind],
      fix: `alter ${name} owner to current_user;`,
    }));
}

const whyOwned: Readonly<Record<Ownable["kind"], string>> = {
  database: "its owner may drop it, and whatever is in its schema public",
  schema: "its owner may drop whatever is in it, and put other objects in the place",
  routine: "its owner may give it another body, which others then run",
  table: "row level security does not hold for a table's owner, who may also drop it",
};

/** Who may create in an exposed schema can put a view or a function there that others will call. */
function creators(subject: Subject): readonly Finding[] {
  return spaces(subject).flatMap(({ kind, name, owner, privileges }) =>
    callers.flatMap((role): Finding[] => {
      const reachable = reachableRoles(subject.catalog, role);
      const sources = privileges
        .filter(({ privilege, grantee }) => privilege === "CREATE" && grantee !== owner)
        .map(({ grantee }) => grantee)
        .filter((grantee) => grantee === "PUBLIC" || reachable.has(grantee));
      if (sources.length === 0) return [];
      const object = `${kind} ${displayName(name)}`;
      const grantees = [...new Set(sources)].map(quoteRole).join(", ");
      return [
        {
          id: `${kind}/create`,
          level: "error",
          object,
          message: `${role} may create ${kind === "database" ? "schemas in" : "objects in"} ${object}`,
          why: "a caller's own function or view there can take the place of one that others call",
          fix: `revoke create on ${kind} ${quoteName(name)} from ${grantees};`,
        },
      ];
    }),
  );
}

/** Needs SQL of the caller's own, which the API does not take: so it is one step from a leak. */
function grantable(subject: Subject): readonly Finding[] {
  const reachable = new Set(callers.flatMap((role) => [...reachableRoles(subject.catalog, role)]));
  const passed = (privileges: readonly Privilege[]) =>
    privileges.filter(({ grantable, grantee }) => grantable && reachable.has(grantee));
  const onRelations = subject.catalog.relations.flatMap((relation) =>
    grantableOn(onRelation(relation), objectOf(relation), [
      ...passed(relation.privileges).filter(({ grantee }) => grantee !== relation.owner),
      ...columnsOf(relation, passed),
    ]),
  );
  const onRoutines = subject.catalog.routines.flatMap((routine) => {
    const name = `routine ${displayName(routine.schema, routine.name)}(${routine.arguments})`;
    const held = passed(routine.privileges).filter(({ grantee }) => grantee !== routine.owner);
    return grantableOn(name, objectOf(routine), held);
  });
  const onSpaces = spaces(subject).flatMap(({ kind, name, owner, privileges }) =>
    grantableOn(
      `${kind} ${quoteName(name)}`,
      `${kind} ${displayName(name)}`,
      passed(privileges).filter(({ grantee }) => grantee !== owner),
    ),
  );
  return [...onRelations, ...onRoutines, ...onSpaces];
}

function columnsOf(
  { columns }: Relation,
  passed: (privileges: readonly Privilege[]) => readonly Privilege[],
): readonly Privilege[] {
  return columns.flatMap((column) =>
    passed(column.privileges).map((privilege) => ({
      ...privilege,
      privilege: `${privilege.privilege.toLowerCase()} (${quoteName(column.name)})`,
    })),
  );
}

function grantableOn(name: string, object: string, held: readonly Privilege[]): readonly Finding[] {
  return [...new Set(held.map(({ grantee }) => grantee))].map((grantee) => {
    const privileges = held
      .filter((one) => one.grantee === grantee)
      .map(({ privilege }) => (privilege.includes("(") ? privilege : privilege.toLowerCase()));
    return {
      id: "grant/grantable",
      level: "warning",
      object,
      message: `${displayName(grantee)} may grant ${privileges.join(", ")} on ${object} to others`,
      why: "it was granted WITH GRANT OPTION, so a caller who comes to run SQL can open it to everybody",
      fix: `revoke grant option for ${privileges.join(", ")} on ${name} from ${quoteRole(grantee)} cascade;`,
    };
  });
}
