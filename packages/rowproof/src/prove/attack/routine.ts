import type { Relation, Routine } from "../../catalog/facts.js";
import type { ContractRole } from "../../contract/contract.js";
import { qualifiedName } from "../../contract/tables.js";
import { identifier, literal, sql } from "../../sql/sql.js";
import { nameOf, rowsFor } from "../breach.js";
import type { Caller } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { Attempt, Outcome, Refusal } from "../session.js";
import { compareStates, sameRow, stateOf, stateQuery } from "../state.js";
import { accessTo, keyOf, type Target, writableColumns } from "../target.js";
import type { Breach, ProvedObject } from "../verdict.js";
import { argumentLists } from "./arguments.js";
import { spilt } from "./scan.js";
import { openedBy, readOf } from "./second-round.js";
import { watchedRows } from "./write.js";

/** The routines that a request can name. A trigger's function runs by its trigger alone. */
export function routinesOf({ catalog, exposed }: Pick<Scene, "catalog" | "exposed">): readonly Routine[] {
  const callable = catalog.routines.filter(
    ({ schema, extension, returns, kind }) =>
      exposed.includes(schema) &&
      extension === null &&
      returns !== "trigger" &&
      returns !== "event_trigger" &&
      (kind === "function" || kind === "procedure"),
  );
  return callable.toSorted((left, right) => Number(right.securityDefiner) - Number(left.securityDefiner));
}

/** What the contract says of a routine. */
interface Declared {
  readonly execute: readonly ContractRole[];
  readonly reaches: readonly string[];
}

/** Calls a routine as a caller with many arguments, and looks at what it shows and changes. */
export async function attackRoutine(scene: Scene, routine: Routine, caller: Caller): Promise<void> {
  const declared = declaredFor(scene, routine);
  const expected = declared.execute.some((role) => role === caller.role);
  if (caller.role === "service_role" && !expected) return;
  const may = await isExecutable(scene, routine, caller);
  if (may && caller.role !== "service_role") {
    const lists = await argumentLists(scene, routine, caller);
    await callWith(scene, routine, caller, declared, caller.oddity === undefined ? lists : lists.slice(0, 8));
  }
  if (caller.oddity !== undefined) return;
  const statement = callOf(routine, await firstArguments(scene, routine, caller));
  scene.ledger.record({
    object: objectOf(routine),
    actor: actorOf(caller),
    command: "execute",
    subject: "execute",
    expected,
    result: may ? "reached" : "missed",
    said: may ? undefined : "42501",
    breach: () => executionBreach(routine, caller, statement, expected),
  });
}

function declaredFor({ contract }: Scene, routine: Routine): Declared {
  const found = Object.entries(contract.routines).filter(([key]) => {
    const { schema, name } = qualifiedName(key, contract.schemas);
    return schema === routine.schema && name === routine.name;
  });
  return {
    execute: found.flatMap(([, { execute }]) => execute),
    reaches: found.flatMap(([, { reaches }]) => reaches ?? []),
  };
}

async function isExecutable({ session }: Scene, routine: Routine, { role }: Caller): Promise<boolean> {
  const signature = `${identifier(routine.schema, routine.name).text}`;
  const query = sql`select bool_or(has_function_privilege(${literal(role)}, p.oid, 'EXECUTE')) and
    has_schema_privilege(${literal(role)}, ${literal(routine.schema)}, 'USAGE') as held
    from pg_proc p where p.pronamespace = to_regnamespace(${literal(identifier(routine.schema).text)})
      and p.proname = ${literal(routine.name)} and pg_get_function_identity_arguments(p.oid) = ${literal(routine.arguments)}`;
  const { error, results } = await session.ask([query.text]);
  if (error !== null) throw new Error(`cannot ask who may execute ${signature}`);
  return results[0]?.rows[0]?.held === "t";
}

async function firstArguments(scene: Scene, routine: Routine, caller: Caller): Promise<readonly string[]> {
  return (await argumentLists(scene, routine, caller))[0] ?? [];
}

function callOf({ schema, name, kind }: Routine, list: readonly string[]): string {
  const called = `${identifier(schema, name).text}(${list.join(", ")})`;
  return kind === "procedure" ? `call ${called}` : `select ${called}`;
}

/** Whoever is signed in calls with their own rights, whatever else their claims say. */
function actorOf({ role, actors }: Caller): string {
  return role === "authenticated" && actors.own === "stranger" ? "owner" : actors.own;
}

export function objectOf({ schema, name, kind, arguments: list }: Routine): ProvedObject {
  return { schema, name, kind, arguments: list };
}

/** How many calls may run out of time before the rest is left. */
const patience = 2;

async function callWith(
  scene: Scene,
  routine: Routine,
  caller: Caller,
  declared: Declared,
  lists: readonly (readonly string[])[],
): Promise<void> {
  let late = 0;
  for (const list of lists) {
    const attempt: Attempt = { caller, statements: [callOf(routine, list)] };
    const outcome = await scene.session.attempt({ ...attempt, inspect: [scene.watch.query()] });
    if (outcome === "setup") return;
    const writtenNow = outcome.error === null ? scene.watch.written(outcome.inspected[0] ?? []) : [];
    await judgeChanges(scene, routine, attempt, declared, writtenNow);
    await judgeAnswer(scene, routine, attempt, declared, outcome);
    if (outcome.error === null && caller.person !== null) {
      for (const { target, row } of await openedBy(scene, attempt, writtenNow)) {
        record(
          scene,
          routine,
          { ...attempt, statements: [...attempt.statements, readOf(target)] },
          "opens",
          null,
          {
            attack: "execute/second-round",
            what: `opens another user's row of ${nameOf({ ...row.table, kind: "table" })}`,
            show: [],
          },
        );
      }
    }
    if (outcome.error?.sqlstate === "57014") late += 1;
    if (late >= patience) {
      recordLate(scene, routine, caller);
      return;
    }
  }
}

function recordLate(scene: Scene, routine: Routine, caller: Caller): void {
  scene.ledger.record({
    object: objectOf(routine),
    actor: actorOf(caller),
    command: "execute",
    subject: "its time",
    expected: false,
    result: "undecided",
    said: "its calls ran out of time, so not all arguments were tried",
  });
}

async function judgeAnswer(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  { reaches }: Declared,
  outcome: Outcome,
): Promise<void> {
  const rows = await spilt(scene, attempt.caller, attempt.statements, outcome);
  const row = rows.find(({ table }) => !isReached(scene, reaches, table));
  if (row === undefined) return;
  const by = outcome.error === null ? "returns" : `quotes in its error (${outcome.error.sqlstate})`;
  record(scene, routine, attempt, "shows", outcome.error, {
    attack: "execute/answer",
    what: `${by} another user's row of ${nameOf({ ...row.table, kind: "table" })}`,
    show: [],
  });
}

function isReached({ contract }: Scene, reaches: readonly string[], table: PlantedRow["table"]): boolean {
  return reaches.some((key) => {
    const { schema, name } = qualifiedName(key, contract.schemas);
    return schema === table.schema && name === table.name;
  });
}

/** What it changed of others' rows, and of their own what the contract withholds. */
async function judgeChanges(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  { reaches }: Declared,
  written: readonly Relation[],
): Promise<void> {
  if (written.length === 0) return;
  const { results } = await scene.session.look(
    written.map((one) => stateQuery(one, watchedRows(scene, one))),
  );
  for (const [at, base] of written.entries()) {
    const target = scene.targetOf(base);
    if (target?.table === undefined || isReached(scene, reaches, base)) continue;
    const before = scene.states.get(keyOf(base)) ?? [];
    const changes = compareStates(base, before, stateOf(results[at]?.rows ?? []));
    await judgeTouched(scene, routine, attempt, target, changes);
  }
}

async function judgeTouched(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  target: Target,
  { updated, deleted }: ReturnType<typeof compareStates>,
): Promise<void> {
  const { table, base } = target;
  if (table === undefined || base === undefined) return;
  const { caller } = attempt;
  const owner = (row: (typeof deleted)[number]) =>
    (scene.under.get(keyOf(base)) ?? []).find((planted) => sameRow(base, planted.row, row))?.person;
  const touched = [
    ...deleted.map((row) => ({ row, verb: "deletes", command: "delete" as const })),
    ...updated.map(({ before }) => ({ row: before, verb: "changes", command: "update" as const })),
  ];
  const show = [`select * from ${identifier(base.schema, base.name).text}`];
  for (const { row, verb, command } of touched) {
    const [may] = await scene.reach.among(caller, table, base, command, [row]);
    if (may === true || owner(row) === caller.person || owner(row) === undefined) continue;
    const what = `${verb} another user's row of ${nameOf(target.object)}`;
    record(scene, routine, attempt, verb, null, { attack: "execute/change", what, show });
  }
  const access = accessTo(target, caller.role, "update");
  const writable = access?.rows.kind === "none" ? [] : writableColumns(base, access);
  for (const { before, after } of updated) {
    if (owner(before) !== caller.person) continue;
    const column = writableColumns(base, undefined).find(
      (name) => before[name] !== after[name] && !writable.includes(name),
    );
    if (column === undefined) continue;
    const what = `lets them write ${identifier(column).text} of their row of ${nameOf(target.object)}, which the contract withholds`;
    record(scene, routine, attempt, `column ${column}`, null, { attack: "execute/protected", what, show });
  }
}

function record(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  subject: string,
  error: Refusal | null,
  {
    attack,
    what,
    show,
  }: { readonly attack: string; readonly what: string; readonly show: readonly string[] },
): void {
  const { caller, statements } = attempt;
  const object = objectOf(routine);
  scene.ledger.record({
    object,
    actor: actorOf(caller),
    command: "execute",
    subject,
    expected: false,
    result: "reached",
    breach: () => ({
      attack,
      what: `${caller.name} (${caller.role}) calls ${nameOf(object)}, and it ${what}`,
      why: routine.securityDefiner
        ? `it runs as its owner ${routine.owner}, whom no policy restrains, and does not ask who calls`
        : "it runs as its caller, whom the tables let through",
      mend: `revoke execute on ${routine.kind} ${identifier(routine.schema, routine.name).text}(${routine.arguments}) from public, ${identifier(caller.role).text}; or let it compare with auth.uid(); or, where it is meant, say reaches: [...] under routines in the contract`,
      ...(error === null ? {} : { sqlstate: error.sqlstate }),
      script: {
        role: caller.role,
        claims: caller.claims,
        setup: rowsFor(scene, scene.mentions.named(routine.definition ?? ""), caller.person).map(
          (row) => row.statement,
        ),
        attempt: statements,
        show,
      },
    }),
  });
}

function executionBreach(routine: Routine, caller: Caller, statement: string, expected: boolean): Breach {
  const object = objectOf(routine);
  const name = `${routine.kind} ${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
  const role = identifier(caller.role).text;
  return {
    attack: "execute/call",
    what: `${caller.name} (${caller.role}) ${expected ? "cannot" : "can"} execute ${nameOf(object)}`,
    why: expected ? "the contract lets them; the privilege is missing" : "the contract does not let them",
    mend: expected
      ? `grant execute on ${name} to ${role};`
      : `revoke execute on ${name} from public, ${role};`,
    script: { role: caller.role, claims: caller.claims, setup: [], attempt: [statement], show: [] },
  };
}
