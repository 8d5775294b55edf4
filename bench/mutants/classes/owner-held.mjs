import { statement } from "../statement.mjs";

const notAnActor =
  "no request arrives as the new owner; foreign-key checks and cascades, which run as the owner, are exempt from FORCE; and the triggers that write these tables run as a superuser";

/**
 * Tables that hang on one another by a key, given to an owner whom row security would hold.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const ownerHeld = {
  name: "owner held by forced row security",
  serverWide: true,
  changes: ({ tables }) =>
    tables
      .filter(({ relation }) => hasFamily(relation, tables))
      .map((table) => ({
        on: table.name,
        sql: statement`create role mutant_owner nologin;
alter table ${table.id} owner to mutant_owner;
alter table ${table.id} force row level security`,
        equivalent: notAnActor,
      })),
};

/** Whether a key leads from it to another of the tables, or from another to it. */
function hasFamily(relation, tables) {
  const targets = ({ constraints }) => constraints.flatMap(({ references }) => references?.name ?? []);
  const others = tables.map((table) => table.relation).filter(({ name }) => name !== relation.name);
  return others.some((one) => targets(relation).includes(one.name) || targets(one).includes(relation.name));
}
