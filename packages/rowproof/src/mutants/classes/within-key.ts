import { identifier } from "../../sql/sql.js";
import type { MutationContext } from "../context.js";
import { type FamilyKey, familyKeys, parentKey } from "../family-keys.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { joined, piece, statement } from "../statement.js";

const notAccess =
  "nobody can then delete a parent that has rows, not even the tables' owner: a matter of integrity, on which the contract says nothing; users who may delete the rows first may delete the parent as before";
const covered =
  "the key of parent and owner requires the same parent, and deletes rows together with it in the same way";
const atCommit =
  "the key is checked at the end of the transaction instead: a row within another user's parent never gets further";

export const withinKey: MutantClass = {
  id: "within-key",
  breaks: "The foreign key that keeps a row within its owner's parent is missing or does nothing.",
  appliesTo: "foreign keys",
  changes: (context) => familyKeys(context).flatMap((key) => [...broken(context, key), ...harmless(key)]),
};

function broken(context: MutationContext, { table, within }: FamilyKey): readonly MutantChange[] {
  const parent = parentKey(context, within);
  return [
    {
      on: `${within.name} dropped`,
      sql: statement`alter table ${table.id} drop constraint ${identifier(within.name)}`,
    },
    ...(parent === undefined
      ? []
      : [
          {
            on: `the parent's key of ${within.name} dropped`,
            sql: statement`drop index ${parent} cascade`,
          },
        ]),
    {
      on: `triggers of ${table.name} disabled`,
      sql: statement`alter table ${table.id} disable trigger all`,
    },
  ];
}

function harmless({ table, within, plain }: FamilyKey): readonly MutantChange[] {
  const deferred = {
    on: `${within.name} deferred`,
    sql: statement`alter table ${table.id} alter constraint ${identifier(within.name)} deferrable initially deferred`,
    equivalent: atCommit,
  };
  if (plain === undefined) return [deferred];
  return [
    {
      on: `no cascade from the parent of ${table.name}`,
      sql: withoutCascade({ table, within, plain }),
      equivalent: notAccess,
    },
    {
      on: `${plain.name} dropped`,
      sql: statement`alter table ${table.id} drop constraint ${identifier(plain.name)}`,
      equivalent: covered,
    },
    deferred,
  ];
}

function withoutCascade({ table, within, plain }: Required<FamilyKey>): string {
  const keys = [within, ...(plain === undefined ? [] : [plain])];
  const changes = [
    ...keys.map(({ name }) => piece`drop constraint ${identifier(name)}`),
    ...keys.map(
      ({
        columns,
        references: { schema, name, columns: referenced },
      }) => piece`add foreign key (${names(columns)})
    references ${identifier(schema, name)} (${names(referenced)}) on update cascade not valid`,
    ),
  ];
  return statement`alter table ${table.id} ${joined(changes)}`;
}

function names(columns: readonly string[]) {
  return joined(columns.map((name) => identifier(name)));
}
