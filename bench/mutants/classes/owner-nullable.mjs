import { identifier, statement } from "../statement.mjs";

const nobodys =
  "null equals no caller's id, so that no user writes such a row or reaches one; the service, which may write every row, is the only one who could make it";

/** @type {import("../mutants.mjs").MutantClass} */
export const ownerNullable = {
  name: "owner column nullable",
  changes: ({ owned }) =>
    owned.map(({ name, id, owner }) => ({
      on: name,
      sql: statement`alter table ${id} alter column ${identifier(owner.name)} drop not null`,
      equivalent: nobodys,
    })),
};
