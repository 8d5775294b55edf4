import type { Catalog } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import type { MutationContext } from "../context.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noInherit =
  "authenticated is NOINHERIT, so it has no privilege of the role without SET ROLE, for which the session's role counts, and authenticator may already become the service";

const ownRowsOnly =
  "all that signed-in users have beyond anonymous ones is their own rows, and an anonymous user has no id and so no rows";

export const roleMembership: MutantClass = {
  id: "role-membership",
  breaks: "An API role is a member of another role and inherits its privileges.",
  appliesTo: "roles",
  serverWide: true,
  changes: (context) => {
    const {
      catalog,
      owned: [table],
    } = context;
    return [
      inherited("authenticated", "service_role"),
      inherited("anon", "service_role"),
      ...(table === undefined
        ? []
        : [inherited("authenticated", table.relation.owner), inherited("anon", table.relation.owner)]),
      inherited("authenticated", "pg_write_all_data"),
      { ...inherited("anon", "authenticated"), equivalent: whyNotSignedIn(context) },
      inherited("authenticated", "pg_read_all_data"),
      ...notInherited(catalog, "authenticated", "service_role"),
    ];
  },
};

/** Why anonymous users gain nothing from the role of signed-in users. */
function whyNotSignedIn({ catalog, tables }: MutationContext): string | undefined {
  const functions = catalog.routines.some(
    ({ executableBy }) => executableBy.includes("authenticated") && !executableBy.includes("anon"),
  );
  const shared = tables.some(
    ({ conditional, open }) =>
      conditional.size > 0 || [...open.authenticated].some((command) => !open.anon.has(command)),
  );
  return functions || shared ? undefined : ownRowsOnly;
}

function inherited(member: string, role: string): MutantChange {
  return {
    on: `${member} is ${role}`,
    sql: statement`alter role ${identifier(member)} inherit;
grant ${identifier(role)} to ${identifier(member)}`,
  };
}

function notInherited({ roles }: Catalog, member: string, role: string): readonly MutantChange[] {
  if (roles.find(({ name }) => name === member)?.inherit !== false) return [];
  return [
    {
      on: `${member} may become ${role}`,
      sql: statement`grant ${identifier(role)} to ${identifier(member)}`,
      equivalent: noInherit,
    },
  ];
}
