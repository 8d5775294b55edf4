import type pg from "pg";
import { readCatalog } from "../catalog/catalog.js";
import type { Contract } from "../contract/contract.js";
import { connect } from "../sql/connection.js";
import { attackMutant, attackUnchanged, type UnchangedDatabase } from "./attack-mutant.js";
import type { BrokenCell } from "./broken-cell.js";
import { type MutantSelection, makeMutants } from "./make-mutants.js";
import type { Mutant } from "./mutant.js";
import { checkOptions } from "./options.js";
import { drawSample } from "./sample.js";
import { judgeMutant, type MutantVerdict } from "./verdict.js";

/** What `runMutants` needs: a database, its contract, and how many mutants to try. */
export interface MutantRunOptions extends MutantSelection {
  /** A connection string. Each mutant gets a connection of its own. */
  readonly database?: string;
  /** A connection outside a transaction, instead of `database`. */
  readonly client?: pg.ClientBase;
  readonly contract: Contract;
  /** How many mutants to draw. Default: all of them. */
  readonly count?: number;
  /** The same seed draws the same mutants. Default: a new one each time; the result has it. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called before each mutant, with how many are done. */
  readonly onProgress?: (done: number, of: number, mutant: Mutant) => void;
}

/** What the proof notices of a database's access, and what it does not. */
export interface MutantRun {
  readonly seed: number;
  /** Cells that are broken without any change. */
  readonly falseFindings: readonly BrokenCell[];
  readonly verdicts: readonly MutantVerdict[];
}

/**
 * Changes a database in one place at a time, each time another, and asks the proof whether it notices: a policy that is
 * dropped, a grant too many, a view that runs as its owner. What survives is a mistake that `prove` would not find.
 *
 * Every change is made in a transaction that is rolled back, together with the rows that the attack needs. Use a test
 * database all the same: the changes take locks that others wait for, and sequences advance.
 *
 * @param options either `database` or `client`, for a superuser: the changes include roles and objects of other owners.
 * @throws {RowproofError} exit code 2: an option makes no sense, or the database does not match the contract; 3: no
 * connection.
 * @example
 * const { seed, verdicts } = await runMutants({ database, contract, count: 50 });
 * const survivors = verdicts.filter(({ outcome }) => outcome === "survived");
 * for (const { mutant } of survivors) console.log(`${mutant.id}\n${mutant.sql}\n(seed ${seed})`);
 */
export async function runMutants(options: MutantRunOptions): Promise<MutantRun> {
  const { contract, seed = Date.now() % 1_000_000, signal } = options;
  const lend = connectionsOf(checkOptions(options));
  const unchanged = await lend((client) => attackUnchanged(client, { contract, signal }));
  const catalog = await lend((client) => readCatalog(client, { schemas: contract.schemas }));
  const mutants = makeMutants(contract, catalog, options);
  const drawn = drawSample(mutants, options.count ?? mutants.length, seed);
  const verdicts = await judgeAll(drawn, { lend, unchanged, options });
  return { seed, falseFindings: unchanged.broken, verdicts };
}

/** Lends a connection, and ends it afterwards if it was opened for that. */
type LendConnection = <Result>(run: (client: pg.ClientBase) => Promise<Result>) => Promise<Result>;

interface MutantJudging {
  readonly lend: LendConnection;
  readonly unchanged: UnchangedDatabase;
  readonly options: MutantRunOptions;
}

async function judgeAll(
  mutants: readonly Mutant[],
  { lend, unchanged, options: { signal, onProgress } }: MutantJudging,
): Promise<readonly MutantVerdict[]> {
  const verdicts: MutantVerdict[] = [];
  for (const mutant of mutants) {
    signal?.throwIfAborted();
    onProgress?.(verdicts.length, mutants.length, mutant);
    const attack = () => lend((client) => attackMutant(client, mutant, { unchanged, signal }));
    verdicts.push(await judgeMutant(mutant, attack, signal));
  }
  return verdicts;
}

function connectionsOf(source: string | pg.ClientBase): LendConnection {
  if (typeof source !== "string") return (run) => run(source);
  return async (run) => {
    const client = await connect(source);
    try {
      return await run(client);
    } finally {
      await client.end();
    }
  };
}
