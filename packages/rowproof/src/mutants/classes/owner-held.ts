import type { Relation } from "../../catalog/facts.js";
import { isSuperuser } from "../access.js";
import type { MutableTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const notAnActor =
  "no request uses the new owner; checks and cascades of foreign keys run as the owner and are exempt from FORCE; triggers that write the table run as a superuser";

/** A superuser owned the table, so that definer functions keep their privileges. */
export const ownerHeld: MutantClass = {
  id: "owner-held",
  breaks: "Nothing: a table with foreign keys gets an owner to whom row level security applies.",
  appliesTo: "tables",
  serverWide: true,
  changes: ({ catalog, tables }) =>
    tables
      .filter(({ relation }) => isSuperuser(catalog, relation.owner) && hasFamily(relation, tables))
      .map((table) => ({
        on: table.name,
        sql: statement`create role mutant_owner nologin;
alter table ${table.id} owner to mutant_owner;
alter table ${table.id} force row level security`,
        equivalent: notAnActor,
      })),
};

/** Whether a foreign key leads from it to another of the tables, or from another to it. */
function hasFamily(relation: Relation, tables: readonly MutableTable[]): boolean {
  const others = tables.map((table) => table.relation).filter((other) => other !== relation);
  return others.some((other) => refersTo(relation, other) || refersTo(other, relation));
}

function refersTo(relation: Relation, target: Relation): boolean {
  return relation.constraints.some(
    ({ references }) => references?.schema === target.schema && references.name === target.name,
  );
}
