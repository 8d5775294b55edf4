import type { Catalog, DefaultPrivilege } from "../catalog/facts.js";
import { identifier, raw } from "../sql/sql.js";
import { type AclStyle, type PrivilegeKind, writeAcl } from "./privileges.js";
import { note } from "./statement.js";

const kinds: Readonly<Record<DefaultPrivilege["objects"], PrivilegeKind>> = {
  tables: "table",
  sequences: "sequence",
  functions: "routine",
  types: "type",
  schemas: "schema",
};

/**
 * What future objects are granted. Entries of other roles that the reader is no member of are the platform's, and only
 * named: the role that loads the dump could not alter them either.
 */
export function writeDefaultPrivileges(catalog: Catalog, main: string, style: AclStyle): readonly string[] {
  return catalog.defaultPrivileges.flatMap((entry) => {
    const place = entry.schema === null ? "" : `in schema ${identifier(entry.schema).text} `;
    if (!entry.alterable && entry.creator !== main) {
      return [
        note(
          `not written, being the platform's: default privileges of ${entry.creator} on ${entry.objects} ${place}`.trimEnd(),
        ),
      ];
    }
    const creator = entry.creator === main ? "" : `for role ${identifier(entry.creator).text} `;
    return writeAcl(
      {
        kind: kinds[entry.objects],
        on: raw(entry.objects),
        owner: entry.creator,
        privileges: entry.privileges,
        from: entry.schema === null ? "new object" : "nothing",
        prefix: raw(`alter default privileges ${creator}${place}`),
      },
      style,
    );
  });
}
