import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { type Actor, isPlain } from "./actor.js";
import { rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { WriteEffect } from "./effects/write.js";
import type { WriteOn } from "./missed.js";
import { placingColumns } from "./placements.js";
import { readOf } from "./reads.js";
import type { TextRow } from "./session.js";
import { isKeyAgainst, isLoud, isRead } from "./side-effect.js";
import type { Changes } from "./state.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target, writableColumns } from "./target.js";
import { actorNameFor, ownerOf, seededRow, subjectOf } from "./target-rows.js";
import type { Write, WriteCommand, WriteResult } from "./write.js";

/**
 * Compares every row that a write changed with the contract.
 * @param sets the columns that the write names, by the base's names
 * @returns the seeded rows that it reached
 */
export function* judgeWrite(
  on: WriteOn,
  { changes, elsewhere }: WriteResult,
  sets: readonly string[] = [],
): Steps<readonly SeededRow[]> {
  const rows = new WrittenRows(on);
  yield* rows.changes(changes, sets);
  yield* rows.elsewhere(elsewhere);
  return rows.reached;
}

/** The same for every table that a write through a view changed. Returns whether it changed any row. */
export function* judgeThrough(on: WriteOn, { elsewhere }: WriteResult): Steps<boolean> {
  let changed = false;
  for (const { relation, changes } of elsewhere) {
    const rows = [...changes.inserted, ...changes.updated, ...changes.deleted];
    changed ||= rows.length > 0;
    const target = on.context.targetOf(relation);
    if (target !== undefined) yield* new WrittenRows({ ...on, target }, on.target).changes(changes, []);
  }
  return changed;
}

/** Queries that show the rows in the script. */
function showing(base: Relation | undefined, rows: readonly TextRow[]): readonly string[] {
  return base === undefined ? [] : [readOf({ relation: base }, rowsCondition(base, rows))];
}

/** One thing that a write did. */
interface WrittenFact {
  readonly command: WriteCommand;
  /** The actor of the matrix. */
  readonly actor: string;
  readonly expected: boolean;
  readonly subject: string;
  readonly rows: readonly TextRow[];
  readonly effect: WriteEffect;
}

/** What one write did to one table, compared with the contract. */
class WrittenRows {
  readonly reached: SeededRow[] = [];
  readonly #context: AttackContext;
  readonly #target: Target;
  readonly #write: Write;
  readonly #actor: Actor;
  /** The relation that the statement names: the target, or a view over it. */
  readonly #named: Target;

  constructor({ context, target, write }: WriteOn, named: Target = target) {
    this.#context = context;
    this.#target = target;
    this.#write = write;
    this.#actor = write.attempt.actor;
    this.#named = named;
  }

  *changes(changes: Changes, sets: readonly string[]): Steps<void> {
    for (const { row, may } of yield* this.rows("delete", changes.deleted)) {
      this.touched("delete", row, may);
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
      this.touched("update", row, may);
      const became = after[at];
      if (!may || became === undefined) continue;
      if (!became.may) this.givenAway(row, became.row);
      else this.protectedColumns(row, became.row, sets);
    }
    for (const { row, may } of yield* this.rows("insert", changes.inserted)) this.inserted(row, may, sets);
  }

  /** Rows, each with whether the contract allows it. */
  *rows(
    command: WriteCommand,
    rows: readonly TextRow[],
  ): Steps<readonly { readonly row: TextRow; readonly may: boolean }[]> {
    const { table, base } = this.#target;
    if (table === undefined || base === undefined) return rows.map((row) => ({ row, may: false }));
    const question = { actor: this.#actor, table, base, command };
    const answers = yield* this.#context.reach.among(question, rows);
    return rows.map((row, at) => ({ row, may: answers[at] === true }));
  }

  touched(command: "update" | "delete", row: TextRow, may: boolean): void {
    const seeded = seededRow(this.#context, this.#target, row);
    if (seeded !== undefined) this.reached.push(seeded);
    const person = seeded?.person ?? this.#ownerOf(row);
    this.#record({
      command,
      actor: actorNameFor(this.#actor, person),
      expected: may,
      subject: seeded === undefined ? "another row" : subjectOf(seeded),
      rows: [row],
      effect: {
        kind: "touch",
        verb: command === "update" ? "change" : "delete",
        owner: ownerOf({ person }, this.#actor),
        ...this.#where(),
      },
    });
  }

  /** A row that the actor may change, and may not have as it is afterwards. */
  givenAway(before: TextRow, after: TextRow): void {
    this.#record({
      command: "update",
      actor: this.#actor.standsFor.others,
      expected: false,
      subject: "give-away",
      rows: [before, after],
      effect: { kind: "give away", isWithin: this.#isWithin(after), ...this.#where() },
    });
  }

  /** Whether a row that is not allowed is still the actor's own, so that its parent is the reason. */
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

  protectedColumns(before: TextRow, after: TextRow, sets: readonly string[]): void {
    const { base } = this.#target;
    const access = accessTo(this.#target, this.#actor.role, "update");
    if (base === undefined || access === undefined) return;
    const may = writableColumns(base, access);
    for (const column of sets.filter((one) => !may.includes(one) && before[one] !== after[one]))
      this.#protectedColumn("update", column, may, after);
  }

  #protectedColumn(command: "insert" | "update", column: string, may: readonly string[], row: TextRow): void {
    const { relation, columnName } = this.#target;
    const withheld = { on: relation, command, columns: may.map(columnName) };
    this.#record({
      command,
      actor: this.#actor.standsFor.own,
      expected: false,
      subject: `column ${column}`,
      rows: [row],
      effect: { kind: "protected", column, withheld, ...this.#where() },
    });
  }

  inserted(row: TextRow, may: boolean, sets: readonly string[]): void {
    const { base } = this.#target;
    const own = this.#isOwn(row);
    const access = accessTo(this.#target, this.#actor.role, "insert");
    const withinOthers = own && !may && access?.rows.kind === "own";
    const actor = own && !withinOthers ? this.#actor.standsFor.own : this.#actor.standsFor.others;
    this.#record({
      command: "insert",
      actor,
      expected: may,
      subject: `${this.#write.attack.id} ${actor}`,
      rows: [row],
      effect: {
        kind: "insert",
        place: withinOthers ? "under another" : own ? "own" : "other",
        ...this.#where(),
      },
    });
    if (!may || base === undefined || access === undefined) return;
    const writable = writableColumns(base, access);
    for (const column of sets.filter((one) => !writable.includes(one)))
      this.#protectedColumn("insert", column, writable, row);
  }

  /** Whether a new row is in the actor's own name, in every owner column. */
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

  /** What triggers and foreign keys did to other users' rows in other tables. */
  *elsewhere(all: WriteResult["elsewhere"]): Steps<void> {
    if (this.#actor.role === "service_role") return;
    for (const { relation, changes } of all) {
      const target = this.#context.targetOf(relation);
      if (target?.table === undefined) continue;
      const other = new WrittenRows({ context: this.#context, target, write: this.#write }, this.#target);
      const columns = relation.columns.map(({ name }) => name);
      if (isLoud(this.#context, this.#target.base)) yield* other.changes(changes, columns);
      else if (isRead(this.#context, this.#target.base)) yield* other.others(changes, this.#target);
      else yield* other.byKey(changes, this.#target);
    }
  }

  /** What a foreign key did to other users' rows. What it does to own rows is a part of the write. */
  *byKey({ deleted, updated }: Changes, parent: Target): Steps<void> {
    const isOthers = (row: TextRow) =>
      (seededRow(this.#context, this.#target, row)?.person ?? this.#actor.person) !== this.#actor.person;
    const { role } = this.#actor;
    const gone = isKeyAgainst(this.#target, parent, role, "delete") ? deleted.filter(isOthers) : [];
    const changed = isKeyAgainst(this.#target, parent, role, "update")
      ? updated.filter(({ before }) => isOthers(before))
      : [];
    yield* this.changes({ inserted: [], deleted: gone, updated: changed }, []);
  }

  /** The contract names the trigger's function, so it is intended. A note says that it reaches other users' rows. */
  *others(changes: Changes, by: Target): Steps<void> {
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
        kind: "by trigger",
        object: this.#target.object,
        actor: this.#actor.name,
        owner: ownerOf(seeded, this.#actor),
        by: by.object,
      });
    }
  }

  /** What was written, and through which relation if the statement names another. */
  #where(): Pick<WriteEffect, "object" | "through" | "cause"> {
    const through = this.#named === this.#target ? undefined : this.#named.object;
    return { object: this.#target.object, through, cause: this.#write.cause };
  }

  #record({ command, actor, expected, subject, rows, effect }: WrittenFact): void {
    const { attempt, attack } = this.#write;
    const context = this.#context;
    const on = this.#named;
    context.observed.record({
      object: on.object,
      actor,
      command,
      subject,
      expected,
      result: "reached",
      odd: !isPlain(this.#actor),
      evidence: () => ({
        context,
        attack: { id: attack.id, command },
        attempt,
        effect,
        on,
        show: showing(this.#target.base, rows),
      }),
    });
  }

  /** The owner of a row that was not seeded, by the contract's column. */
  #ownerOf(row: TextRow): string {
    const [column] = this.#target.table?.owners ?? [];
    const id = column === undefined ? undefined : row[column];
    return this.#context.seeded.persons.find((person) => person.id === id)?.name ?? "nobody";
  }
}
