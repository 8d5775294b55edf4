import { identifier, piece, raw, statement } from "../statement.mjs";

const noInherit =
  "authenticated is NOINHERIT, so that it has nothing of the role without SET ROLE, which asks what the session's role may become, and authenticator may become the service already";

/** @type {import("../mutants.mjs").MutantClass} */
export const roleMembership = {
  name: "role membership",
  serverWide: true,
  changes: ({ catalog, owned: [table] }) => {
    const owner = table.relation.owner;
    return [
      inherited("authenticated", "service_role"),
      inherited("anon", "service_role"),
      inherited("authenticated", owner),
      inherited("anon", owner),
      inherited("authenticated", "pg_write_all_data"),
      inherited("anon", "authenticated"),
      inherited("authenticated", "pg_read_all_data"),
      notInherited(catalog, "authenticated", "service_role"),
    ].filter((change) => change !== undefined);
  },
};

function inherited(member, role, equivalent) {
  return {
    on: `${member} is ${role}`,
    sql: statement`${raw(inheriting(member))};\ngrant ${identifier(role)} to ${identifier(member)}`,
    ...(equivalent === undefined ? {} : { equivalent }),
  };
}

function inheriting(member) {
  return piece`alter role ${identifier(member)} inherit`.text;
}

function notInherited({ roles }, member, role) {
  if (roles.find(({ name }) => name === member)?.inherit !== false) return undefined;
  return {
    on: `${member} may become ${role}`,
    sql: statement`grant ${identifier(role)} to ${identifier(member)}`,
    equivalent: noInherit,
  };
}
