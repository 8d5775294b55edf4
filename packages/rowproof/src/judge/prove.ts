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
  /** Resolved against the catalog of the exposed schemas and of those that they rest on. */
  readonly contract: ResolvedContract;
  /** The rows, where they lie there already; absent: they are seeded now. */
  readonly seeded?: SeedResult;
  /** Whether there are rows beside the seeded ones. Default: false. */
  readonly live?: boolean;
  /** The only relations and routines to attack, by name; absent: all. */
  readonly only?: readonly string[];
  /** Which of how many equal shares of the objects to attack, where several connections share the work. Default: all of it. */
  readonly share?: { readonly part: number; readonly parts: number };
  /** Ends with the first object of which somebody got too much: that there is a leak is then known, and not how many. */
  readonly untilLeak?: boolean;
  /** How many attempts to make at most; what is left then is untested. Absent: as many as it takes. */
  readonly budget?: number;
  /** Milliseconds for each statement of an attempt. Default: 2000. */
  readonly statementTimeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each attempt and what came of it. */
  readonly onAttempt?: ((attempt: Attempt, outcome: Outcome) => void) | undefined;
  /** Told of each object before it is attacked. */
  readonly onProgress?: (done: number, of: number, attempts: number) => void;
}

/**
 * Attacks a database as every actor and holds what came of it against the contract, on one connection and in one
 * transaction, the actor's where there is one. Nothing of it stays.
 *
 * @throws {pg.DatabaseError} where the connected role cannot read or seed what an attack needs.
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
  // Once a setting was set in a session, it is never absent in it again.
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

/** Requests without any claims come first, while the setting is not there. */
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
  return { object, why: `the budget of ${budget} attempts was spent before it came to it` };
}
