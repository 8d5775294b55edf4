import { type ColumnValue, knownText } from "./column-value.js";
import { fixtureValue } from "./fixture-value.js";
import { chooseNull, firstVariant, type InsertVariant } from "./insert-variant.js";
import { parentRow, type RowTexts } from "./parent-row.js";
import {
  isPostponed,
  nobody,
  type SeedContext,
  type SeedTask,
  seedOf,
  storedRowsOf,
} from "./seed-context.js";
import { type ColumnSpec, type ForeignKeySpec, isSelfReference, type TableSpec } from "./table-spec.js";
import { teamValue } from "./team-value.js";
import { attacker, newcomer, type TestUser, victim } from "./test-users.js";
import { canary } from "./value-seed.js";

/** A row to insert. */
export interface RowDraft {
  /** By column. A column that takes its default is absent. */
  readonly values: ReadonlyMap<string, ColumnValue>;
  /** The columns that no generator filled. Their values must not be replaced. */
  readonly fixed: ReadonlySet<string>;
  /** Why the row cannot be inserted, if that is known before trying. */
  readonly obstacle: string | undefined;
}

interface DraftInProgress {
  readonly task: SeedTask;
  readonly variant: InsertVariant;
  readonly context: SeedContext;
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  readonly values: Map<string, ColumnValue>;
  obstacle: string | undefined;
}

/** Makes a row: first the values of the contract, then owner, team and parent keys, then generated values. */
export function draftRow(task: SeedTask, variant: InsertVariant, context: SeedContext): RowDraft {
  const columns = new Map(task.spec.columns.map((one) => [one.column.name, one]));
  const draft: DraftInProgress = { task, variant, context, columns, values: new Map(), obstacle: undefined };
  setGiven(draft);
  setChosenNulls(draft);
  setOwners(draft);
  setFolders(draft);
  setTeams(draft);
  const [toItself, toOthers] = foreignKeysByTarget(task.spec);
  for (const foreignKey of toOthers) setForeignKey(draft, foreignKey);
  for (const foreignKey of toItself) setKeyToNull(draft, foreignKey);
  const fixed = new Set(draft.values.keys());
  const later = new Set(toItself.flatMap((foreignKey) => foreignKey.columns));
  for (const spec of task.spec.columns) {
    if (!later.has(spec.column.name)) setGenerated(draft, spec);
  }
  for (const foreignKey of toItself) setKeyToItself(draft, foreignKey);
  return { values: draft.values, fixed, obstacle: draft.obstacle };
}

/** The foreign keys to the table itself, and those to other tables. */
function foreignKeysByTarget(
  spec: TableSpec,
): readonly [readonly ForeignKeySpec[], readonly ForeignKeySpec[]] {
  const toItself = spec.foreignKeys.filter((foreignKey) => isSelfReference(spec, foreignKey));
  return [toItself, spec.foreignKeys.filter((foreignKey) => !toItself.includes(foreignKey))];
}

/** Sets a column, unless it has a value already or an insert cannot name it. */
function set(
  { columns, values }: DraftInProgress,
  column: string,
  value: (type: string) => ColumnValue,
): void {
  const spec = columns.get(column);
  if (spec !== undefined && !values.has(column)) values.set(column, value(spec.column.type));
}

function setText(draft: DraftInProgress, column: string, text: string | null): void {
  set(draft, column, (type) => ({ text, type }));
}

function setGiven(draft: DraftInProgress): void {
  for (const [column, value] of Object.entries(draft.task.given)) {
    set(draft, column, (type) => fixtureValue(value, type));
  }
}

function setChosenNulls(draft: DraftInProgress): void {
  for (const [column, { generator }] of draft.variant.choices) {
    if (generator === chooseNull) setText(draft, column, null);
  }
}

/** The test user's id. A row without an owner gets null or, in a text column, an id that no user has. */
function setOwners(draft: DraftInProgress): void {
  const { spec, testUser } = draft.task;
  for (const column of spec.owners) {
    const ownerSpec = draft.columns.get(column);
    if (ownerSpec === undefined) continue;
    if (spec.partners.has(column)) setText(draft, column, partnerOf(draft).identity.id);
    else if (testUser !== nobody) setText(draft, column, testUser.identity.id);
    else if (!ownerSpec.column.notNull) setText(draft, column, null);
    else if (ownerSpec.column.type === "uuid") draft.obstacle = "every row must have an owner";
    else setText(draft, column, testUser.identity.id);
  }
}

/** A path in the test user's own folder. */
function setFolders(draft: DraftInProgress): void {
  const { task, variant, context } = draft;
  for (const column of task.spec.folders) {
    const mark = canary(seedOf(task, column, variant.round, context));
    setText(draft, column, `${task.testUser.identity.id}/${mark}`);
  }
}

/** The user at the other end of a row between two users: the victim or the attacker, then the newcomer. */
function partnerOf({ task, variant, context }: DraftInProgress): TestUser {
  const { identity, teamOf } = task.testUser;
  // A test user without rows uses the rows of `teamOf`. That user comes last, or both ends would be the same.
  const others = [victim, attacker, newcomer]
    .filter((one) => one !== identity.name)
    .toSorted((left, right) => Number(left === teamOf) - Number(right === teamOf));
  const chosen = others[variant.round % others.length] ?? victim;
  return context.testUsers.get(chosen) ?? task.testUser;
}

/** The role in a membership table, and the team if no foreign key leads to it. */
function setTeams(draft: DraftInProgress): void {
  const { task, context } = draft;
  const { role, teams, foreignKeys } = task.spec;
  const roleName = role === undefined ? undefined : task.testUser.roles[role.members];
  if (role !== undefined && typeof roleName === "string") setText(draft, role.column, roleName);
  for (const [column, members] of teams) {
    if (foreignKeys.some(({ columns }) => columns.includes(column))) continue;
    set(draft, column, (type) => ({
      text: teamValue(members, task.testUser.teamOf, type, context.today),
      type,
    }));
  }
}

/** Sets all columns of a foreign key from one parent row, or to null if there is no such row and null is allowed. */
function setForeignKey(draft: DraftInProgress, foreignKey: ForeignKeySpec): void {
  const { context, values } = draft;
  const isSet = foreignKey.columns.every((column) => values.has(column));
  if (isSet && !isPostponed(context, foreignKey)) return;
  const row = isPostponed(context, foreignKey) ? undefined : referencedRow(draft, foreignKey);
  if (row !== undefined) {
    for (const [index, column] of foreignKey.columns.entries()) {
      setText(draft, column, row[foreignKey.targetColumns[index] ?? ""] ?? null);
    }
  } else if (foreignKey.nullable.length > 0) {
    setKeyToNull(draft, foreignKey);
  } else {
    draft.obstacle ??= `no row exists that foreign key "${foreignKey.name}" could reference`;
  }
}

function referencedRow(draft: DraftInProgress, foreignKey: ForeignKeySpec): RowTexts | undefined {
  const { context, values } = draft;
  const isPartners = foreignKey.columns.some((column) => draft.task.spec.partners.has(column));
  const task = isPartners ? { ...draft.task, testUser: partnerOf(draft) } : draft.task;
  if (context.order.forward.has(foreignKey)) return futureRow(foreignKey, task, context);
  const known = new Map([...values].map(([column, value]) => [column, knownText(value)]));
  return parentRow(foreignKey, task, known, context);
}

/** A row that is seeded later. Its generated values are known already. */
function futureRow(
  { target }: ForeignKeySpec,
  { testUser }: SeedTask,
  context: SeedContext,
): RowTexts | undefined {
  const rowOf = (person: string) => storedRowsOf(context, target, person)[0]?.row;
  const stored = rowOf(testUser.identity.name) ?? (testUser.hasRows ? undefined : rowOf(testUser.teamOf));
  const spec = context.specs.get(target);
  if (stored !== undefined || spec === undefined) return stored;
  const order = { ...context.order, postponed: new Set(spec.foreignKeys) };
  const draft = draftRow({ spec, testUser, number: 0, given: {} }, firstVariant, { ...context, order });
  return Object.fromEntries([...draft.values].map(([column, value]) => [column, knownText(value) ?? null]));
}

function setKeyToNull(draft: DraftInProgress, { columns, nullable }: ForeignKeySpec): void {
  if (columns.some((column) => draft.values.has(column) && nullable.includes(column))) return;
  for (const column of nullable) setText(draft, column, null);
}

/** A row that must reference a row of its own table references itself. */
function setKeyToItself(draft: DraftInProgress, foreignKey: ForeignKeySpec): void {
  for (const [index, column] of foreignKey.columns.entries()) {
    if (draft.values.has(column)) continue;
    const target = draft.columns.get(foreignKey.targetColumns[index] ?? "");
    if (target === undefined) continue;
    if (!draft.values.has(target.column.name)) setGenerated(draft, target, 1);
    const value = draft.values.get(target.column.name);
    if (value !== undefined) set(draft, column, () => value);
  }
}

/** @param least the first generator that may be used */
function setGenerated(draft: DraftInProgress, { column, generators }: ColumnSpec, least = 0): void {
  const { choices, round } = draft.variant;
  const { generator, shift } = choices.get(column.name) ?? { generator: 0, shift: 0 };
  const generate = generators[Math.max(least, generator)];
  const text = generate?.(seedOf(draft.task, column.name, round + shift, draft.context));
  if (text !== undefined) setText(draft, column.name, text);
}
