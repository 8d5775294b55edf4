import type pg from "pg";
import type { Catalog } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { absentObjects } from "./absent.js";
import { attackSchema } from "./attack/creation.js";
import { attackErasure } from "./attack/erasure.js";
import { attackRelation } from "./attack/relation.js";
import { attackRoutine, routinesOf } from "./attack/routine.js";
import { attackAgain } from "./attack/second-round.js";
import { attackSequence } from "./attack/sequence.js";
import { attackTriggerFunction, triggerFunctionsOf } from "./attack/trigger-function.js";
import { recordVacuous } from "./attack/vacuous.js";
import { actorsOf, bareCallers, type Caller, callersOf, oddCallers, spareCaller } from "./caller.js";
import { castOf } from "./cast.js";
import { openScene } from "./open-scene.js";
import { plantRows } from "./plant/plant.js";
import type { Planted } from "./plant/planted.js";
import type { Scene } from "./scene.js";
import { spoofingCallers } from "./spoofs.js";
import type { Target } from "./target.js";
import type { Proof } from "./verdict.js";

export interface ProveOptions {
  readonly contract: Contract;
  /** Of the exposed schemas and of those that they rest on. */
  readonly catalog: Catalog;
  /** The rows, where they lie there already; absent: they are planted now. */
  readonly planted?: Planted;
  /** Whether there are rows beside the planted ones. Default: false. */
  readonly live?: boolean;
  /** The only relations and routines to attack, by name; absent: all. */
  readonly only?: readonly string[];
  /** Which of how many equal shares of the objects to attack, where several connections share the work. Default: all of it. */
  readonly share?: { readonly part: number; readonly parts: number };
  /** Ends with the first object of which somebody got too much: that there is a leak is then known, and not how many. */
  readonly untilLeak?: boolean;
  /** How many attempts to make at most; what is left then is untried. Absent: as many as it takes. */
  readonly budget?: number;
  /** Milliseconds for each statement of an attempt. Default: 2000. */
  readonly statementTimeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each object before it is attacked. */
  readonly onProgress?: (done: number, of: number, attempts: number) => void;
}

/**
 * Attacks a database as every caller and holds what came of it against the contract, on one connection and in one
 * transaction, the caller's where there is one. Nothing of it stays.
 *
 * @throws {pg.DatabaseError} where the connected role cannot read or plant what an attack needs.
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
  const planted = options.planted ?? (await plantRows(client, { contract, catalog }));
  const callers = callersOf(contract, castOf(contract, catalog));
  const scene = await openScene(client, { ...options, planted, callers });
  const left = await attackAll(scene, options, bare && options.planted !== undefined ? bareCallers() : []);
  await scene.session.close();
  return {
    actors: actorsOf(callers),
    cells: scene.ledger.cells(),
    notes: scene.ledger.notes,
    untried: [...(looksForAbsent(options) ? absentObjects(contract, catalog) : []), ...left],
    attempts: scene.session.attempts,
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

/** One thing to attack: a relation, a routine, a sequence. */
interface Task {
  readonly name: string;
  readonly target?: Target;
  readonly run: (scene: Scene) => Promise<void>;
}

/** Requests without any claims come first, while the setting is not there. */
async function attackAll(
  scene: Scene,
  options: ProveOptions,
  bare: readonly Caller[],
): Promise<Proof["untried"]> {
  const {
    only,
    signal,
    onProgress,
    budget = Number.POSITIVE_INFINITY,
    share = whole,
    untilLeak = false,
  } = options;
  const tasks = tasksOf(scene, options)
    .filter(({ name }) => only?.includes(name) ?? true)
    .filter((_, at) => at % share.parts === share.part);
  for (const target of tasks.flatMap((task) => task.target ?? [])) {
    for (const caller of bare) await attackRelation(scene, target, caller);
  }
  for (const [done, task] of tasks.entries()) {
    signal?.throwIfAborted();
    onProgress?.(done, tasks.length, scene.session.attempts);
    if (scene.session.attempts >= budget)
      return tasks.slice(done).map(({ name }) => overBudget(name, budget));
    await task.run(scene);
    if (untilLeak && scene.ledger.hasLeak) return [];
  }
  if (only === undefined && share.part === 0) await attackErasure(scene);
  return [];
}

function overBudget(object: string, budget: number): Proof["untried"][number] {
  return { object, why: `the budget of ${budget} attempts was spent before it came to it` };
}

function tasksOf({ targets, catalog, exposed, planted }: Scene, { contract }: ProveOptions): readonly Task[] {
  const odd = oddCallers();
  const spare = spareCaller(contract, castOf(contract, catalog));
  const spoofs = spoofingCallers(catalog, castOf(contract, catalog), planted);
  const relations = targets.map(
    (target): Task => ({
      name: target.relation.name,
      run: async (scene) => {
        for (const caller of [...scene.callers, ...odd, ...spoofs])
          await attackRelation(scene, target, caller);
        if (target.standing !== "named") return;
        const persons = scene.callers.filter(({ role }) => role === "authenticated");
        for (const caller of persons) await attackAgain(scene, target, caller);
        await recordVacuous(scene, target, spare);
      },
    }),
  );
  const routines = routinesOf({ catalog, exposed }).map(
    (routine): Task => ({
      name: routine.name,
      run: (scene) => attackRoutine(scene, routine, [...scene.callers, ...odd, ...spoofs]),
    }),
  );
  const sequences = catalog.relations
    .filter(
      ({ kind, extension, schema }) => kind === "sequence" && extension === null && exposed.includes(schema),
    )
    .map(
      (sequence): Task => ({
        name: sequence.name,
        run: async (scene) => {
          const callers = scene.callers.filter(
            ({ actors }) => actors.own === "owner" || actors.own === "anon",
          );
          for (const caller of callers) await attackSequence(scene, sequence, caller);
        },
      }),
    );
  const plain = (scene: Scene) =>
    scene.callers.filter(({ actors }) => actors.own === "owner" || actors.own === "anon");
  const triggers = triggerFunctionsOf({ catalog, exposed }).map(
    (routine): Task => ({
      name: routine.name,
      run: async (scene) => {
        for (const caller of plain(scene)) await attackTriggerFunction(scene, routine, caller);
      },
    }),
  );
  const schemas = exposed.map(
    (schema): Task => ({
      name: schema,
      run: async (scene) => {
        for (const caller of plain(scene)) await attackSchema(scene, schema, caller);
      },
    }),
  );
  return [...relations, ...routines, ...triggers, ...sequences, ...schemas];
}
