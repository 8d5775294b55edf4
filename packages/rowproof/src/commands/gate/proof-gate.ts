import type pg from "pg";
import type { CommandContext } from "../../cli/command.js";
import type { Contract } from "../../contract/contract.js";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import type { Cell, Proof } from "../../judge/proof.js";
import type { Migration } from "../../migrate/files.js";
import { gatedPlace, readUnits } from "../../migrate/units.js";
import { readSnapshot, type SchemaSnapshot } from "../../shadow/schema-snapshot.js";
import { openShadow, type Shadow } from "../../shadow/shadow.js";
import { within } from "../proof/deadline.js";
import { keepLastProof } from "../proof/last-proof.js";
import { makeProofFolder } from "../proof/proof-folder.js";
import { type ScriptFile, writeScripts } from "../proof/scripts-folder.js";
import { proveInShadow } from "../proof/shadow-proof.js";
import { type Blame, blame } from "./cause.js";

/** How the gate proves: `must` where it was asked for, else as far as it fits into the time. */
export interface ProofGateOptions {
  readonly must: boolean;
  /** Milliseconds for rebuilding, seeding and attacking, while the migration's locks are held. */
  readonly limit: number;
}

/** What the gate learned by attacking what a migration is about to commit. */
export type GateProof = { readonly proof: Proof } | { readonly unproven: string };

/** Attacks what a migration has made, in a shadow, before it is committed. */
export class ProofGate {
  readonly #contract: Contract;
  readonly #context: CommandContext;
  readonly #options: ProofGateOptions;
  readonly #shadow: Promise<Shadow | RowproofError>;
  readonly #before: SchemaSnapshot;

  /** The shadow's server starts at once, beside what comes before the gate. */
  constructor(
    contract: Contract,
    before: SchemaSnapshot,
    context: CommandContext,
    options: ProofGateOptions,
  ) {
    this.#contract = contract;
    this.#before = before;
    this.#context = context;
    this.#options = options;
    this.#shadow = openShadow({ major: before.catalog.server.major, signal: context.signal }).catch(
      (error) => {
        if (error instanceof RowproofError && !context.signal.aborted) return error;
        throw error;
      },
    );
    // Whoever asks is told; until then it is no unhandled rejection.
    this.#shadow.catch(() => undefined);
  }

  /** @throws {RowproofError} exit code 3, where a proof was asked for and could not be made */
  async prove(client: pg.ClientBase): Promise<GateProof> {
    const timeout = AbortSignal.timeout(this.#options.limit);
    const signal = AbortSignal.any([this.#context.signal, timeout]);
    try {
      const shadow = await within(signal, this.#shadow);
      if (shadow instanceof RowproofError) return this.#unproven(shadow.message);
      // On the migration's own connection, so that it has to end before anything else is said there.
      const snapshot = await readSnapshot(client, this.#contract.schemas);
      const proving = proveInShadow(shadow, snapshot, { contract: this.#contract, signal });
      return { proof: await within(signal, proving) };
    } catch (error) {
      if (!timeout.aborted || this.#context.signal.aborted) throw error;
      return this.#unproven(`it takes longer than ${this.#options.limit / 1000} s`);
    }
  }

  #unproven(why: string): GateProof {
    if (this.#options.must) throw notProven(why);
    return { unproven: why };
  }

  /** The broken cells as findings, each with its script and the statement that broke it, where that can be told. */
  async findings(proof: Proof, pending: readonly Migration[]): Promise<readonly Diagnostic[]> {
    const broken = brokenCells(proof);
    const folder = await makeProofFolder(this.#contract.directory);
    const scripts = await writeScripts(folder, proof, { before: rolledBack(pending.at(-1)) });
    await keepLastProof(this.#contract.directory, proof, folder);
    const shadow = await this.#shadow;
    const told =
      shadow instanceof RowproofError
        ? new Map<Cell, Blame>()
        : await blame(shadow, this.#before, this.#contract, pending, broken, this.#context.signal).catch(
            (error) => {
              this.#context.signal.throwIfAborted();
              this.#context.output.tell(`    note: which statement it was cannot be told: ${nameOf(error)}`);
              return new Map<Cell, Blame>();
            },
          );
    return broken.map((cell) => findingOf(cell, scripts.get(cell), told.get(cell)));
  }

  async close(): Promise<void> {
    const shadow = await this.#shadow.catch(() => undefined);
    if (shadow !== undefined && !(shadow instanceof RowproofError)) await shadow.close();
  }
}

export function brokenCells({ cells }: Proof): readonly Cell[] {
  const leaks = cells.filter(({ status }) => status === "leak");
  return [...leaks, ...cells.filter(({ status }) => status === "lockout")];
}

/** What of a refused migration is not there any more, and can be run again in one transaction. */
function rolledBack(last: Migration | undefined): readonly string[] {
  if (last === undefined) return [];
  if (last.transactional) return last.statements.map(({ text }) => text);
  const { units } = readUnits(last.statements);
  const unit = units[gatedPlace(units)];
  return unit?.kind === "block" ? unit.statements.map(({ text }) => text) : [];
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "something unforeseen";
}

function findingOf(
  { status, object, actor, command, breaches }: Cell,
  script: ScriptFile | undefined,
  by: Blame | undefined,
): Diagnostic {
  const [breach] = breaches;
  const cause =
    by === undefined
      ? ""
      : by === "before"
        ? "; it was so before this run"
        : "; this statement brought it about";
  const show = script === undefined ? "" : `\nshow: psql -X -f ${script.path}`;
  return {
    id: `prove/${status}`,
    message: breach?.what ?? `${actor} ${command} ${object.schema}.${object.name}`,
    why: `${breach?.why ?? "no attempt tells of it"}${cause}`,
    fix: `${breach?.fix ?? "see rowproof prove"}${show}`,
    ...(breach?.sqlstate === undefined ? {} : { sqlstate: breach.sqlstate }),
    ...(by === undefined || by === "before" ? {} : { place: by.place }),
  };
}

function notProven(why: string): RowproofError {
  return new RowproofError(
    {
      id: "gate/unproven",
      message: "the gate could not prove what the migration makes",
      why: `${why}; with --gate prove nothing is committed that was not attacked`,
      fix: "give it more time with --gate-timeout SECONDS, or leave --gate away and run rowproof prove afterwards",
    },
    3,
  );
}
