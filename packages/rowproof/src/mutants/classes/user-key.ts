import { identifier, type Piece, raw } from "../../sql/sql.js";
import type { MutableTable } from "../context.js";
import { isForeignKey, type ReferencingConstraint } from "../family-keys.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { joined, piece, statement } from "../statement.js";

const closed =
  "the contract closes the table and so names no owner whose rows must be deleted, and no user can read the rows that stay";

export const userKey: MutantClass = {
  id: "user-key",
  breaks: "When a user is deleted, their rows stay: the key to auth.users is missing or does not cascade.",
  appliesTo: "foreign keys",
  sampling: { every: 3, offset: 0 },
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      table.relation.constraints
        .filter(isForeignKey)
        .filter(({ references: { schema } }) => schema === "auth")
        .flatMap((key) => changesOf(table, key)),
    ),
};

function changesOf(table: MutableTable, key: ReferencingConstraint): readonly MutantChange[] {
  const { name, id, owner } = table;
  const dropped = piece`alter table ${id} drop constraint ${identifier(key.name)}`;
  return [
    {
      on: `${name}, dropped`,
      sql: dropped.text,
      equivalent: owner === undefined ? closed : undefined,
    },
    ...["no action", "restrict", "set null"].map((reaction) => ({
      on: `${name}, ${reaction}`,
      sql: statement`${dropped}, add ${keyWith(reaction, key)}`,
      equivalent: whyEqual(reaction, table, key),
    })),
  ];
}

/** A key that sets a NOT NULL column to null prevents the user's deletion. */
function whyEqual(reaction: string, { owner, relation }: MutableTable, key: ReferencingConstraint) {
  if (key.onDelete === reaction) return "the key has this reaction already";
  const nullable = relation.columns.every(({ name, notNull }) => !notNull || !key.columns.includes(name));
  return reaction === "set null" && nullable && owner === undefined ? closed : undefined;
}

function keyWith(reaction: string, { name, columns, references }: ReferencingConstraint): Piece {
  const target = identifier(references.schema, references.name);
  const names = (list: readonly string[]) => joined(list.map((column) => identifier(column)));
  return piece`constraint ${identifier(name)} foreign key (${names(columns)})
  references ${target} (${names(references.columns)}) on delete ${raw(reaction)} not valid`;
}
