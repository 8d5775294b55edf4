import type { Column, Relation } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import { typed } from "../seed/column-value.js";
import { conditionValues } from "../seed/condition-values.js";
import { fixtureValue } from "../seed/fixture-value.js";
import { columnType } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { placingColumns } from "./placements.js";
import { accessTo, keyColumns, type Target } from "./target.js";

/** How many values of one column are tried. */
const most = 5;

/** A column that something written of access speaks of, with values that it tells apart. SQL expressions. */
export interface Spoken {
  readonly column: Column;
  readonly values: readonly string[];
}

/** The conditions of the contract on a table, for whoever signs in or does not. */
export function predicatesOf(target: Target): readonly string[] {
  const rules = (["authenticated", "anon"] as const).flatMap((role) =>
    commands.map((command) => accessTo(target, role, command)?.rows),
  );
  return [...new Set(rules.flatMap((rule) => (rule?.kind === "where" ? [rule.predicate] : [])))];
}

/** Everything that is written of a table's access: its policies, what these call, and the contract. */
export function wordsOf(context: AttackContext, target: Target): string {
  return context.mentions.follow([context.mentions.textOf(target.relation), ...predicatesOf(target)]);
}

/** The columns of a table whose values may decide; neither its keys nor those that say whose a row is. */
export function spokenColumns(context: AttackContext, table: Relation, text: string): readonly Spoken[] {
  const bound = new Set([
    // The first of several says what the row is of, the others may be a role or a kind.
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

/** A key that is a word may be spoken of: a bucket's, a category's. */
function isText(table: Relation, name: string): boolean {
  return /^(?:text|character varying)/.test(columnType(table, name));
}

/** What is said of a column, and the other labels that it may hold: a condition that excludes one lets them all pass. */
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
