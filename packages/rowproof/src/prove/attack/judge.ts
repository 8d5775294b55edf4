import type { Relation } from "../../catalog/facts.js";
import { ownerColumns } from "../../contract/tables.js";
import { identifier } from "../../sql/sql.js";
import { breachOf, nameOf, type Told } from "../breach.js";
import { type Caller, isPlain } from "../caller.js";
import { withholding } from "../diagnosis.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { accessTo, type Target, writableColumns } from "../target.js";
import { actorFor, plantedRow, subjectOf, whose } from "./aims.js";
import { rowsCondition } from "./conditions.js";
import { placingColumns } from "./placements.js";
import { readOf } from "./shown.js";
import { isKeyAgainst, isLoud, isRead } from "./side-effect.js";
import type { Effect, Write } from "./write.js";

/** The columns that a write names, with what each was to become; by the base's names. */
export type Sets = readonly string[];

/** Holds every row that a write has changed against the contract. Returns the planted rows that it reached. */
export async function judge(
  scene: Scene,
  target: Target,
  write: Write,
  { changes, beside }: Effect,
  sets: Sets = [],
): Promise<readonly PlantedRow[]> {
  const verdict = new Verdict(scene, target, write);
  await verdict.changes(changes, sets);
  await verdict.beside(beside);
  return verdict.reached;
}

/** The same of every table that a write through a view has changed, told of the view. Returns whether it changed any row. */
export async function judgeThrough(
  scene: Scene,
  view: Target,
  write: Write,
  { beside }: Effect,
): Promise<boolean> {
  let changed = false;
  for (const { relation, changes } of beside) {
    const rows = [...changes.inserted, ...changes.updated, ...changes.deleted];
    changed ||= rows.length > 0;
    const target = scene.targetOf(relation);
    if (target !== undefined) await new Verdict(scene, target, write, view).changes(changes, []);
  }
  return changed;
}

/** Why a row came under another's parent. */
const unheld = {
  why: "the contract keeps rows within a parent of the same owner, and no foreign key holds the parent's key and its owner together",
  mend: "rowproof plan writes the foreign key that holds both",
};

/** Shows the rows to whoever runs the script. */
function showing(base: Relation | undefined, rows: readonly TextRow[]): readonly string[] {
  return base === undefined ? [] : [readOf({ relation: base }, rowsCondition(base, rows))];
}

class Verdict {
  readonly reached: PlantedRow[] = [];
  readonly #scene: Scene;
  readonly #target: Target;
  readonly #write: Write;
  readonly #caller: Caller;
  /** What the write named: the target, or a view through which it went. */
  readonly #named: Target;

  constructor(scene: Scene, target: Target, write: Write, named: Target = target) {
    this.#scene = scene;
    this.#target = target;
    this.#write = write;
    this.#caller = write.attempt.caller;
    this.#named = named;
  }

  async changes(changes: Effect["changes"], sets: Sets): Promise<void> {
    for (const { row, may } of await this.rows("delete", changes.deleted)) {
      this.touched("delete", row, may, "delete");
    }
    const before = await this.rows(
      "update",
      changes.updated.map((pair) => pair.before),
    );
    const after = await this.rows(
      "update",
      changes.updated.map((pair) => pair.after),
    );
    for (const [at, { row, may }] of before.entries()) {
      this.touched("update", row, may, "change");
      const became = after[at];
      if (!may || became === undefined) continue;
      if (!became.may) this.givenAway(row, became.row);
      else this.protectedColumns(row, became.row, sets);
    }
    for (const { row, may } of await this.rows("insert", changes.inserted)) this.inserted(row, may, sets);
  }

  /** Rows with what the contract says of them. */
  async rows(
    command: "insert" | "update" | "delete",
    rows: readonly TextRow[],
  ): Promise<readonly { readonly row: TextRow; readonly may: boolean }[]> {
    const { table, base } = this.#target;
    if (table === undefined || base === undefined) return rows.map((row) => ({ row, may: false }));
    const answers = await this.#scene.reach.among(this.#caller, table, base, command, rows);
    return rows.map((row, at) => ({ row, may: answers[at] === true }));
  }

  touched(command: "update" | "delete", row: TextRow, may: boolean, verb: string): void {
    const planted = plantedRow(this.#scene, this.#target, row);
    if (planted !== undefined) this.reached.push(planted);
    const owner = planted?.person ?? this.#ownerOf(row);
    this.#record(
      command,
      actorFor(this.#caller, owner),
      may,
      planted === undefined ? "another row" : subjectOf(planted),
      {
        what: `can ${verb} ${whose({ person: owner }, this.#caller)} in`,
        rows: [row],
      },
    );
  }

  /** A row that was theirs to change and is not theirs afterwards. */
  givenAway(before: TextRow, after: TextRow): void {
    this.#record("update", this.#caller.actors.others, false, "give-away", {
      what: this.#isWithin(after)
        ? "can put a row of their own under another user's, in"
        : "can make a row of their own another's, in",
      rows: [before, after],
      ...(this.#isWithin(after) ? unheld : {}),
    });
  }

  /** Whether a row that may not be so is still their own, so that it is its parent that is wrong. */
  #isWithin(row: TextRow): boolean {
    const { table } = this.#target;
    const rules =
      table === undefined
        ? []
        : [table.access.authenticated.update.rows, table.access.authenticated.insert.rows];
    return rules.some(
      (rule) => rule.kind === "own" && rule.within !== undefined && row[rule.column] === this.#caller.userId,
    );
  }

  protectedColumns(before: TextRow, after: TextRow, sets: Sets): void {
    const { base } = this.#target;
    const access = accessTo(this.#target, this.#caller.role, "update");
    if (base === undefined || access === undefined) return;
    const may = writableColumns(base, access);
    for (const column of sets.filter((one) => !may.includes(one) && before[one] !== after[one])) {
      this.#record("update", this.#caller.actors.own, false, `column ${column}`, {
        what: `can write the protected column ${identifier(column).text} of`,
        rows: [after],
        why: "the contract withholds the column, and a grant or a whole-row policy gives it",
        mend: withholding(this.#target, this.#caller.role, "update", may),
      });
    }
  }

  inserted(row: TextRow, may: boolean, sets: Sets): void {
    const { base } = this.#target;
    const own = this.#isOwn(row);
    const access = accessTo(this.#target, this.#caller.role, "insert");
    const withinOthers = own && !may && access?.rows.kind === "own";
    const actor = own && !withinOthers ? this.#caller.actors.own : this.#caller.actors.others;
    const place = withinOthers
      ? "a row under another user's"
      : own
        ? "a row in their own name"
        : "a row in another's name";
    this.#record("insert", actor, may, `${this.#write.attack} ${actor}`, {
      what: `can insert ${place} into`,
      rows: [row],
      ...(withinOthers ? unheld : {}),
    });
    if (!may || base === undefined || access === undefined) return;
    const writable = writableColumns(base, access);
    for (const column of sets.filter((one) => !writable.includes(one))) {
      this.#record("insert", this.#caller.actors.own, false, `column ${column}`, {
        what: `can insert a value of the protected column ${identifier(column).text} into`,
        rows: [row],
        why: "the contract withholds the column, and a grant gives it",
        mend: withholding(this.#target, this.#caller.role, "insert", writable),
      });
    }
  }

  /** Whether a new row is in the caller's own name, in every column that says whose it is. */
  #isOwn(row: TextRow): boolean {
    const { base, table } = this.#target;
    const { person, userId } = this.#caller;
    const [declared] = table === undefined ? [] : ownerColumns(table);
    if (declared !== undefined) return row[declared] === userId;
    const columns = base === undefined ? [] : placingColumns(this.#scene, this.#target, base);
    const ids = new Set(this.#scene.planted.persons.map(({ id }) => id));
    return (
      person !== null && columns.every((column) => row[column] === userId || !ids.has(row[column] ?? ""))
    );
  }

  /** What triggers and keys did to other users' rows elsewhere. */
  async beside(all: Effect["beside"]): Promise<void> {
    if (this.#caller.role === "service_role") return;
    for (const { relation, changes } of all) {
      const target = this.#scene.targetOf(relation);
      if (target?.table === undefined) continue;
      const other = new Verdict(this.#scene, target, this.#write, this.#target);
      const columns = relation.columns.map(({ name }) => name);
      if (isLoud(this.#scene, this.#target.base)) await other.changes(changes, columns);
      else if (isRead(this.#scene, this.#target.base)) await other.others(changes, this.#target);
      else await other.byKey(changes, this.#target);
    }
  }

  /** What a foreign key did to other users' rows; what it does to one's own goes with the row that it hangs on. */
  async byKey({ deleted, updated }: Effect["changes"], parent: Target): Promise<void> {
    const isOthers = (row: TextRow) =>
      (plantedRow(this.#scene, this.#target, row)?.person ?? this.#caller.person) !== this.#caller.person;
    const { role } = this.#caller;
    const gone = isKeyAgainst(this.#target, parent, role, "delete") ? deleted.filter(isOthers) : [];
    const changed = isKeyAgainst(this.#target, parent, role, "update")
      ? updated.filter(({ before }) => isOthers(before))
      : [];
    await this.changes({ inserted: [], deleted: gone, updated: changed }, []);
  }

  /** What a trigger does whose function the contract names is somebody's business who has read it; that it reaches others' rows is said. */
  async others(changes: Effect["changes"], by: Target): Promise<void> {
    const touched = [
      ...(await this.rows("delete", changes.deleted)),
      ...(await this.rows(
        "update",
        changes.updated.map(({ before }) => before),
      )),
    ];
    for (const { row, may } of touched) {
      const planted = plantedRow(this.#scene, this.#target, row);
      if (may || planted === undefined || planted.person === this.#caller.person) continue;
      this.#scene.ledger.note({
        id: "proof/by-trigger",
        object: this.#target.object,
        message: `${this.#caller.name} reaches ${whose(planted, this.#caller)} in ${nameOf(this.#target.object)} by writing to ${nameOf(by.object)}`,
        why: "a trigger does it whose function the contract names, so somebody has read what it does",
      });
    }
  }

  #record(
    command: "insert" | "update" | "delete",
    actor: string,
    expected: boolean,
    subject: string,
    { what, rows, why, mend }: { what: string; rows: readonly TextRow[]; why?: string; mend?: string },
  ): void {
    const { attempt, attack, why: known, mend: remedy } = this.#write;
    const { object } = this.#named;
    const through = this.#named === this.#target ? "" : `, through ${nameOf(object)}`;
    const told: Told = {
      attack,
      command,
      what: `${this.#caller.name} (${this.#caller.role}) ${what} ${nameOf(this.#target.object)}${through}`,
      ...(why === undefined ? {} : { why }),
      ...(mend === undefined ? {} : { mend }),
      ...(known === undefined ? {} : { why: known }),
      ...(remedy === undefined ? {} : { mend: remedy }),
      show: showing(this.#target.base, rows),
    };
    this.#scene.ledger.record({
      object,
      actor,
      command,
      subject,
      expected,
      result: "reached",
      odd: !isPlain(this.#caller),
      breach: () => breachOf(this.#scene, this.#named, attempt, told),
    });
  }

  /** Whose a row is that was not planted, by the contract's column. */
  #ownerOf(row: TextRow): string {
    const [column] = this.#target.table === undefined ? [] : ownerColumns(this.#target.table);
    const id = column === undefined ? undefined : row[column];
    return this.#scene.planted.persons.find((person) => person.id === id)?.name ?? "nobody";
  }
}
