import { identifier, type Piece, raw } from "../../sql/sql.js";
import type { MutableOwnedTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { piece, statement } from "../statement.js";

export const defaultPrivileges: MutantClass = {
  id: "default-privileges",
  breaks: "Default privileges open new objects to users, and then one is created.",
  appliesTo: "schemas",
  sampling: { every: 3, offset: 1 },
  changes: ({ schema, owned: [table] }) =>
    table === undefined
      ? []
      : ["anon", "authenticated"].flatMap((role) =>
          newObjects(schema, table).map(({ privilege, objects, creation }) => ({
            on: `${privilege} on ${objects} to ${role}`,
            sql: statement`alter default privileges in schema ${identifier(schema)}
  grant ${raw(privilege)} on ${raw(objects)} to ${identifier(role)};
${creation}`,
          })),
        ),
};

/** An object that is created under a default privilege. */
interface NewObject {
  readonly privilege: string;
  readonly objects: "tables" | "functions" | "sequences";
  readonly creation: Piece;
}

/** A copy of a table, a function that shows it, a sequence. */
function newObjects(schema: string, { id }: MutableOwnedTable): readonly NewObject[] {
  const creation = piece`create table ${identifier(schema, "copied")} as select * from ${id}`;
  return [
    ...["select", "insert", "update", "delete", "truncate"].map((privilege) => ({
      privilege,
      objects: "tables" as const,
      creation,
    })),
    {
      privilege: "execute",
      objects: "functions",
      creation: piece`create function ${identifier(schema, "everybody")}() returns setof ${id} language sql security definer
  set search_path = '' as $body$ select * from ${id} $body$`,
    },
    {
      privilege: "usage",
      objects: "sequences",
      creation: piece`create sequence ${identifier(schema, "numbered")}`,
    },
  ];
}
