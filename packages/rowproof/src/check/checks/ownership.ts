import type { Relation } from "../../catalog/facts.js";
import type { Privilege } from "../../catalog/privileges.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { onRelation } from "../grant-source.js";
import { reachableRoles } from "../roles.js";

const userRoles = ["anon", "authenticated"] as const;

/** Privileges and policies do not limit the owner of an object (PostgreSQL documentation, "Privileges"). */
export const ownership: Check = {
  id: "ownership",
  part: "security",
  holds: "API roles own nothing, create nothing, and cannot grant privileges",
  find: (context) => [...owned(context), ...creators(context), ...grantable(context)],
};

interface Ownable {
  readonly kind: "schema" | "database" | "routine" | "table";
  readonly owner: string;
  readonly object: string;
  /** As `alter … owner to` names it. */
  readonly name: string;
}

function ownables(context: CheckContext): readonly Ownable[] {
  const { relations, routines } = context.catalog;
  return [
    ...spaces(context).map(({ kind, name, owner }) => ({
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
function spaces({ catalog }: CheckContext) {
  const schemas = catalog.schemas.map((schema) => ({ ...schema, kind: "schema" as const }));
  const others = catalog.external.namespaces.filter(
    ({ kind, name }) => kind === "database" || !schemas.some((schema) => schema.name === name),
  );
  return [...others, ...schemas];
}

/** The check `api-roles` reports roles that anon and authenticated can become. */
function owned(context: CheckContext): readonly Finding[] {
  return ownables(context)
    .filter(({ owner }) => userRoles.some((role) => role === owner))
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
  database: "its owner can drop it, and everything in its schema public",
  schema: "its owner can drop and replace everything in it",
  routine: "its owner can replace its body, and others then run that",
  table: "row level security does not apply to a table's owner, who can also drop it",
};

/** A role with CREATE on an exposed schema can add a view or a function that others will call. */
function creators(context: CheckContext): readonly Finding[] {
  return spaces(context).flatMap(({ kind, name, owner, privileges }) =>
    userRoles.flatMap((role): Finding[] => {
      const reachable = reachableRoles(context.catalog, role);
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
          why: "a user's function or view there can replace one that others call",
          fix: `revoke create on ${kind} ${quoteName(name)} from ${grantees};`,
        },
      ];
    }),
  );
}

/** Using it takes a direct SQL connection, which the API does not give: one step from a leak. */
function grantable(context: CheckContext): readonly Finding[] {
  const reachable = new Set(userRoles.flatMap((role) => [...reachableRoles(context.catalog, role)]));
  const passed = (privileges: readonly Privilege[]) =>
    privileges.filter(({ grantable, grantee }) => grantable && reachable.has(grantee));
  const onRelations = context.catalog.relations.flatMap((relation) =>
    grantableOn(onRelation(relation), objectOf(relation), [
      ...passed(relation.privileges).filter(({ grantee }) => grantee !== relation.owner),
      ...columnsOf(relation, passed),
    ]),
  );
  const onRoutines = context.catalog.routines.flatMap((routine) => {
    const name = `routine ${displayName(routine.schema, routine.name)}(${routine.arguments})`;
    const held = passed(routine.privileges).filter(({ grantee }) => grantee !== routine.owner);
    return grantableOn(name, objectOf(routine), held);
  });
  const onSpaces = spaces(context).flatMap(({ kind, name, owner, privileges }) =>
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
      why: "it was granted WITH GRANT OPTION, so a user who gets to run SQL can open it to everybody",
      fix: `revoke grant option for ${privileges.join(", ")} on ${name} from ${quoteRole(grantee)} cascade;`,
    };
  });
}
