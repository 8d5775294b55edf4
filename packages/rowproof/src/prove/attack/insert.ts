import type { Relation } from "../../catalog/facts.js";
import { identifier, raw, sql } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import { attacker, newcomer, victim } from "../cast.js";
import type { Seedling } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { compareStates, stateOf, stateQuery } from "../state.js";
import { accessTo, keyColumns, keyOf, type Target, writableColumns } from "../target.js";
import { aimsOf } from "./aims.js";
import { rowsCondition, typedValue } from "./conditions.js";
import { judge } from "./judge.js";
import { recordFailure } from "./missed.js";
import { placements, placingColumns } from "./placements.js";
import { type Effect, tryWrite, type Write, watchedRows } from "./write.js";

/** Inserts as a caller: a row of their own, of another's, under another's, of protected columns, over another's key. */
export async function attackByInsert(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const { base } = target;
  if (base === undefined || target.relation.kind === "materialized view") return;
  const refused = await insertOthers(scene, target, base, caller);
  if (caller.oddity !== undefined || caller.person === null) return;
  if (refused && !(await insertOwn(scene, target, base, caller))) return;
  if (!refused) await insertOwn(scene, target, base, caller);
  await insertUnderOthers(scene, target, base, caller);
  await insertProtected(scene, target, base, caller);
  await collide(scene, target, base, caller);
  await overwrite(scene, target, base, caller);
}

/** A row to be inserted, with what must go first: where the table allows a person one row only, that one. */
interface Sowing {
  readonly setup: readonly string[];
  readonly values: Seedling;
}

export function sowingFor(scene: Scene, base: Relation, person: string, round = 0): Sowing | undefined {
  const values = scene.planted.seedling(base, person, round);
  if (values === undefined) return undefined;
  return { values, setup: makeRoom(scene, base, values) };
}

/** The planted rows that a unique key would let stand beside no such row: they go first. */
function makeRoom(scene: Scene, base: Relation, values: Seedling): readonly string[] {
  const keys = uniqueKeys(base);
  const rows = scene
    .rowsOf(base)
    .filter(({ row }) =>
      keys.some((key) =>
        key.every((column) => row[column] != null && row[column] === plainValue(values[column])),
      ),
    );
  const only = rowsCondition(
    base,
    rows.map(({ row }) => row),
  );
  return only === undefined ? [] : [`delete from ${identifier(base.schema, base.name).text} where ${only}`];
}

/** The columns of each key of which no two rows may have the same. */
function uniqueKeys({ constraints, indexes }: Relation): readonly (readonly string[])[] {
  return [
    ...constraints
      .filter(({ kind }) => kind === "unique" || kind === "primary key")
      .map(({ columns }) => columns),
    ...indexes
      .filter(({ unique, partial }) => unique && !partial)
      .map(({ columns }) => columns.filter((column) => column !== null)),
  ].filter((columns) => columns.length > 0);
}

/** The text within a literal such as `'…'::uuid`. */
function plainValue(expression: string | undefined): string | undefined {
  return /^'((?:[^']|'')*)'(?:::[\w\s."()[\],]+)?$/.exec(expression ?? "")?.[1]?.replaceAll("''", "'");
}

function statement(target: Target, values: Seedling, tail = ""): string {
  const { relation } = target;
  const columns = Object.keys(values).map((column) => identifier(target.columnName(column)).text);
  const name = identifier(relation.schema, relation.name);
  if (columns.length === 0) return sql`insert into ${name} default values${raw(tail)}`.text;
  return sql`insert into ${name} (${raw(columns.join(", "))}) values (${raw(Object.values(values).join(", "))})${raw(tail)}`
    .text;
}

function write(
  caller: Caller,
  attack: string,
  target: Target,
  { setup, values }: Sowing,
  tail?: string,
): Write {
  return {
    attack,
    command: "insert",
    attempt: { caller, setup, statements: [statement(target, values, tail)] },
  };
}

/** The row that the tables' owner gets by the same statement; where that fails, something else than access is in the way. */
async function control(
  scene: Scene,
  base: Relation,
  sowing: Sowing,
  caller: Caller,
): Promise<TextRow | string> {
  const table: Target = { base, relation: base, columnName: (column: string) => column } as Target;
  const query = stateQuery(base, watchedRows(scene, base));
  const claims = caller.claims ?? "";
  const before = await scene.session.ask([...sowing.setup, query], claims);
  const done = await scene.session.ask([...sowing.setup, statement(table, sowing.values), query], claims);
  if (done.error !== null)
    return `the tables' owner cannot insert such a row either (${done.error.sqlstate})`;
  const { inserted } = compareStates(
    base,
    stateOf(before.results.at(-1)?.rows ?? []),
    stateOf(done.results.at(-1)?.rows ?? []),
  );
  return inserted[0] ?? "a trigger keeps such a row out";
}

/** Tries one insert. `expected` undefined: what the contract says of the row that the owner gets by it. */
async function tryInsert(
  scene: Scene,
  target: Target,
  base: Relation,
  one: Write,
  sowing: Sowing,
  { actor, optional = false }: { readonly actor: string; readonly optional?: boolean },
): Promise<Effect> {
  const { caller } = one.attempt;
  const effect = await tryWrite(scene, target, one);
  await judge(scene, target, one, effect, Object.keys(sowing.values));
  if (effect.error === null && effect.changes.inserted.length > 0) return effect;
  const closed = accessTo(target, caller.role, "insert")?.rows.kind ?? "none";
  const refused = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "42501";
  const grown = closed === "none" && refused ? {} : await control(scene, base, sowing, caller);
  const obstacle = typeof grown === "string" ? grown : undefined;
  const [may = false] =
    typeof grown === "string" || target.table === undefined
      ? []
      : await scene.reach.among(caller, target.table, base, "insert", [grown]);
  recordFailure(scene, target, one, effect.error, {
    actor,
    subject: `${one.attack} ${actor}`,
    expected: may && target.standing === "named",
    what: `cannot insert ${actor === caller.actors.own ? "a row of their own" : "the row that the contract allows"} into`,
    obstacle,
    optional,
  });
  return effect;
}

/** The columns that a caller would name: those of the contract, where it gives any. */
export function namedColumns(
  target: Target,
  base: Relation,
  { role }: Caller,
  { setup, values }: Sowing,
): Sowing {
  const access = accessTo(target, role, "insert");
  const may = access === undefined || access.rows.kind === "none" ? undefined : writableColumns(base, access);
  const there = new Set(target.relation.columns.map(({ name }) => name));
  const kept = Object.entries(values).filter(
    ([column]) => (may === undefined || may.includes(column)) && there.has(target.columnName(column)),
  );
  return { setup, values: Object.fromEntries(kept) };
}

async function insertOwn(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<boolean> {
  const person = caller.person ?? attacker;
  const sowing = sowingFor(scene, base, person);
  if (sowing === undefined) {
    await recordUnsown(scene, target, base, caller, caller.actors.own);
    return false;
  }
  const own = namedColumns(target, base, caller, sowing);
  const effect = await tryInsert(scene, target, base, write(caller, "insert/own", target, own), own, {
    actor: caller.actors.own,
  });
  return effect.error === null;
}

/** A row in the name of another, or by whoever has no name. Returns whether it was refused outright. */
async function insertOthers(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<boolean> {
  for (const person of [newcomer, victim]) {
    const sowing = sowingFor(scene, base, person);
    if (sowing === undefined) continue;
    const spoofed = namedColumns(target, base, caller, sowing);
    const one = write(caller, caller.person === null ? "insert/any" : "insert/spoof", target, spoofed);
    const { error } = await tryInsert(scene, target, base, one, spoofed, {
      actor: caller.actors.others,
      optional: caller.oddity !== undefined,
    });
    if (error === "setup" || (error !== null && /^23/.test(error.sqlstate))) continue;
    return error?.sqlstate === "42501";
  }
  if (caller.oddity === undefined) await recordUnsown(scene, target, base, caller, caller.actors.others);
  return false;
}

/** No row can be made up: only a refusal decides, and that takes a statement which names any column. */
async function recordUnsown(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  actor: string,
): Promise<void> {
  const one = write(caller, "insert/default", target, { setup: [], values: {} });
  const effect = await tryWrite(scene, target, one);
  const failed = scene.planted.unplanted.find(({ table }) => keyOf(table) === keyOf(base));
  recordFailure(scene, target, one, effect.error, {
    actor,
    subject: `insert ${actor}`,
    expected: false,
    what: "",
    obstacle: `no row could be made up: ${failed?.why ?? "no insert succeeded"}`,
  });
}

/** A row of their own under a parent of another's. */
async function insertUnderOthers(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
): Promise<void> {
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  if (sowing === undefined) return;
  const owners = placingColumns(scene, target, base);
  const all = placements(scene, target, base, caller, [victim]);
  for (const { attack, column, values } of all) {
    // The owner's column alone, on a row that is otherwise their own: another's name under one's own parent.
    if (attack === "give-away" && owners.length < 2 && column === owners[0]) continue;
    const moved = namedColumns(target, base, caller, { ...sowing, values: { ...sowing.values, ...values } });
    const one = write(caller, `insert/${attack}`, target, moved);
    const { error } = await tryInsert(scene, target, base, one, moved, {
      actor: caller.actors.others,
      optional: true,
    });
    if (error === null && attack === "other-parent" && target.relation === base)
      noteKey(scene, target, column);
  }
}

/** What a foreign key tells whoever may write it. */
function noteKey(scene: Scene, { object }: Target, column: string): void {
  scene.ledger.note({
    id: "oracle/foreign-key",
    object,
    message: `whoever inserts a row can point ${identifier(column).text} to a row of another user's`,
    why: "foreign keys are checked past row level security: that the insert succeeds tells that such a row exists; within in the contract keeps rows under parents of the same owner",
  });
}

/** A row of their own with another's unique value: the refusal tells that the value is taken, and a trigger may do more. */
async function collide(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  const row = scene.rowsOf(base).find((one) => one.person === victim)?.row;
  if (sowing === undefined || row === undefined) return;
  const owners = placingColumns(scene, target, base);
  const primary = base.constraints.find(({ kind }) => kind === "primary key")?.columns;
  for (const key of uniqueKeys(base).filter((columns) => columns.join() !== primary?.join())) {
    if (key.some((column) => owners.includes(column))) continue;
    const taken = Object.fromEntries(key.map((column) => [column, typedValue(base.columns, column, row)]));
    const values = namedColumns(target, base, caller, { ...sowing, values: { ...sowing.values, ...taken } });
    const one = write(caller, "insert/taken", target, values);
    const effect = await tryWrite(scene, target, one);
    await judge(scene, target, one, effect, Object.keys(values.values));
    const isTaken = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "23505";
    if (isTaken && target.relation === base) {
      scene.ledger.note({
        id: "oracle/unique",
        object: target.object,
        message: `whoever inserts a row learns whether a value of ${key.map((column) => identifier(column).text).join(", ")} is taken`,
        why: "unique keys are checked past row level security, and the refusal (23505) tells it",
      });
    }
  }
}

/** Each column that the contract withholds from an insert that it allows. */
async function insertProtected(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const access = accessTo(target, caller.role, "insert");
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  if (access === undefined || access.rows.kind === "none" || sowing === undefined) return;
  const may = writableColumns(base, access);
  const own = namedColumns(target, base, caller, sowing);
  for (const column of writableColumns(base, undefined).filter((name) => !may.includes(name))) {
    const value = scene.planted.otherValues(base, column, null)[0] ?? sowing.values[column];
    if (value === undefined) continue;
    const more = { ...own, values: { ...own.values, [column]: value } };
    const one = write(caller, "insert/protected", target, more);
    const effect = await tryWrite(scene, target, one);
    await judge(scene, target, one, effect, [column]);
    recordFailure(scene, target, one, effect.error, {
      actor: caller.actors.own,
      subject: `column ${column}`,
      expected: false,
      what: "",
      optional: true,
    });
  }
}

/** An insert that meets another's key and then updates. */
async function overwrite(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const key = keyColumns(base);
  const sowing = sowingFor(scene, base, caller.person ?? attacker, 1);
  const aims = await aimsOf(scene, target, caller, "update");
  if (sowing === undefined || key.length === 0) return;
  for (const aim of [aims.find(({ expected }) => !expected), aims.find(({ expected }) => expected)]) {
    if (aim === undefined) continue;
    const keyValues = Object.fromEntries(
      key.map((column) => [column, typedValue(base.columns, column, aim.row.row)]),
    );
    const values = { ...namedColumns(target, base, caller, sowing).values, ...keyValues };
    const names = key.map((column) => identifier(target.columnName(column)).text).join(", ");
    const sets = Object.keys(sowing.values)
      .filter((column) => !key.includes(column))
      .map((column) => identifier(target.columnName(column)).text)
      .map((column) => `${column} = excluded.${column}`);
    if (sets.length === 0) continue;
    const tail = ` on conflict (${names}) do update set ${sets.join(", ")}`;
    const one = write(caller, "insert/upsert", target, { setup: [], values }, tail);
    const effect = await tryWrite(scene, target, one);
    await judge(scene, target, one, effect, Object.keys(sowing.values));
  }
}
