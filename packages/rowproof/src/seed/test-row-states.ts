import { Mentions } from "../attack/mentions.js";
import type { Catalog, Relation } from "../catalog/facts.js";
import { type Contract, commands, contractRoles, type FixtureRow } from "../contract/contract.js";
import { contractTables } from "../contract/tables.js";
import { keyOf, usersKey } from "../sql/relation-key.js";
import { conditionValues } from "./condition-values.js";
import { seedTasks } from "./inserted-rows.js";
import type { SeedTask } from "./seed-context.js";
import type { SeedRun } from "./seed-run.js";
import { allowsOneRowEach, type TableSpec } from "./table-spec.js";
import { neighbours, victim } from "./test-users.js";
import { pairs } from "./value-pairs.js";

/** Their numbers begin where no other row's is, so that what is made up for them is theirs alone. */
const first = 100;

/** How many further rows a table gets. */
const most = 6;

/**
 * Rows of the victim's with the values that policies, views, functions and the contract's conditions speak of: a hole that
 * opens for published rows only is not met by a row that is not. Only values are taken from there, never whose a row is.
 */
export async function seedTestRowStates(run: SeedRun, contract: Contract, catalog: Catalog): Promise<void> {
  const { context } = run;
  const texts = textsBy(contract, catalog);
  for (const level of context.order.levels) {
    const tasks = level.flatMap((spec) => tasksFor(run, spec, texts(spec.relation)));
    await seedTasks(run, tasks);
  }
}

function tasksFor({ context }: SeedRun, spec: TableSpec, text: string): readonly SeedTask[] {
  if (spec.key === usersKey) return [];
  const rows = guidedRows(spec, text);
  const persons = allowsOneRowEach(spec, context.order.postponed) ? neighbours : rows.map(() => victim);
  return rows.flatMap((given, index): readonly SeedTask[] => {
    const testUser = context.testUsers.get(persons[index] ?? "");
    return testUser === undefined ? [] : [{ spec, testUser, number: first + index, given, optional: true }];
  });
}

/** Every two values of two columns stand together in some row. */
function guidedRows(spec: TableSpec, text: string): readonly FixtureRow[] {
  const bound = new Set([
    ...spec.owners,
    ...spec.teams.keys(),
    ...spec.foreignKeys.flatMap(({ columns }) => (columns.length === 1 ? [] : columns)),
    ...spec.foreignKeys.flatMap(({ columns: [only = ""] }) => (isText(spec, only) ? [] : [only])),
  ]);
  const spoken = spec.columns
    .filter(({ column }) => !bound.has(column.name))
    .map(({ column, labels }) => ({ name: column.name, values: conditionValues(column, text, labels) }))
    .filter(({ values }) => values.length > 1);
  return pairs(
    spoken.map(({ values }) => values),
    most,
  ).map((row) =>
    Object.fromEntries(row.map((value, at) => [spoken[at]?.name ?? "", value] as const).filter(hasValue)),
  );
}

/** A key that is a word may be spoken of: a bucket's, a category's. Where nothing has it, the row is left out. */
function isText({ columns }: TableSpec, name: string): boolean {
  const type = columns.find(({ column }) => column.name === name)?.column.type ?? "";
  return /^(?:text|character varying)/.test(type);
}

function hasValue(
  storedRow: readonly [string, FixtureRow[string] | undefined],
): storedRow is [string, FixtureRow[string]] {
  return storedRow[1] !== undefined;
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
