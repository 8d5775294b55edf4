import type { DefaultPrivilege } from "../../catalog/facts.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteName, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { inheritedRoles } from "../roles.js";

/** PostgreSQL documentation, "ALTER DEFAULT PRIVILEGES". */
export const futureObjects: Check = {
  id: "default-privileges",
  part: "security",
  holds: "Future tables, sequences and functions are closed to users",
  find: (context) => [
    ...context.catalog.defaultPrivileges.flatMap((entry) => openEntry(context, entry)),
    ...openFunctions(context),
  ],
};

function openEntry(context: CheckContext, entry: DefaultPrivilege): readonly Finding[] {
  if (entry.objects === "types" || entry.objects === "schemas") return [];
  const inherited = new Set(
    ["anon", "authenticated"].flatMap((role) => [...inheritedRoles(context.catalog, role)]),
  );
  // Postgres itself lets PUBLIC execute functions: a finding of its own, apart from what somebody has added.
  const builtIn = entry.objects === "functions" && entry.schema === null;
  const open = entry.privileges.filter(
    ({ grantee }) =>
      inherited.has(grantee) && grantee !== entry.creator && !(builtIn && grantee === "PUBLIC"),
  );
  if (open.length === 0) return [];
  const grantees = [...new Set(open.map(({ grantee }) => grantee))];
  const privileges = [...new Set(open.map(({ privilege }) => privilege.toLowerCase()))];
  const where = entry.schema === null ? "" : ` in schema ${displayName(entry.schema)}`;
  const platform = isPlatform(context, entry.creator);
  return [
    {
      id: "defaults/open",
      level: platform ? "note" : "error",
      object: `default privileges of ${displayName(entry.creator)} on ${entry.objects}${where}`,
      message: `future ${entry.objects} of ${displayName(entry.creator)}${where} are open to ${listed(grantees)}`,
      why: `default privileges grant ${listed(privileges)} when one is created${platform ? "; Supabase owns that role, and it has created nothing here" : ""}`,
      fix: `alter default privileges for role ${quoteName(entry.creator)}${where} revoke all on ${entry.objects} from ${grantees.map(quoteRole).join(", ")};`,
    },
  ];
}

/**
 * Supabase's internal roles that own nothing exposed, except through an extension. By name, and not by who may
 * alter it, so that the result is the same for every connecting role.
 */
function isPlatform({ catalog: { relations, routines, schemas } }: CheckContext, creator: string): boolean {
  const made = [...relations, ...routines].filter(({ extension }) => extension === null);
  return /^supabase_/.test(creator) && ![...made, ...schemas].some(({ owner }) => owner === creator);
}

/** Postgres lets PUBLIC execute every new function, unless default privileges for all schemas say otherwise. */
function openFunctions({ catalog, tables }: CheckContext): readonly Finding[] {
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
      why: "Postgres grants this for every new function; `verify` checks each one, and without the default each needs its own grant",
      fix: `alter default privileges for role ${quoteName(creator)} revoke execute on functions from public;`,
    }));
}
