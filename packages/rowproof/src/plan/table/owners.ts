import type { Column } from "../../catalog/facts.js";
import { commands, type Rows } from "../../contract/contract.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { linkName } from "./convention.js";
import { noParent, parentKeyOfMany } from "./mistakes.js";
import type { NewTable } from "./new-table.js";

/** The columns that the access of a new table needs and that were not given: as elements of its `create table`. */
export function accessColumns(table: NewTable): readonly string[] {
  return [...owners(table), ...teams(table), ...links(table)];
}

function isGiven({ given }: NewTable, column: string): boolean {
  return given.columns.some(({ name }) => name === column);
}

/** Owner columns cascade from the user; within a parent, an owner has the type of the parent's owner. */
function owners(table: NewTable): readonly string[] {
  const parent = parentOf(table);
  const type = parent?.ownerType ?? "uuid";
  const user = type === "uuid" ? " references auth.users (id) on delete cascade" : "";
  return table.table.owners
    .filter((column) => !isGiven(table, column))
    .map((column) => `${quoteName(column)} ${type} not null${user}`);
}

/** A team column has the type and target of the members' table. */
function teams(table: NewTable): readonly string[] {
  const rows = rowsOf(table).find((one) => one.kind === "member");
  if (rows?.kind !== "member" || isGiven(table, rows.column)) return [];
  const members = table.contract.tableNamed(rows.members)?.relation;
  const column = members?.columns.find((one) => one.name === rows.team);
  if (members === undefined || column === undefined) return [];
  const key = members.constraints.find(
    ({ kind, columns }) => kind === "foreign key" && columns.length === 1 && columns[0] === rows.team,
  );
  const to = key?.references;
  const target = to
    ? ` references ${quoteRelation(to)} (${to.columns.map(quoteName).join(", ")})${deletion(table)}`
    : "";
  return [`${quoteName(rows.column)} ${column.type} not null${target}`];
}

/** A column for the parent's primary key. The planner adds the foreign key that includes the owner. */
function links(table: NewTable): readonly string[] {
  const parent = parentOf(table);
  if (parent === undefined || leadsToParent(table, parent)) return [];
  const { relation, key } = parent;
  if (key === undefined) throw parentKeyOfMany(table.table.key, relation.name);
  const name = table.convention.spell(linkName(relation.name));
  const target = `references ${quoteRelation(relation)} (${quoteName(key.name)})${deletion(table)}`;
  if (isGiven(table, name)) return [`foreign key (${quoteName(name)}) ${target}`];
  return [`${quoteName(name)} ${key.type} not null ${target}`];
}

/** A foreign key action may do no more to a row than the user may. */
function deletion({ table }: NewTable): string {
  return table.access.authenticated.delete.rows.kind === "none" ? "" : " on delete cascade";
}

function rowsOf({ table }: NewTable): readonly Rows[] {
  return commands.map((command) => table.access.authenticated[command].rows);
}

function parentOf(table: NewTable) {
  const rows = rowsOf(table).find((one) => one.kind === "own" && one.within !== undefined);
  if (rows?.kind !== "own" || rows.within === undefined) return undefined;
  const parent = table.contract.tableNamed(rows.within);
  const relation = parent?.relation;
  if (relation === undefined || parent === undefined) throw noParent(table.table.key, rows.within);
  const [owner] = parent.owners;
  const primary = relation.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];
  const columnOf = (wanted: string | undefined): Column | undefined =>
    relation.columns.find((column) => column.name === wanted);
  const only = primary.length === 1 && primary[0] !== owner ? columnOf(primary[0]) : undefined;
  return { relation, key: only, ownerType: columnOf(owner)?.type };
}

/** Whether one of the given foreign keys refers to the parent. */
function leadsToParent(
  { given, table }: NewTable,
  { relation }: NonNullable<ReturnType<typeof parentOf>>,
): boolean {
  const owner = table.owners;
  return given.keys.some(
    ({ schema, table: name, columns }) =>
      name === relation.name &&
      (schema ?? relation.schema) === relation.schema &&
      columns.some((column) => !owner.includes(column)),
  );
}
