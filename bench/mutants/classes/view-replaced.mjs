import { identifier, joined, piece, raw, statement } from "../statement.mjs";
import { callerAs, may } from "../subject.mjs";

/**
 * The view is of another table, and runs as its owner.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const viewReplaced = {
  name: "view of another table",
  changes: ({ views, tables }) =>
    views.map(({ name, id, base }) => {
      const other = tables[(tables.indexOf(base) + 1) % tables.length];
      return {
        on: `${name} of ${other.name}`,
        sql: statement`drop view ${id};
create view ${id} as select * from ${other.id};
grant select on ${id} to authenticated`,
      };
    }),
};

/**
 * Through a view that is not simple nobody writes.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const viewFrozen = {
  name: "view that cannot be written",
  changes: ({ views }) =>
    views.map((view) => ({ on: view.name, sql: redefined(view, "true", raw("offset 0")) })),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const viewNarrowed = {
  name: "view of no row",
  changes: ({ views }) =>
    views.map((view) => ({ on: view.name, sql: redefined(view, "true", raw("where false")) })),
};

/**
 * The view runs as its owner and asks for the caller's rows itself: right for reading, while rows are written through it
 * in anybody's name.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const viewFilters = {
  name: "view that filters by itself",
  changes: ({ views }) =>
    views.map((view) => ({ on: view.name, sql: redefined(view, "false", ownRows(view)) })),
};

function ownRows({ base: { owner } }) {
  return piece`where ${identifier(owner.name)} = ${callerAs(owner)}`;
}

function redefined({ id, relation }, invoker, tail) {
  const query = raw(relation.definition.replace(/;\s*$/, ""));
  return statement`create or replace view ${id} with (security_invoker = ${raw(invoker)}) as ${query} ${tail}`;
}

/**
 * The view has lost what its table has: a user's own rows are not reached by its name.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const viewRevoked = {
  name: "view revoked",
  changes: ({ views }) =>
    views.flatMap((view) =>
      ["authenticated", "service_role"].map((role) => ({
        on: `${view.name} from ${role}`,
        sql: statement`revoke ${heldPrivileges(view, role)} on ${view.id} from ${raw(role)}`,
      })),
    ),
};

function heldPrivileges(view, role) {
  return joined(
    ["SELECT", "INSERT", "UPDATE", "DELETE"].filter((privilege) => may(view, role, privilege)).map(raw),
  );
}
