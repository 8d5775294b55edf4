import type { Column, Relation } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import { typed } from "../seed/column-value.js";
import { conditionValues } from "../seed/condition-values.js";
import { fixtureValue } from "../seed/fixture-value.js";
import { columnType } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { placingColumns } from "./placements.js";
import { accessTo, keyColumns, type Target } from "./target.js";

/** At most this many values of one column are tried. */
const most = 5;

/** A column that a condition on access uses, with values that the condition distinguishes. The values are SQL expressions. */
export interface Spoken {
  readonly column: Column;
  readonly values: readonly string[];
}

/** The conditions of the contract on a table, for signed-in and anonymous users. */
export function predicatesOf(target: Target): readonly string[] {
  const rules = (["authenticated", "anon"] as const).flatMap((role) =>
    commands.map((command) => accessTo(target, role, command)?.rows),
  );
  return [...new Set(rules.flatMap((rule) => (rule?.kind === "where" ? [rule.predicate] : [])))];
}

/** The text of everything that decides a table's access: its policies, the functions that they call, and the contract. */
export function wordsOf(context: AttackContext, target: Target): string {
  return context.mentions.follow([context.mentions.textOf(target.relation), ...predicatesOf(target)]);
}

/** The columns of a table whose values can decide access, without its keys and its owner columns. */
export function spokenColumns(context: AttackContext, table: Relation, text: string): readonly Spoken[] {
  const bound = new Set([
    // The first column of a key identifies the row; the others can be a role or a kind.
    ...keyColumns(table).slice(0, 1),
    ...placingColumns(context, { table: context.targetOf(table)?.table }, table),
    ...table.constraints
      .filter(({ kind }) => kind === "foreign key")
      .flatMap(({ columns }) => columns)
      .filter((column) => !isText(table, column)),
  ]);
  return table.columns
    .filter(
      ({ name, generated, identity }) => !bound.has(name) && generated === null && identity !== "always",
    )
    .map((column) => ({ column, values: valuesOf(context, table, column, text) }))
    .filter(({ values }) => values.length > 0);
}

/** A condition can name the key of a row, if it is a word: of a bucket or a category. */
function isText(table: Relation, name: string): boolean {
  return /^(?:text|character varying)/.test(columnType(table, name));
}

/** The values in the conditions on a column, and its other labels: a condition that excludes one value admits all others. */
function valuesOf(context: AttackContext, table: Relation, column: Column, text: string): readonly string[] {
  const said = conditionValues(column, text).flatMap((value) =>
    value === undefined ? [] : [typed(fixtureValue(value, column.type))],
  );
  const isWord = !/^(?:uuid|boolean|json|date|time|smallint|integer|bigint|numeric|real|double)|\[\]$/.test(
    column.type,
  );
  const others = said.length > 0 && isWord ? context.seeded.otherValues(table, column.name, null) : [];
  return [...new Set([...said, ...others])].slice(0, most);
}
