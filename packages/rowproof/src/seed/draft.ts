import { fixtureValue } from "./fixture.js";
import { parentRow, type Row } from "./parent.js";
import { canary, type Seed } from "./seed.js";
import { entriesOf, leftEmpty, nobody, type Recipe, type SeedState, type Task, waits } from "./seed-state.js";
import { isToItself, type PlannedColumn, type Reference, type TableSpec } from "./table-spec.js";
import { teamValue } from "./team-value.js";
import { attacker, newcomer, type TestUser, victim } from "./test-users.js";
import { knownText, type Value } from "./value.js";

/** A row that could be inserted. */
export interface Draft {
  /** By column; what is left to its default is absent. */
  readonly values: ReadonlyMap<string, Value>;
  /** The columns that were not made up, so that nothing else may stand in them. */
  readonly fixed: ReadonlySet<string>;
  /** Why it cannot be inserted, where that is known before. */
  readonly lack: string | undefined;
}

/** A draft under way. */
interface Sketch {
  readonly task: Task;
  readonly seedState: SeedState;
  readonly columns: ReadonlyMap<string, PlannedColumn>;
  readonly values: Map<string, Value>;
  lack: string | undefined;
}

/** Makes a row: what the contract gives first, then owner, team and parents, then what is made up. */
export function draftRow(task: Task, round: number, recipe: Recipe, seedState: SeedState): Draft {
  const columns = new Map(task.spec.columns.map((one) => [one.column.name, one]));
  const sketch: Sketch = { task, seedState, columns, values: new Map(), lack: undefined };
  setGiven(sketch);
  for (const [column, { generator }] of recipe) if (generator === leftEmpty) setText(sketch, column, null);
  setOwners(sketch, round);
  setFolders(sketch, round);
  setTeams(sketch);
  const [itself, others] = divide(task.spec);
  for (const reference of others) setReference(sketch, reference, round);
  for (const reference of itself) setEmpty(sketch, reference);
  const fixed = new Set(sketch.values.keys());
  const own = new Set(itself.flatMap((reference) => reference.columns));
  for (const planned of task.spec.columns) {
    if (!own.has(planned.column.name)) setMade(sketch, planned, round, recipe);
  }
  for (const reference of itself) setItself(sketch, reference, round, recipe);
  return { values: sketch.values, fixed, lack: sketch.lack };
}

function divide(spec: TableSpec): readonly [readonly Reference[], readonly Reference[]] {
  const itself = spec.references.filter((reference) => isToItself(spec, reference));
  return [itself, spec.references.filter((reference) => !itself.includes(reference))];
}

/** Sets a column, unless it has a value or an insert may not name it. */
function set({ columns, values }: Sketch, column: string, value: (type: string) => Value): void {
  const planned = columns.get(column);
  if (planned !== undefined && !values.has(column)) values.set(column, value(planned.column.type));
}

function setText(sketch: Sketch, column: string, text: string | null): void {
  set(sketch, column, (type) => ({ text, type }));
}

function setGiven(sketch: Sketch): void {
  for (const [column, value] of Object.entries(sketch.task.given)) {
    set(sketch, column, (type) => fixtureValue(value, type));
  }
}

/** The person's id; for nobody's row null or, in a text, one that is no user's. */
function setOwners(sketch: Sketch, round: number): void {
  const { spec, member } = sketch.task;
  for (const column of spec.owners) {
    const planned = sketch.columns.get(column);
    if (planned === undefined) continue;
    if (spec.partners.has(column)) setText(sketch, column, partnerOf(sketch, round).person.id);
    else if (member !== nobody) setText(sketch, column, member.person.id);
    else if (!planned.column.notNull) setText(sketch, column, null);
    else if (planned.column.type === "uuid") sketch.lack = "its owner is somebody";
    else setText(sketch, column, member.person.id);
  }
}

/** A path in the person's own folder. */
function setFolders(sketch: Sketch, round: number): void {
  const { task, seedState } = sketch;
  for (const column of task.spec.folders) {
    setText(sketch, column, `${task.member.person.id}/${canary(seedOf(task, column, round, seedState))}`);
  }
}

/** Who stands at the other end of a row between two: the other of the settled, then the newcomer. */
function partnerOf({ task, seedState }: Sketch, round: number): TestUser {
  const { person, teamOf } = task.member;
  // Last the one whose rows stand in for the person's own: both ends would be the same.
  const others = [victim, attacker, newcomer]
    .filter((one) => one !== person.name)
    .toSorted((left, right) => Number(left === teamOf) - Number(right === teamOf));
  const chosen = others[round % others.length] ?? victim;
  return seedState.testUsers.get(chosen) ?? task.member;
}

/** The role in a table of members, and the team where no foreign key leads to it. */
function setTeams(sketch: Sketch): void {
  const { task, seedState } = sketch;
  const { role, teams, references } = task.spec;
  const roleName = role === undefined ? undefined : task.member.roles[role.members];
  if (role !== undefined && typeof roleName === "string") setText(sketch, role.column, roleName);
  for (const [column, members] of teams) {
    if (references.some(({ columns }) => columns.includes(column))) continue;
    set(sketch, column, (type) => ({
      text: teamValue(members, task.member.teamOf, type, seedState.today),
      type,
    }));
  }
}

/** A foreign key's columns, all from the same row; empty where that can be and there is none. */
function setReference(sketch: Sketch, reference: Reference, round: number): void {
  const { seedState, values } = sketch;
  const isSet = reference.columns.every((column) => values.has(column));
  if (isSet && !waits(seedState, reference)) return;
  const row = waits(seedState, reference) ? undefined : referredRow(sketch, reference, round);
  if (row !== undefined) {
    for (const [index, column] of reference.columns.entries()) {
      setText(sketch, column, row[reference.targetColumns[index] ?? ""] ?? null);
    }
  } else if (reference.nullable.length > 0) {
    setEmpty(sketch, reference);
  } else {
    sketch.lack ??= `there is no row that foreign key "${reference.name}" could refer to`;
  }
}

function referredRow(sketch: Sketch, reference: Reference, round: number): Row | undefined {
  const { seedState, values } = sketch;
  const isPartners = reference.columns.some((column) => sketch.task.spec.partners.has(column));
  const task = isPartners ? { ...sketch.task, member: partnerOf(sketch, round) } : sketch.task;
  if (seedState.order.ahead.has(reference)) return rowToCome(reference, task, seedState);
  const known = new Map([...values].map(([column, value]) => [column, knownText(value)]));
  return parentRow(reference, task, known, seedState);
}

/** A row that is seeded later; what is made up of it can be known before. */
function rowToCome({ target }: Reference, { member }: Task, seedState: SeedState): Row | undefined {
  const rowOf = (person: string) => entriesOf(seedState, target, person)[0]?.row;
  const seeded = rowOf(member.person.name) ?? (member.settled ? undefined : rowOf(member.teamOf));
  const spec = seedState.specs.get(target);
  if (seeded !== undefined || spec === undefined) return seeded;
  const { order } = seedState;
  const blind = { ...seedState, order: { ...order, postponed: new Set(spec.references) } };
  const draft = draftRow({ spec, member, number: 0, given: {} }, 0, new Map(), blind);
  return Object.fromEntries([...draft.values].map(([column, value]) => [column, knownText(value) ?? null]));
}

function setEmpty(sketch: Sketch, { columns, nullable }: Reference): void {
  if (columns.some((column) => sketch.values.has(column) && nullable.includes(column))) return;
  for (const column of nullable) setText(sketch, column, null);
}

/** A row that must refer to one of its own table refers to itself. */
function setItself(sketch: Sketch, reference: Reference, round: number, recipe: Recipe): void {
  for (const [index, column] of reference.columns.entries()) {
    if (sketch.values.has(column)) continue;
    const target = sketch.columns.get(reference.targetColumns[index] ?? "");
    if (target === undefined) continue;
    if (!sketch.values.has(target.column.name)) setMade(sketch, target, round, recipe, 1);
    const value = sketch.values.get(target.column.name);
    if (value !== undefined) set(sketch, column, () => value);
  }
}

function setMade(sketch: Sketch, planned: PlannedColumn, round: number, recipe: Recipe, least = 0): void {
  const { column, generators } = planned;
  const { generator, shift } = recipe.get(column.name) ?? { generator: 0, shift: 0 };
  const make = generators[Math.max(least, generator)];
  const text = make?.(seedOf(sketch.task, column.name, round + shift, sketch.seedState));
  if (text !== undefined) setText(sketch, column.name, text);
}

export function seedOf(
  { spec, member, number }: Task,
  column: string,
  round: number,
  seedState: SeedState,
): Seed {
  const { name, email } = member.person;
  return { table: spec.key, column, person: name, email, number, round, today: seedState.today };
}
