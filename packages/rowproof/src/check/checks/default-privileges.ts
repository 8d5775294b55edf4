import type { DefaultPrivilege } from "../../catalog/facts.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteName, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { inheritedRoles } from "../roles.js";
import type { Subject } from "../subject.js";

/** PostgreSQL documentation, "ALTER DEFAULT PRIVILEGES". */
export const futureObjects: Check = {
  id: "default-privileges",
  part: "security",
  holds: "Tables, sequences and functions that are made in future are closed to callers",
  find: (subject) => [
    ...subject.catalog.defaultPrivileges.flatMap((entry) => openEntry(subject, entry)),
    ...openFunctions(subject),
  ],
};

function openEntry(subject: Subject, entry: DefaultPrivilege): readonly Finding[] {
  if (entry.objects === "types" || entry.objects === "schemas") return [];
  const inherited = new Set(
    ["anon", "authenticated"].flatMap((role) => [...inheritedRoles(subject.catalog, role)]),
  );
  // That PUBLIC may execute functions is what Postgres itself gives, and told apart from what somebody has added.
  const builtIn = entry.objects === "functions" && entry.schema === null;
  const open = entry.privileges.filter(
    ({ grantee }) =>
      inherited.has(grantee) && grantee !== entry.creator && !(builtIn && grantee === "PUBLIC"),
  );
  if (open.length === 0) return [];
  const grantees = [...new Set(open.map(({ grantee }) => grantee))];
  const privileges = [...new Set(open.map(({ privilege }) => privilege.toLowerCase()))];
  const where = entry.schema === null ? "" : ` in schema ${displayName(entry.schema)}`;
  const platform = isPlatform(subject, entry.creator);
  return [
    {
      id: "defaults/open",
      level: platform ? "note" : "error",
      object: `default privileges of ${displayName(entry.creator)} on ${entry.objects}${where}`,
      message: `future ${entry.objects} of ${displayName(entry.creator)}${where} are open to ${listed(grantees)}`,
      why: `default privileges grant ${listed(privileges)} the moment one is created${platform ? "; that role is the platform's, and has made nothing here" : ""}`,
      fix: `alter default privileges for role ${quoteName(entry.creator)}${where} revoke all on ${entry.objects} from ${grantees.map(quoteRole).join(", ")};`,
    },
  ];
}

/**
 * Roles that Supabase keeps for itself and that own nothing exposed, but through an extension. By name, and not by who may
 * alter it, so that the verdict is the same whoever connects.
 */
function isPlatform({ catalog: { relations, routines, schemas } }: Subject, creator: string): boolean {
  const made = [...relations, ...routines].filter(({ extension }) => extension === null);
  return /^supabase_/.test(creator) && ![...made, ...schemas].some(({ owner }) => owner === creator);
}

/** Postgres lets PUBLIC execute every new function, unless it was told otherwise for every schema. */
function openFunctions({ catalog, tables }: Subject): readonly Finding[] {
  const creators = [...new Set(tables.map(({ relation }) => relation.owner))];
  return creators
    .filter((creator) => {
      const entry = catalog.defaultPrivileges.find(
        (candidate) =>
          candidate.creator === creator && candidate.schema === null && candidate.objects === "functions",
      );
      return entry === undefined || entry.privileges.some(({ grantee }) => grantee === "PUBLIC");
    })
    .map((creator) => ({
      id: "defaults/functions",
      level: "note",
      object: `default privileges of ${displayName(creator)} on functions`,
      message: `future functions of ${displayName(creator)} can be executed by PUBLIC`,
      why: "Postgres grants it to every new function; each is checked by the gate, and a grant per function is then needed",
      fix: `alter default privileges for role ${quoteName(creator)} revoke execute on functions from public;`,
    }));
}
