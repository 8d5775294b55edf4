import type { UnreadObject } from "../../catalog/facts.js";
import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectName, objectOf } from "../../sql/object-name.js";
import { quoteRelation, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { inheritedRoles } from "../roles.js";

export const otherRoles: Check = {
  id: "other-roles",
  part: "security",
  holds: "No role outside the contract has privileges on its tables",
  find: (context) => strangeGrantees(context),
};

function strangeGrantees({ catalog, tables }: CheckContext): readonly Finding[] {
  const known = contractRoles.flatMap((role) => [...inheritedRoles(catalog, role)]);
  const superusers = catalog.roles.filter(({ superuser }) => superuser).map(({ name }) => name);
  const granted = tables.flatMap(({ relation }) =>
    [...relation.privileges, ...relation.columns.flatMap(({ privileges }) => privileges)]
      .map(({ grantee }) => grantee)
      .filter((grantee) => grantee !== relation.owner && ![...known, ...superusers].includes(grantee))
      .map((grantee) => ({ grantee, object: objectOf(relation) })),
  );
  return [...new Set(granted.map(({ grantee }) => grantee))].sort().map((grantee) => {
    const objects = [
      ...new Set(granted.filter((one) => one.grantee === grantee).map(({ object }) => object)),
    ];
    return {
      id: "grant/other-role",
      level: "note",
      object: `role ${displayName(grantee)}`,
      message: `role ${displayName(grantee)} has privileges on ${listed(objects)}`,
      why: "the contract does not name that role, so its access was not checked",
      fix: objects
        .map((object) => `revoke all on ${object.replace(/^table /, "")} from ${quoteRole(grantee)};`)
        .join("\n"),
    };
  });
}

export const unreadObjects: Check = {
  id: "unread",
  part: "security",
  holds: "Every object in the exposed schemas was checked",
  find: ({ catalog, contract }) => [
    ...contract.schemas
      .filter((name) => !catalog.schemas.some((schema) => schema.name === name))
      .map(
        (name): Finding => ({
          id: "contract/unknown-schema",
          level: "error",
          object: `schema ${displayName(name)}`,
          message: `schema ${displayName(name)} does not exist or was not read`,
          why: "the contract says that the API exposes it",
          fix: `create schema ${displayName(name)}; or remove it from "schemas"`,
        }),
      ),
    ...catalog.unread.map(unread),
  ],
};

/** `within` and the deletion of a user's rows both depend on the triggers that implement foreign keys. */
function unread({ kind, description, relation }: UnreadObject): Finding {
  if (kind === "disabled foreign keys" && relation !== null) {
    const table = objectName("table", [relation.schema, relation.name]);
    return {
      id: "constraint/disabled",
      level: "error",
      object: table,
      message: `the foreign keys of ${table} are disabled`,
      why: "the triggers that enforce them do not fire, so a row may refer to a missing row or to another user's row",
      fix: `alter table ${quoteRelation(relation)} enable trigger all;`,
    };
  }
  return {
    id: "catalog/unread",
    // A rule rewrites statements before any policy applies.
    level: kind === "rule" ? "warning" : "note",
    object: description,
    message: `${description} was not checked`,
    why: "the static check does not support this kind of object",
    fix: "review it yourself, or drop it if you do not need it",
  };
}
