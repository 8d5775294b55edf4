import { RowproofError } from "../diagnostic.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions, option } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";
import { keepLastProof } from "./proof/last-proof.js";
import { proveLive } from "./proof/live-proof.js";
import { makeProofFolder } from "./proof/proof-folder.js";
import { proveOnShadow } from "./proof/prove-on-shadow.js";
import { type ScriptFile, writeScripts } from "./proof/scripts-folder.js";
import type { ShadowProof } from "./proof/shadow-proof.js";
import { type ProofVerdict, verdictOf } from "./proof/verdict.js";

/** The options of {@link prove}. */
export interface ProveCommandOptions extends CommandOptions {
  /** Attacks the database itself, in one transaction that is rolled back, instead of a shadow. Default: false. */
  readonly live?: boolean | undefined;
  /** The only tables, views, routines or sequences to attack, by name. Default: all. */
  readonly only?: readonly string[] | undefined;
  /** The folder of the psql scripts of broken cells. Default: `.rowproof/proof/` next to the contract. */
  readonly scripts?: string | undefined;
  /** Sends every attempt through a Supabase API too, with real sign-ins. Default: false. */
  readonly http?: boolean | undefined;
  /** With `live`: goes on although something reaches outside the transaction. Default: false. */
  readonly reachOutside?: boolean | undefined;
  /** With `live`: how many attempts to make at most. Default: 100,000. */
  readonly budget?: number | undefined;
}

/** The result of {@link prove}: every cell, and what was found in it. */
export interface ProveResult extends ShadowProof {
  /** The database's name for messages, without a password. */
  readonly database: string;
  /** `broken`: a leak, a lockout, or an API that differs; `untested`: something was not decided; `ok`: all is as declared. */
  readonly verdict: ProofVerdict;
  /** The exposed schemas; the first one is not repeated in names. */
  readonly schemas: readonly string[];
  /** The psql script of each broken cell. */
  readonly scripts: ReadonlyMap<object, ScriptFile>;
}

const shape = {
  verb: "prove",
  options: {
    ...commandOptions,
    live: option.flag(),
    only: option.texts(),
    scripts: option.text(),
    http: option.flag(),
    reachOutside: option.flag(),
    budget: option.count(),
  },
};

/**
 * Attacks the database as every actor: rebuilt in a shadow with made-up rows, or with `live` itself, in a transaction that is
 * rolled back. Writes the result and the scripts into `.rowproof/proof/`.
 * @throws {RowproofError} exit code 3 where the proof cannot be made, 2 where an option is wrong; never for a broken cell
 * @example
 * import { defineConfig, ownedBy } from "rowproof";
 * import { prove } from "rowproof/commands";
 *
 * const contract = defineConfig({
 *   migrations: "migrations",
 *   schema: "schema.sql",
 *   tables: { notes: { access: ownedBy("user_id") } },
 * });
 * const { verdict, cells } = await prove({ database: "postgres://postgres@localhost:5432/app", contract });
 * if (verdict !== "ok") console.log(cells.filter(({ status }) => status !== "ok"));
 */
export function prove(options: ProveCommandOptions = {}): Promise<ProveResult> {
  return callCommand(shape, options, async (given, context) => {
    if (given.live === true && given.http === true) throw httpWithLive();
    const contract = await readContract(given);
    return onTarget(contract, given, async (target) => {
      const input = { contract, target, options: given, context };
      const proof: ShadowProof = await (given.live === true ? proveLive(input) : proveOnShadow(input));
      const folder = given.scripts ?? (await makeProofFolder(contract.directory));
      const scripts = await writeScripts(folder, proof);
      const { http: _, ...bySql } = proof;
      await keepLastProof(contract.directory, bySql, folder);
      const { schemas } = contract;
      return { ...proof, database: target.display, verdict: verdictOf(proof), schemas, scripts };
    });
  });
}

function httpWithLive(): RowproofError {
  return new RowproofError(
    {
      id: "prove/http-live",
      message: "--http cannot be used with --live",
      why: "the API needs committed rows, and tables and a role of its own, which do not belong in a live database",
      fix: "leave out --live: the proof is then made in a shadow, by SQL and over HTTP",
    },
    2,
  );
}
