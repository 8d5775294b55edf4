import type pg from "pg";
import { type Actor, actorNames, actorsOf, bareActors } from "../attack/actor.js";
import type { AttackContext } from "../attack/context.js";
import { attackErasure } from "../attack/erasure.js";
import { openContext, readAsUsers } from "../attack/open-context.js";
import type { Attempt, Outcome } from "../attack/session.js";
import { tasksOf } from "../attack/tasks.js";
import type { Catalog } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { seedRows } from "../seed/seed-rows.js";
import type { Seeded } from "../seed/seeded.js";
import { testUsersOf } from "../seed/test-users.js";
import { absentObjects } from "./absent.js";
import type { Proof } from "./proof.js";

export interface ProveOptions {
  readonly contract: Contract;
  /** Of the exposed schemas and of those that they rest on. */
  readonly catalog: Catalog;
  /** The rows, where they lie there already; absent: they are seeded now. */
  readonly seeded?: Seeded;
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
  const { contract, catalog } = options;
  // A setting that was once set is never absent again in this session.
  const bare = await neverSet(client);
  const seeded = options.seeded ?? (await seedRows(client, { contract, catalog }));
  const actors = actorsOf(contract, testUsersOf(contract, catalog));
  const context = await openContext(client, { ...options, seeded, actors });
  const left = await attackAll(context, options, bare && options.seeded !== undefined ? bareActors() : []);
  await context.session.close();
  return {
    actors: actorNames(actors),
    cells: context.ledger.cells(),
    notes: context.ledger.notes,
    untested: [...(looksForAbsent(options) ? absentObjects(contract, catalog) : []), ...left],
    attempts: context.session.attempts,
  };
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
async function attackAll(
  context: AttackContext,
  options: ProveOptions,
  bare: readonly Actor[],
): Promise<Proof["untested"]> {
  const {
    only,
    signal,
    onProgress,
    budget = Number.POSITIVE_INFINITY,
    share = whole,
    untilLeak = false,
  } = options;
  const tasks = tasksOf(context)
    .filter(({ name }) => only?.includes(name) ?? true)
    .filter((_, at) => at % share.parts === share.part);
  if (bare.length > 0) for (const { runBare } of tasks) await runBare?.(bare);
  await readAsUsers(context);
  for (const [done, task] of tasks.entries()) {
    signal?.throwIfAborted();
    onProgress?.(done, tasks.length, context.session.attempts);
    if (context.session.attempts >= budget)
      return tasks.slice(done).map(({ name }) => overBudget(name, budget));
    await task.run();
    if (untilLeak && context.ledger.hasLeak) return [];
  }
  if (only === undefined && share.part === 0) await attackErasure(context);
  return [];
}

function overBudget(object: string, budget: number): Proof["untested"][number] {
  return { object, why: `the budget of ${budget} attempts was spent before it came to it` };
}
