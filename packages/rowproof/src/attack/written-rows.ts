import type { Relation } from "../catalog/facts.js";
import { breachOf, type Told } from "../judge/breach.js";
import { withholding } from "../judge/diagnosis.js";
import type { SeededRow } from "../seed/seeded.js";
import { objectOf } from "../sql/object-name.js";
import { identifier } from "../sql/sql.js";
import { type Actor, isPlain } from "./actor.js";
import { rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { placingColumns } from "./placements.js";
import { readOf } from "./reads.js";
import type { TextRow } from "./session.js";
import { isKeyAgainst, isLoud, isRead } from "./side-effect.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target, writableColumns } from "./target.js";
import { actorNameFor, seededRow, subjectOf, whose } from "./target-rows.js";
import type { Effect, Write } from "./write.js";

/** The columns that a write names, with what each was to become; by the base's names. */
export type Sets = readonly string[];

/** Holds every row that a write has changed against the contract. Returns the seeded rows that it reached. */
export function* judge(
  context: AttackContext,
  target: Target,
  write: Write,
  { changes, beside }: Effect,
  sets: Sets = [],
): Steps<readonly SeededRow[]> {
  const verdict = new Verdict(context, target, write);
  yield* verdict.changes(changes, sets);
  yield* verdict.beside(beside);
  return verdict.reached;
}

/** The same of every table that a write through a view has changed, told of the view. Returns whether it changed any row. */
export function* judgeThrough(
  context: AttackContext,
  view: Target,
  write: Write,
  { beside }: Effect,
): Steps<boolean> {
  let changed = false;
  for (const { relation, changes } of beside) {
    const rows = [...changes.inserted, ...changes.updated, ...changes.deleted];
    changed ||= rows.length > 0;
    const target = context.targetOf(relation);
    if (target !== undefined) yield* new Verdict(context, target, write, view).changes(changes, []);
  }
  return changed;
}

/** Why a row came under another's parent. */
const unheld = {
  why: "the contract keeps rows within a parent of the same owner, and no foreign key holds the parent's key and its owner together",
  fix: "rowproof plan writes the foreign key that holds both",
};

/** Shows the rows to whoever runs the script. */
function showing(base: Relation | undefined, rows: readonly TextRow[]): readonly string[] {
  return base === undefined ? [] : [readOf({ relation: base }, rowsCondition(base, rows))];
}

class Verdict {
  readonly reached: SeededRow[] = [];
  readonly #context: AttackContext;
  readonly #target: Target;
  readonly #write: Write;
  readonly #actor: Actor;
  /** What the write named: the target, or a view through which it went. */
  readonly #named: Target;

  constructor(context: AttackContext, target: Target, write: Write, named: Target = target) {
    this.#context = context;
    this.#target = target;
    this.#write = write;
    this.#actor = write.attempt.actor;
    this.#named = named;
  }

  *changes(changes: Effect["changes"], sets: Sets): Steps<void> {
    for (const { row, may } of yield* this.rows("delete", changes.deleted)) {
      this.touched("delete", row, may, "delete");
    }
    const before = yield* this.rows(
      "update",
      changes.updated.map((pair) => pair.before),
    );
    const after = yield* this.rows(
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
    for (const { row, may } of yield* this.rows("insert", changes.inserted)) this.inserted(row, may, sets);
  }

  /** Rows with what the contract says of them. */
  *rows(
    command: "insert" | "update" | "delete",
    rows: readonly TextRow[],
  ): Steps<readonly { readonly row: TextRow; readonly may: boolean }[]> {
    const { table, base } = this.#target;
    if (table === undefined || base === undefined) return rows.map((row) => ({ row, may: false }));
    const answers = yield* this.#context.reach.among(this.#actor, table, base, command, rows);
    return rows.map((row, at) => ({ row, may: answers[at] === true }));
  }

  touched(command: "update" | "delete", row: TextRow, may: boolean, verb: string): void {
    const seeded = seededRow(this.#context, this.#target, row);
    if (seeded !== undefined) this.reached.push(seeded);
    const owner = seeded?.person ?? this.#ownerOf(row);
    this.#record(
      command,
      actorNameFor(this.#actor, owner),
      may,
      seeded === undefined ? "another row" : subjectOf(seeded),
      {
        what: `can ${verb} ${whose({ person: owner }, this.#actor)} in`,
        rows: [row],
      },
    );
  }

  /** A row that was theirs to change and is not theirs afterwards. */
  givenAway(before: TextRow, after: TextRow): void {
    this.#record("update", this.#actor.standsFor.others, false, "give-away", {
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
      (rule) => rule.kind === "own" && rule.within !== undefined && row[rule.column] === this.#actor.userId,
    );
  }

  protectedColumns(before: TextRow, after: TextRow, sets: Sets): void {
    const { base } = this.#target;
    const access = accessTo(this.#target, this.#actor.role, "update");
    if (base === undefined || access === undefined) return;
    const may = writableColumns(base, access);
    for (const column of sets.filter((one) => !may.includes(one) && before[one] !== after[one])) {
      this.#record("update", this.#actor.standsFor.own, false, `column ${column}`, {
        what: `can write the protected column ${identifier(column).text} of`,
        rows: [after],
        why: "the contract withholds the column, and a grant or a whole-row policy gives it",
        fix: withholding(this.#target, this.#actor.role, "update", may),
      });
    }
  }

  inserted(row: TextRow, may: boolean, sets: Sets): void {
    const { base } = this.#target;
    const own = this.#isOwn(row);
    const access = accessTo(this.#target, this.#actor.role, "insert");
    const withinOthers = own && !may && access?.rows.kind === "own";
    const actorName = own && !withinOthers ? this.#actor.standsFor.own : this.#actor.standsFor.others;
    const place = withinOthers
      ? "a row under another user's"
      : own
        ? "a row in their own name"
        : "a row in another's name";
    this.#record("insert", actorName, may, `${this.#write.attack} ${actorName}`, {
      what: `can insert ${place} into`,
      rows: [row],
      ...(withinOthers ? unheld : {}),
    });
    if (!may || base === undefined || access === undefined) return;
    const writable = writableColumns(base, access);
    for (const column of sets.filter((one) => !writable.includes(one))) {
      this.#record("insert", this.#actor.standsFor.own, false, `column ${column}`, {
        what: `can insert a value of the protected column ${identifier(column).text} into`,
        rows: [row],
        why: "the contract withholds the column, and a grant gives it",
        fix: withholding(this.#target, this.#actor.role, "insert", writable),
      });
    }
  }

  /** Whether a new row is in the actor's own name, in every column that says whose it is. */
  #isOwn(row: TextRow): boolean {
    const { base, table } = this.#target;
    const { person, userId } = this.#actor;
    const [declared] = table?.owners ?? [];
    if (declared !== undefined) return row[declared] === userId;
    const columns = base === undefined ? [] : placingColumns(this.#context, this.#target, base);
    const ids = new Set(this.#context.seeded.persons.map(({ id }) => id));
    return (
      person !== null && columns.every((column) => row[column] === userId || !ids.has(row[column] ?? ""))
    );
  }

  /** What triggers and keys did to other users' rows elsewhere. */
  *beside(all: Effect["beside"]): Steps<void> {
    if (this.#actor.role === "service_role") return;
    for (const { relation, changes } of all) {
      const target = this.#context.targetOf(relation);
      if (target?.table === undefined) continue;
      const other = new Verdict(this.#context, target, this.#write, this.#target);
      const columns = relation.columns.map(({ name }) => name);
      if (isLoud(this.#context, this.#target.base)) yield* other.changes(changes, columns);
      else if (isRead(this.#context, this.#target.base)) yield* other.others(changes, this.#target);
      else yield* other.byKey(changes, this.#target);
    }
  }

  /** What a foreign key did to other users' rows; what it does to one's own goes with the row that it hangs on. */
  *byKey({ deleted, updated }: Effect["changes"], parent: Target): Steps<void> {
    const isOthers = (row: TextRow) =>
      (seededRow(this.#context, this.#target, row)?.person ?? this.#actor.person) !== this.#actor.person;
    const { role } = this.#actor;
    const gone = isKeyAgainst(this.#target, parent, role, "delete") ? deleted.filter(isOthers) : [];
    const changed = isKeyAgainst(this.#target, parent, role, "update")
      ? updated.filter(({ before }) => isOthers(before))
      : [];
    yield* this.changes({ inserted: [], deleted: gone, updated: changed }, []);
  }

  /** What a trigger does whose function the contract names is somebody's business who has read it; that it reaches others' rows is said. */
  *others(changes: Effect["changes"], by: Target): Steps<void> {
    const touched = [
      ...(yield* this.rows("delete", changes.deleted)),
      ...(yield* this.rows(
        "update",
        changes.updated.map(({ before }) => before),
      )),
    ];
    for (const { row, may } of touched) {
      const seeded = seededRow(this.#context, this.#target, row);
      if (may || seeded === undefined || seeded.person === this.#actor.person) continue;
      this.#context.observed.note({
        id: "proof/by-trigger",
        object: this.#target.object,
        message: `${this.#actor.name} reaches ${whose(seeded, this.#actor)} in ${objectOf(this.#target.object)} by writing to ${objectOf(by.object)}`,
        why: "a trigger does it whose function the contract names, so somebody has read what it does",
      });
    }
  }

  #record(
    command: "insert" | "update" | "delete",
    actorName: string,
    expected: boolean,
    subject: string,
    { what, rows, why, fix }: { what: string; rows: readonly TextRow[]; why?: string; fix?: string },
  ): void {
    const { attempt, attack, why: known, fix: remedy } = this.#write;
    const { object } = this.#named;
    const through = this.#named === this.#target ? "" : `, through ${objectOf(object)}`;
    const told: Told = {
      attack,
      command,
      what: `${this.#actor.name} (${this.#actor.role}) ${what} ${objectOf(this.#target.object)}${through}`,
      ...(why === undefined ? {} : { why }),
      ...(fix === undefined ? {} : { fix }),
      ...(known === undefined ? {} : { why: known }),
      ...(remedy === undefined ? {} : { fix: remedy }),
      show: showing(this.#target.base, rows),
    };
    this.#context.observed.record({
      object,
      actor: actorName,
      command,
      subject,
      expected,
      result: "reached",
      odd: !isPlain(this.#actor),
      breach: () => breachOf(this.#context, this.#named, attempt, told),
    });
  }

  /** Whose a row is that was not seeded, by the contract's column. */
  #ownerOf(row: TextRow): string {
    const [column] = this.#target.table?.owners ?? [];
    const id = column === undefined ? undefined : row[column];
    return this.#context.seeded.persons.find((person) => person.id === id)?.name ?? "nobody";
  }
}
