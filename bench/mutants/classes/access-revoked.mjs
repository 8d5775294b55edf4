import { identifier, joined, raw, statement } from "../statement.mjs";

const everybody = "PUBLIC has the privilege as well, and the role is part of it";
const notCalled =
  "the function is called by policies and by functions, and of these none that calls it is for anon";

/**
 * Each privilege that signed-in users have on a table.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantRevoked = {
  name: "table revoked from authenticated",
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      table.relation.effective
        .filter(({ role }) => role === "authenticated")
        .map(({ privilege, columns }) => ({
          on: `${privilege} on ${table.name}`,
          sql: statement`revoke ${privilegeOf(privilege, columns)} on ${table.id} from authenticated`,
        })),
    ),
};

function privilegeOf(privilege, columns) {
  const names = joined((columns ?? []).map((name) => identifier(name)));
  return raw(columns === null ? privilege : `${privilege} (${names.text})`);
}

/** @type {import("../mutants.mjs").MutantClass} */
export const serviceRevoked = {
  name: "table revoked from the service",
  changes: ({ tables }) =>
    tables
      .filter(({ service }) => service !== undefined)
      .map((table, index) => {
        const command = ["select", "insert", "update", "delete"][index % 4];
        return {
          on: `${command} on ${table.name}`,
          sql: statement`revoke ${raw(command)} on ${table.id} from service_role`,
        };
      }),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const surroundingsRevoked = {
  name: "schema or claim function revoked",
  changes: () => [
    ...["authenticated", "service_role"].map((role) => ({
      on: `usage on public from ${role}`,
      sql: statement`revoke usage on schema public from public, ${raw(role)}`,
    })),
    {
      on: "usage on public from anon",
      sql: statement`revoke usage on schema public from public, anon`,
    },
    {
      on: "usage on public from authenticated, not PUBLIC",
      sql: statement`revoke usage on schema public from authenticated`,
      equivalent: everybody,
    },
    {
      on: "usage on auth from authenticated",
      sql: statement`revoke usage on schema auth from authenticated`,
    },
    ...["uid", "jwt"].flatMap(claimFunction),
  ],
};

function claimFunction(name) {
  const routine = identifier("auth", name);
  return [
    {
      on: `auth.${name}() from authenticated`,
      sql: statement`revoke execute on function ${routine}() from public, authenticated`,
    },
    {
      on: `auth.${name}() from authenticated, not PUBLIC`,
      sql: statement`revoke execute on function ${routine}() from authenticated`,
      equivalent: everybody,
    },
    {
      on: `auth.${name}() from anon`,
      sql: statement`revoke execute on function ${routine}() from public, anon`,
      equivalent: notCalled,
    },
  ];
}
