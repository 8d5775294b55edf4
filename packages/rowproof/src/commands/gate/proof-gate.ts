import type pg from "pg";
import type { Contract } from "../../contract/contract.js";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import type { Proof } from "../../judge/proof.js";
import type { Migration } from "../../migrate/files.js";
import { readSnapshot, type SchemaSnapshot } from "../../shadow/schema-snapshot.js";
import { openShadow, type Shadow } from "../../shadow/shadow.js";
import type { CommandContext } from "../call/call.js";
import { within } from "../proof/deadline.js";
import { proveInShadow } from "../proof/shadow-proof.js";
import { describeBroken } from "./broken-cells.js";

/** What the gate learned by attacking what a migration is about to commit. */
type GateProof = { readonly proof: Proof } | { readonly unproven: string };

/** Attacks what a migration has made, in a shadow, before it is committed. */
export interface ProofGate {
  /** @throws {RowproofError} exit code 3, where a proof is required and could not be made */
  prove(client: pg.ClientBase): Promise<GateProof>;
  /** The broken cells as findings, each with its script and the statement that broke it where that is known. */
  findings(proof: Proof, pending: readonly Migration[]): Promise<readonly Diagnostic[]>;
  close(): Promise<void>;
}

/** What a gate proves, and how. */
export interface ProofGateOptions {
  readonly contract: Contract;
  /** The database before the migrations. */
  readonly before: SchemaSnapshot;
  readonly context: CommandContext;
  /** Whether a proof is required; else it is made as far as the time allows. */
  readonly must: boolean;
  /** Milliseconds for rebuilding, seeding and attacking, while the migration's locks are held. */
  readonly limit: number;
}

/** Opens a gate; its shadow's server starts at once, while the run goes on. */
export function openProofGate(options: ProofGateOptions): ProofGate {
  const { signal } = options.context;
  const { major } = options.before.catalog.server;
  const opening = openShadow({ major, signal }).catch((error) => {
    if (error instanceof RowproofError && !signal.aborted) return error;
    throw error;
  });
  // `prove` gets the error; until then it is no unhandled rejection.
  opening.catch(() => undefined);
  return {
    prove: (client) => proveAtGate(client, opening, options),
    findings: async (proof, pending) => describeBroken(proof, pending, await opening, options),
    async close() {
      const shadow = await opening.catch(() => undefined);
      if (shadow !== undefined && !(shadow instanceof RowproofError)) await shadow.close();
    },
  };
}

async function proveAtGate(
  client: pg.ClientBase,
  opening: Promise<Shadow | RowproofError>,
  { contract, context, must, limit }: ProofGateOptions,
): Promise<GateProof> {
  const timeout = AbortSignal.timeout(limit);
  const signal = AbortSignal.any([context.signal, timeout]);
  const unproven = (why: string): GateProof => {
    if (must) throw notProven(why);
    return { unproven: why };
  };
  try {
    const shadow = await within(signal, opening);
    if (shadow instanceof RowproofError) return unproven(shadow.message);
    // On the migration's own connection, so it has to end before that connection is used for anything else.
    const snapshot = await readSnapshot(client, contract.schemas);
    return { proof: await within(signal, proveInShadow(shadow, snapshot, { contract, signal })) };
  } catch (error) {
    if (!timeout.aborted || context.signal.aborted) throw error;
    return unproven(`it takes longer than ${limit / 1000} s`);
  }
}

function notProven(why: string): RowproofError {
  return new RowproofError(
    {
      id: "gate/unproven",
      message: "the gate could not prove the result of the migration",
      why: `${why}; with --gate prove nothing is committed that was not attacked`,
      fix: "give it more time with --gate-timeout SECONDS, or leave out --gate and run rowproof prove afterwards",
    },
    3,
  );
}
