import { piece, raw, statement } from "../statement.mjs";

/**
 * What is made in future is open, and then something is made: a copy of a table, a function, a sequence.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const defaultPrivileges = {
  name: "default privilege",
  changes: (subject) =>
    ["anon", "authenticated"].flatMap((role) => made(subject).map((object) => changeOf(object, role))),
};

function changeOf({ privilege, objects, making }, role) {
  return {
    on: `${privilege} on ${objects} to ${role}`,
    sql: statement`alter default privileges in schema public
  grant ${raw(privilege)} on ${raw(objects)} to ${raw(role)};
${making}`,
  };
}

function made({ owned }) {
  const [table] = owned;
  const copy = piece`create table public.copied as select * from ${table.id}`;
  const count = piece`create function public.everybody() returns setof ${table.id} language sql security definer
  set search_path = '' as $body$ select * from ${table.id} $body$`;
  return [
    ...["select", "insert", "update", "delete", "truncate"].map((privilege) => ({
      privilege,
      objects: "tables",
      making: copy,
    })),
    { privilege: "execute", objects: "functions", making: count },
    { privilege: "usage", objects: "sequences", making: raw("create sequence public.numbered") },
  ];
}
