import type { Catalog, Relation } from "../../catalog/facts.js";
import { type Contract, commands, contractRoles, type FixtureRow } from "../../contract/contract.js";
import { contractTables } from "../../contract/tables.js";
import { neighbours, victim } from "../cast.js";
import { Mentions } from "../mentions.js";
import { keyOf, usersKey } from "../table-key.js";
import { type Blueprint, isSingle } from "./blueprint.js";
import { spokenValues } from "./conditions.js";
import type { Task } from "./garden.js";
import { pairs } from "./pairs.js";
import { plantTasks } from "./planted-rows.js";
import type { Planting } from "./planting.js";

/** Their numbers begin where no other row's is, so that what is made up for them is theirs alone. */
const first = 100;

/** How many further rows a table gets. */
const most = 6;

/**
 * Rows of the victim's with the values that policies, views, functions and the contract's conditions speak of: a hole that
 * opens for published rows only is not met by a row that is not. Only values are taken from there, never whose a row is.
 */
export async function plantGuided(planting: Planting, contract: Contract, catalog: Catalog): Promise<void> {
  const { garden } = planting;
  const texts = textsBy(contract, catalog);
  for (const level of garden.order.levels) {
    const tasks = level.flatMap((blueprint) => tasksFor(planting, blueprint, texts(blueprint.relation)));
    await plantTasks(planting, tasks);
  }
}

function tasksFor({ garden }: Planting, blueprint: Blueprint, text: string): readonly Task[] {
  if (blueprint.key === usersKey) return [];
  const rows = guidedRows(blueprint, text);
  const persons = isSingle(blueprint, garden.order.postponed) ? neighbours : rows.map(() => victim);
  return rows.flatMap((given, index): readonly Task[] => {
    const member = garden.cast.get(persons[index] ?? "");
    return member === undefined ? [] : [{ blueprint, member, number: first + index, given, optional: true }];
  });
}

/** Every two values of two columns stand together in some row. */
function guidedRows(blueprint: Blueprint, text: string): readonly FixtureRow[] {
  const bound = new Set([
    ...blueprint.owners,
    ...blueprint.teams.keys(),
    ...blueprint.references.flatMap(({ columns }) => (columns.length === 1 ? [] : columns)),
    ...blueprint.references.flatMap(({ columns: [only = ""] }) => (isText(blueprint, only) ? [] : [only])),
  ]);
  const spoken = blueprint.columns
    .filter(({ column }) => !bound.has(column.name))
    .map(({ column, labels }) => ({ name: column.name, values: spokenValues(column, text, labels) }))
    .filter(({ values }) => values.length > 1);
  return pairs(
    spoken.map(({ values }) => values),
    most,
  ).map((row) =>
    Object.fromEntries(row.map((value, at) => [spoken[at]?.name ?? "", value] as const).filter(hasValue)),
  );
}

/** A key that is a word may be spoken of: a bucket's, a category's. Where nothing has it, the row is left out. */
function isText({ columns }: Blueprint, name: string): boolean {
  const type = columns.find(({ column }) => column.name === name)?.column.type ?? "";
  return /^(?:text|character varying)/.test(type);
}

function hasValue(
  entry: readonly [string, FixtureRow[string] | undefined],
): entry is [string, FixtureRow[string]] {
  return entry[1] !== undefined;
}

/** Of a view's text what tells its rows apart: what it selects, it shows of every row. */
function conditionsOf(definition: string | null): string {
  return /\bFROM\b[\s\S]*$/.exec(definition ?? "")?.[0] ?? "";
}

/** What is written of a table: its policies, the views over it, what these call, and the contract's own conditions. */
function textsBy(contract: Contract, catalog: Catalog): (table: Relation) => string {
  const mentions = new Mentions(catalog);
  const views = new Map<string, Relation[]>();
  for (const relation of catalog.relations) {
    for (const read of relation.reads) views.set(keyOf(read), [...(views.get(keyOf(read)) ?? []), relation]);
  }
  const told = new Map(
    contractTables(contract).map((table) => {
      const rules = contractRoles.flatMap((role) =>
        commands.map((command) => table.access[role][command].rows),
      );
      return [keyOf(table), rules.flatMap((rule) => (rule.kind === "where" ? [rule.predicate] : []))];
    }),
  );
  return (table) =>
    [
      mentions.textOf(table),
      ...(views.get(keyOf(table)) ?? []).map(({ definition }) => mentions.follow([conditionsOf(definition)])),
      ...(told.get(keyOf(table)) ?? []),
    ].join("\n");
}
