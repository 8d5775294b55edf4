import { identifier, piece, raw, statement } from "../statement.mjs";

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
            { on: `${name}, dropped`, sql: statement`${dropped}` },
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
