import type { Catalog, Relation } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import { longestName } from "../../sql/names.js";
import { type Node, parseStatements, SyntaxFault } from "../../sql/parser.js";
import { child, list, names, otherFields } from "../../sql/tree.js";
import { snakeCase } from "../naming.js";
import { type DraftNote, remark } from "./note.js";
import { isSame } from "./relations.js";

/** The other names of a table. */
export interface OtherNames {
  readonly views: readonly string[];
  readonly aliases: readonly string[];
  readonly notes: readonly DraftNote[];
}

/**
 * The existing views that only rename columns, and the table's own name in snake_case.
 *
 * @param tables the tables that the contract names: their snake_case names must differ
 */
export async function otherNames(
  catalog: Catalog,
  relation: Relation,
  tables: readonly Relation[],
): Promise<OtherNames> {
  const present = await renamingViews(catalog, relation);
  const wanted = snakeName(catalog, relation, tables);
  const own = typeof wanted === "string" && !present.aliases.includes(wanted) ? [wanted] : [];
  return {
    views: [...new Set([...own, ...present.views])],
    aliases: present.aliases,
    notes: typeof wanted === "object" ? [wanted] : [],
  };
}

/** A table's name in snake_case; undefined if that is its name already, a note if no view can have it. */
function snakeName(
  catalog: Catalog,
  relation: Relation,
  tables: readonly Relation[],
): string | DraftNote | undefined {
  const name = snakeCase(relation.name);
  if (name === relation.name || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return undefined;
  const columns = relation.columns.map((column) => snakeCase(column.name));
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) return remark(`no view ${name}: two columns would be ${twice} in it`);
  if (Buffer.byteLength(name) > longestName) return remark(`no view ${name}: the name is too long`);
  const taken = findRelation(catalog, relation.schema, name);
  const isView = taken?.kind === "view" && taken.reads.some((one) => isSame(one, relation));
  if (taken !== undefined && !isView) return remark(`no view ${name}: a ${taken.kind} has that name`);
  const other = tables.find(
    (table) => table !== relation && table.schema === relation.schema && snakeCase(table.name) === name,
  );
  return other === undefined ? name : remark(`no view ${name}: it would be ${other.name}, too`);
}

/** The views with every column of the table: all in snake_case (`views`), or all with their own names (`aliases`). */
async function renamingViews(
  catalog: Catalog,
  relation: Relation,
): Promise<Pick<OtherNames, "views" | "aliases">> {
  const views = catalog.relations.filter(
    ({ kind, schema, reads, extension }) =>
      kind === "view" &&
      schema === relation.schema &&
      extension === null &&
      reads.length === 1 &&
      isSame(reads[0] ?? null, relation),
  );
  const read = await Promise.all(
    views.map(async (view) => ({ name: view.name, columns: await columnsOf(view) })),
  );
  const named = (as: (column: string) => string) =>
    read
      .filter(({ columns }) => relation.columns.every(({ name }) => columns?.get(name) === as(name)))
      .map(({ name }) => name);
  const snake = named(snakeCase);
  return { views: snake, aliases: named((column) => column).filter((name) => !snake.includes(name)) };
}

/** The view's name for each column; undefined if the view does more than rename. */
async function columnsOf({ definition }: Relation): Promise<ReadonlyMap<string, string> | undefined> {
  const select = await selectOf(definition ?? "");
  if (select === undefined) return undefined;
  const more = otherFields(select, ["targetList", "fromClause", "limitOption", "op"]);
  const plain = select.op === "SETOP_NONE" && select.limitOption === "LIMIT_OPTION_DEFAULT";
  if (more.length > 0 || !plain || list(select, "fromClause").length !== 1) return undefined;
  const columns = list(select, "targetList").map((target): readonly [string | undefined, unknown] => {
    const base = names(child(target, "ResTarget", "val", "ColumnRef"), "fields").at(-1);
    return [base, child(target, "ResTarget")?.name ?? base];
  });
  const known = columns.filter((one): one is readonly [string, string] => one[0] !== undefined);
  const named = new Map(known);
  return named.size === columns.length ? named : undefined;
}

async function selectOf(definition: string): Promise<Node | undefined> {
  try {
    return child((await parseStatements(definition))[0]?.tree, "SelectStmt");
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}
