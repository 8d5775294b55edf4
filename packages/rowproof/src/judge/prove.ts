import type pg from "pg";
import { type Actor, actorNames, actorsOf, bareActors } from "../attack/actor.js";
import { databaseAttacks } from "../attack/attacks.js";
import type { AttackContext } from "../attack/context.js";
import { openContext, readAsUsers } from "../attack/open-context.js";
import { runSteps } from "../attack/runner.js";
import { type Attempt, type Outcome, Session } from "../attack/session.js";
import { tasksOf } from "../attack/tasks.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { seedRows } from "../seed/seed-rows.js";
import type { SeedResult } from "../seed/seeded.js";
import { testUsersOf } from "../seed/test-users.js";
import { absentObjects } from "./absent.js";
import { CellRecord } from "./cell-record.js";
import type { Proof } from "./proof.js";

export interface ProveOptions {
  /** Resolved against the catalog of the exposed schemas and of the schemas that they depend on. */
  readonly contract: ResolvedContract;
  /** The seeded rows, if the database has them already. Absent: they are seeded now. */
  readonly seeded?: SeedResult;
  /** Whether the database has other rows too. Default: false. */
  readonly live?: boolean;
  /** The names of the relations and routines to attack. Absent: all. */
  readonly only?: readonly string[];
  /** Which share of the objects to attack, if several connections divide the work. Default: all of it. */
  readonly share?: { readonly part: number; readonly parts: number };
  /** Stops after the first object with a leak. It is then known that there is a leak, but not how many. */
  readonly untilLeak?: boolean;
  /** The maximum number of attempts. What is left then is untested. Absent: no limit. */
  readonly budget?: number;
  /** Milliseconds for each statement of an attempt. Default: 2000. */
  readonly statementTimeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with each attempt and its outcome. */
  readonly onAttempt?: ((attempt: Attempt, outcome: Outcome) => void) | undefined;
  /** Called for each object before it is attacked. */
  readonly onProgress?: (done: number, of: number, attempts: number) => void;
}

/**
 * Attacks a database as every actor and compares the result with the contract. It uses one connection and one transaction:
 * the open transaction of the connection, if there is one. Everything is rolled back.
 *
 * @throws {pg.DatabaseError} if the connected role cannot read or seed what an attack needs.
 */
export async function proveOn(client: pg.ClientBase, options: ProveOptions): Promise<Proof> {
  const own = (client.getTransactionStatus() ?? "I") === "I";
  const mark = "rowproof_proof";
  await client.query(own ? "begin" : `savepoint ${mark}`);
  try {
    return await prove(client, options);
  } finally {
    const end = own ? "rollback" : `rollback to savepoint ${mark}; release savepoint ${mark}`;
    await client.query(end).catch(() => undefined);
  }
}

async function prove(client: pg.ClientBase, options: ProveOptions): Promise<Proof> {
  const { contract, live = false } = options;
  // After a setting was set once in a session, it is never absent again.
  const bare = await neverSet(client);
  const seeded = options.seeded ?? (await seedRows(client, contract));
  const actors = actorsOf(contract, testUsersOf(contract));
  const session = sessionOn(client, options);
  await session.open();
  const observed = new CellRecord();
  const asActor = session.sentBy.bind(session);
  const context = await runSteps(session, openContext({ contract, seeded, actors, observed, asActor, live }));
  const run = { ...options, context, session, observed };
  const left = await attackAll(run, bare && options.seeded !== undefined ? bareActors() : []);
  await session.close();
  return {
    actors: actorNames(actors),
    cells: observed.cells(),
    notes: observed.notes,
    untested: [...(looksForAbsent(options) ? absentObjects(contract) : []), ...left],
    attempts: session.attempts,
  };
}

const statementTimeout = 2000;

function sessionOn(client: pg.ClientBase, options: ProveOptions): Session {
  return new Session(client, {
    superuser: options.contract.catalog.server.superuser,
    statementTimeout: options.statementTimeout ?? statementTimeout,
    signal: options.signal,
    onAttempt: options.onAttempt,
  });
}

/** One run of the attacks on one connection. */
interface ProofRun extends ProveOptions {
  readonly context: AttackContext;
  readonly session: Session;
  readonly observed: CellRecord;
}

function looksForAbsent({ only, share = whole }: ProveOptions): boolean {
  return only === undefined && share.part === 0;
}

async function neverSet(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ unset: boolean }>(
    "select current_setting('request.jwt.claims', true) is null as unset",
  );
  return rows[0]?.unset === true;
}

const whole = { part: 0, parts: 1 };

/** Requests without any claims come first, while the setting does not exist yet. */
async function attackAll(run: ProofRun, bare: readonly Actor[]): Promise<Proof["untested"]> {
  const { context, session, observed, only, signal, onProgress, share = whole, untilLeak = false } = run;
  const { budget = Number.POSITIVE_INFINITY } = run;
  const tasks = tasksOf(context)
    .filter(({ name }) => only?.includes(name) ?? true)
    .filter((_, at) => at % share.parts === share.part);
  for (const { runBare } of bare.length > 0 ? tasks : []) {
    if (runBare !== undefined) await runSteps(session, runBare(bare));
  }
  await runSteps(session, readAsUsers(context));
  for (const [done, task] of tasks.entries()) {
    signal?.throwIfAborted();
    onProgress?.(done, tasks.length, session.attempts);
    if (session.attempts >= budget) return tasks.slice(done).map(({ name }) => overBudget(name, budget));
    await runSteps(session, task.run());
    if (untilLeak && observed.hasLeak) return [];
  }
  for (const attack of only === undefined && share.part === 0 ? databaseAttacks : []) {
    await runSteps(session, attack.attempts(context));
  }
  return [];
}

function overBudget(object: string, budget: number): Proof["untested"][number] {
  return { object, why: `the budget of ${budget} attempts was spent before this object` };
}
