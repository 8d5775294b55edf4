import type { Relation, Routine } from "../../../catalog/facts.js";
import { identifier, literal, raw, sql } from "../../../sql/sql.js";
import { nameOf } from "../../breach.js";
import { victim } from "../../cast.js";
import type { PlantedRow } from "../../plant/planted.js";
import type { Scene } from "../../scene.js";
import { selectable } from "../../selectable.js";
import type { Attempt, Outcome } from "../../session.js";
import { keyColumns, keyOf } from "../../target.js";
import { rowsCondition } from "../conditions.js";
import { recordBreach } from "./breach.js";
import { type Declaration, isReached } from "./declaration.js";

/** How many columns of one row are changed one by one, where they cannot be changed together. */
const most = 6;

/** A state in which the victim's row is another, and what that tells where the answer is another too. */
interface Change {
  readonly table: Relation;
  readonly setup: readonly string[];
  /** Whether the row is gone, so that only rows of the answer that go with it tell of it. */
  readonly gone: boolean;
}

/**
 * An answer that holds no value by which a row is known: a date, a flag, a part of a text. The call names one of the
 * victim's rows, and is made again where this row says something else, or is gone: where its answer follows, it tells
 * of the row. Sums over many rows name none of them.
 * @returns whether it tells.
 */
export async function compareAnswers(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  declaration: Declaration,
  outcome: Outcome,
): Promise<boolean> {
  if (!isFull(outcome)) return false;
  const rows = await withheldRows(scene, routine, attempt, declaration);
  if (rows.length === 0 || !(await isStable(scene, attempt, outcome))) return false;
  for (const row of rows) {
    for (const change of changesOf(scene, row, attempt)) {
      const other = await scene.session.attempt({ ...attempt, setup: change.setup });
      if (other === "setup" || other.error !== null || !tells(outcome, other, change)) continue;
      const does = change.gone ? "is there" : "says something else";
      recordBreach(
        scene,
        routine,
        { ...attempt },
        {
          attack: "execute/comparison",
          subject: "shows",
          what: `answers otherwise when another user's row of ${nameOf({ ...row.table, kind: "table" })} ${does}`,
          table: row.table,
        },
      );
      return true;
    }
  }
  return false;
}

/** Whether there is anything in the answer. */
function isFull({ error, results }: Outcome): boolean {
  return error === null && countOf(results[0]?.rows ?? []) > 0;
}

function countOf(rows: Outcome["results"][number]["rows"]): number {
  return rows.filter((row) => Object.values(row).some((value) => value !== null)).length;
}

/** What is another each time tells of nobody. */
async function isStable(scene: Scene, attempt: Attempt, { results }: Outcome): Promise<boolean> {
  const again = await scene.session.attempt(attempt);
  if (again === "setup" || again.error !== null) return false;
  return JSON.stringify(again.results[0]?.rows) === JSON.stringify(results[0]?.rows);
}

function tells(was: Outcome, is: Outcome, { gone }: Change): boolean {
  const [before, after] = [was.results[0]?.rows ?? [], is.results[0]?.rows ?? []];
  return gone ? countOf(after) < countOf(before) : JSON.stringify(before) !== JSON.stringify(after);
}

/** The victim's rows that the routine may read, and the contract keeps from the caller. */
async function withheldRows(
  scene: Scene,
  routine: Routine,
  { caller }: Attempt,
  declaration: Declaration,
): Promise<readonly PlantedRow[]> {
  const named = scene.mentions.named(routine.definition ?? "");
  const may = await selectable(scene, caller);
  return scene.planted.rows.filter(
    (row) =>
      row.person === victim &&
      row.table.schema !== "auth" &&
      named.has(keyOf(row.table)) &&
      !may.has(row) &&
      !isReached(scene, declaration, row.table),
  );
}

/** Other contents where the call names the row by its key or by its owner; no such row where it names anything of it. */
function changesOf(scene: Scene, planted: PlantedRow, { statements }: Attempt): readonly Change[] {
  const table = scene.catalog.relations.find((one) => keyOf(one) === keyOf(planted.table));
  const only = table === undefined ? undefined : rowsCondition(table, [planted.row]);
  if (table === undefined || only === undefined) return [];
  const sent = statements.join("\n");
  const names = (value: string | null | undefined) =>
    value != null && value !== "" && sent.includes(literal(value).text);
  const key = keyColumns(table);
  const owner = scene.planted.persons.find(({ name }) => name === planted.person)?.id;
  const isOwn = Object.values(planted.row).includes(owner ?? null);
  const picked = key.some((column) => names(planted.row[column])) || (isOwn && names(owner));
  const pointing = linksOf(table).some((column) => names(planted.row[column]));
  const name = identifier(table.schema, table.name).text;
  return [
    ...(picked ? updatesOf(scene, table, planted, only) : []).map((update) => ({
      table,
      setup: [quietly, update],
      gone: false,
    })),
    ...(picked || pointing
      ? [{ table, setup: [quietly, `delete from ${name} where ${only}`], gone: true }]
      : []),
  ];
}

/** Keys and triggers are not asked. */
const quietly = "set local session_replication_role = replica";

function linksOf({ constraints }: Relation): readonly string[] {
  return constraints.filter(({ kind }) => kind === "foreign key").flatMap(({ columns }) => columns);
}

/** All columns of the row but its keys at once, then each. */
function updatesOf(scene: Scene, table: Relation, { row }: PlantedRow, only: string): readonly string[] {
  const bound = new Set([...keyColumns(table), ...linksOf(table)]);
  const sets = table.columns
    .filter(
      ({ name, generated, identity }) => !bound.has(name) && generated === null && identity !== "always",
    )
    .flatMap(({ name }) => {
      const [value] = scene.planted.otherValues(table, name, row[name] ?? null);
      return value === undefined ? [] : [sql`${identifier(name)} = ${raw(value)}`.text];
    });
  if (sets.length === 0) return [];
  const update = (some: readonly string[]) =>
    sql`update ${identifier(table.schema, table.name)} set ${raw(some.join(", "))} where ${raw(only)}`.text;
  return [...new Set([update(sets), ...sets.slice(0, most).map((one) => update([one]))])];
}
