import { identifier, piece, raw, statement } from "../statement.mjs";

const closed =
  "the contract closes the table and so names no owner whose rows would have to go; the count that stays there is nobody's to read, and that it goes is held by a test of the companion's own";
const reactions = ["no action", "restrict", "set null"];

/**
 * The key to auth.users, on which the erasure of who leaves hangs: gone, or with another reaction.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const userKey = {
  name: "key to auth.users",
  changes: ({ tables }) =>
    tables.flatMap(({ name, id, relation }) =>
      relation.constraints
        .filter(({ references }) => references?.schema === "auth")
        .flatMap((key) => {
          const dropped = piece`alter table ${id} drop constraint ${identifier(key.name)}`;
          return [
            {
              on: `${name}, dropped`,
              sql: statement`${dropped}`,
              ...(name === "public.user_limits" ? { equivalent: closed } : {}),
            },
            ...reactions.map((reaction) => ({
              on: `${name}, ${reaction}`,
              sql: statement`${dropped}, add ${reacting(key, reaction)}`,
            })),
          ];
        }),
    ),
};

function reacting({ name, columns: [column], references }, reaction) {
  const target = identifier(references.schema, references.name);
  return piece`constraint ${identifier(name)} foreign key (${identifier(column)})
  references ${target} (id) on delete ${raw(reaction)} not valid`;
}
