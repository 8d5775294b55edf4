import { ownerColumns } from "../contract/tables.js";
import { joinName } from "../sql/names.js";
import { written, writtenName } from "./objects.js";
import type { Subject, SubjectTable } from "./subject.js";

/**
 * The statements that have a user's rows of a table deleted with the user, where no foreign key can: a trigger on
 * `auth.users`, whose function runs as its owner, because whoever deletes a user has no privilege on the table.
 */
export function erasingTrigger(subject: Subject, table: SubjectTable, column: string): readonly string[] {
  const { schema, name: relation } = table.relation;
  const type = table.relation.columns.find(({ name }) => name === column)?.type;
  const id = type === "uuid" ? "old.id" : "old.id::text";
  // Triggers on auth.users have their names to themselves, whichever schema their tables are in.
  const place = schema === subject.contract.schemas[0] ? [] : [schema];
  const one = ownerColumns(table).length > 1 ? [column] : [];
  const name = joinName("erase_user_from", ...place, relation, ...one);
  const routine = written({ schema, name });
  return [
    `create or replace function ${routine}() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from ${written(table)} where ${writtenName(column)} = ${id};
  return null;
end
$$;`,
    `revoke all on function ${routine}() from public, anon, authenticated, service_role;`,
    `create or replace trigger ${writtenName(name)} after delete on auth.users for each row execute function ${routine}();`,
  ];
}
