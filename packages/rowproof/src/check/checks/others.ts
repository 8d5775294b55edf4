import type { UnreadObject } from "../../catalog/facts.js";
import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectName, objectOf } from "../../sql/object-name.js";
import { quoteRelation, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { inheritedRoles } from "../roles.js";
import type { Subject } from "../subject.js";

export const otherRoles: Check = {
  id: "other-roles",
  part: "security",
  holds: "No role beyond the contract has privileges on its tables",
  find: (subject) => strangeGrantees(subject),
};

function strangeGrantees({ catalog, tables }: Subject): readonly Finding[] {
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
      why: "the contract does not speak of that role, so what it reaches was not checked",
      fix: objects
        .map((object) => `revoke all on ${object.replace(/^table /, "")} from ${quoteRole(grantee)};`)
        .join("\n"),
    };
  });
}

export const unreadObjects: Check = {
  id: "unread",
  part: "security",
  holds: "Everything in the exposed schemas was looked at",
  find: ({ catalog, contract }) => [
    ...contract.schemas
      .filter((name) => !catalog.schemas.some((schema) => schema.name === name))
      .map(
        (name): Finding => ({
          id: "contract/unknown-schema",
          level: "error",
          object: `schema ${displayName(name)}`,
          message: `schema ${displayName(name)} does not exist, or was not read`,
          why: "the contract says that the API exposes it",
          fix: `create schema ${displayName(name)}; or take it out of "schemas"`,
        }),
      ),
    ...catalog.unread.map(unread),
  ],
};

/** That rows stay within their parent, and that erasure takes them along, rests on the foreign keys' own triggers. */
function unread({ kind, description, relation }: UnreadObject): Finding {
  if (kind === "disabled foreign keys" && relation !== null) {
    const table = objectName("table", [relation.schema, relation.name]);
    return {
      id: "constraint/disabled",
      level: "error",
      object: table,
      message: `the foreign keys of ${table} are disabled`,
      why: "the triggers that hold them do not fire, so rows may point to what is not there, or to another user's row",
      fix: `alter table ${quoteRelation(relation)} enable trigger all;`,
    };
  }
  return {
    id: "catalog/unread",
    // A rule rewrites statements before any policy is asked.
    level: kind === "rule" ? "warning" : "note",
    object: description,
    message: `${description} was not checked`,
    why: "the static check knows nothing of objects of this kind",
    fix: "look at it yourself, or drop it if it is not needed",
  };
}
