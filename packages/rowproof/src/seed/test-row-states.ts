import { AccessMentions } from "../catalog/access-mentions.js";
import type { Relation } from "../catalog/facts.js";
import { commands, contractRoles, type FixtureRow } from "../contract/contract.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { keyOf, usersKey } from "../sql/relation-key.js";
import { conditionValues } from "./condition-values.js";
import { seedTasks } from "./inserted-rows.js";
import type { SeedTask } from "./seed-context.js";
import type { SeedRun } from "./seed-run.js";
import { allowsOneRowEach, type TableSpec } from "./table-spec.js";
import { neighbours, victim } from "./test-users.js";
import { pairs } from "./value-pairs.js";

/** The first number of these rows. No other row has it, so that their generated values are unique. */
const first = 100;

/** How many of these rows a table gets. */
const most = 6;

/**
 * Seeds rows of the victim with the values that policies, views, functions and the contract's conditions tell apart. A hole that is
 * open for published rows only does not show on a draft. Conditions decide the values of a row only, never its owner.
 */
export async function seedTestRowStates(run: SeedRun, contract: ResolvedContract): Promise<void> {
  const { context } = run;
  const texts = textsBy(contract);
  for (const level of context.order.levels) {
    const tasks = level.flatMap((spec) => tasksFor(run, spec, texts(spec.relation)));
    await seedTasks(run, tasks);
  }
}

function tasksFor({ context }: SeedRun, spec: TableSpec, text: string): readonly SeedTask[] {
  if (spec.key === usersKey) return [];
  const rows = rowsOfStates(spec, text);
  const names = allowsOneRowEach(spec, context.order.postponed) ? neighbours : rows.map(() => victim);
  return rows.flatMap((given, index): readonly SeedTask[] => {
    const testUser = context.testUsers.get(names[index] ?? "");
    return testUser === undefined ? [] : [{ spec, testUser, number: first + index, given, optional: true }];
  });
}

/** Rows in which every two values of two columns occur together. */
function rowsOfStates(spec: TableSpec, text: string): readonly FixtureRow[] {
  const bound = new Set([
    ...spec.owners,
    ...spec.teams.keys(),
    ...spec.foreignKeys.flatMap(({ columns }) => (columns.length === 1 ? [] : columns)),
    ...spec.foreignKeys.flatMap(({ columns: [only = ""] }) => (isText(spec, only) ? [] : [only])),
  ]);
  const columns = spec.columns
    .filter(({ column }) => !bound.has(column.name))
    .map(({ column, labels }) => ({ name: column.name, values: conditionValues(column, text, labels) }))
    .filter(({ values }) => values.length > 1);
  return pairs(
    columns.map(({ values }) => values),
    most,
  ).map((row) =>
    Object.fromEntries(row.map((value, at) => [columns[at]?.name ?? "", value] as const).filter(hasValue)),
  );
}

/** A text key, such as a bucket's or a category's name, may occur in a condition. If no row has it, the insert fails. */
function isText({ columns }: TableSpec, name: string): boolean {
  const type = columns.find(({ column }) => column.name === name)?.column.type ?? "";
  return /^(?:text|character varying)/.test(type);
}

function hasValue(
  storedRow: readonly [string, FixtureRow[string] | undefined],
): storedRow is [string, FixtureRow[string]] {
  return storedRow[1] !== undefined;
}

/** The part of a view's query that filters rows. The columns that it selects do not matter. */
function conditionsOf(definition: string | null): string {
  return /\bFROM\b[\s\S]*$/.exec(definition ?? "")?.[0] ?? "";
}

/** The text of everything that decides who can reach a table: its policies, its views, what these call, and the contract. */
function textsBy(contract: ResolvedContract): (table: Relation) => string {
  const { catalog } = contract;
  const mentions = new AccessMentions(catalog);
  const views = new Map<string, Relation[]>();
  for (const relation of catalog.relations) {
    for (const read of relation.reads) views.set(keyOf(read), [...(views.get(keyOf(read)) ?? []), relation]);
  }
  const predicates = new Map(
    contract.namedTables.map((table) => {
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
      ...(predicates.get(keyOf(table)) ?? []),
    ].join("\n");
}
