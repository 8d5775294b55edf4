import { raw, statement } from "../statement.mjs";

/**
 * A view that nobody declared, which runs as its owner.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const definerView = {
  name: "definer view added",
  changes: ({ tables }) =>
    tables.map((table, index) => {
      const role = index % 2 === 0 ? "anon" : "authenticated";
      return { on: `${table.name} for ${role}`, sql: view(table.id, "select", role) };
    }),
};

/**
 * One that shows nothing, and through which others' rows are changed or removed.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const definerViewWritten = {
  name: "definer view added for writing",
  changes: ({ owned }) =>
    owned.map((table, index) => {
      const command = ["insert", "update", "delete"][index % 3];
      return { on: `${command} on ${table.name}`, sql: view(table.id, command, "authenticated") };
    }),
};

/**
 * Who is there at all, with their addresses.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const usersView = {
  name: "view of auth.users added",
  changes: () =>
    ["anon", "authenticated"].map((role) => ({
      on: `for ${role}`,
      sql: statement`create view public.everybody as select id, email from auth.users;
grant select on public.everybody to ${raw(role)}`,
    })),
};

/**
 * A materialized view keeps the rows that its owner saw; row security is not for it.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const materializedView = {
  name: "materialized view added",
  changes: ({ tables }) =>
    tables.map((table, index) => {
      const role = index % 2 === 0 ? "authenticated" : "anon";
      return {
        on: `${table.name} for ${role}`,
        sql: statement`create materialized view public.kept as select * from ${table.id};
grant select on public.kept to ${raw(role)}`,
      };
    }),
};

function view(id, command, role) {
  return statement`create view public.everything as select * from ${id};
grant ${raw(command)} on public.everything to ${raw(role)}`;
}
