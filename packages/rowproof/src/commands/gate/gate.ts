import type pg from "pg";
import type { Contract } from "../../contract/contract.js";
import { type Finding, RowproofError } from "../../diagnostic.js";
import type { Proof } from "../../judge/proof.js";
import type { Migration } from "../../migrate/files.js";
import { gatedPlace, readUnits, remainsAt } from "../../migrate/units.js";
import { counted } from "../../sql/list.js";
import { findingsOf } from "../verification/checklist.js";
import { checkAgainst } from "../verification/verification.js";
import { brokenCellsOf } from "./broken-cells.js";
import type { ProofGate } from "./proof-gate.js";

/** What the gate found about a migration that it accepts. */
export interface GateResult {
  readonly proof: Proof | undefined;
  /** Why there is no proof, where one was to be made. */
  readonly unproven: string | undefined;
}

/** Why the gate refuses a migration. */
export class GateRefusal extends Error {
  readonly errors: readonly Finding[];
  readonly proof: Proof | undefined;
  constructor(errors: readonly Finding[], proof: Proof | undefined) {
    super("the gate refuses");
    this.errors = errors;
    this.proof = proof;
  }
}

/**
 * Runs the static check, and the proof if there is to be one, inside the last file's last transaction: an error, a leak or a
 * lockout rolls that back. A warning does not; `verify` reports it afterwards.
 * @throws {GateRefusal}
 */
export async function runGate(
  contract: Contract,
  client: pg.ClientBase,
  proving: ProofGate | undefined,
): Promise<GateResult> {
  // While the shadow is attacked this session is idle, and must not be ended for it.
  await client.query("set idle_in_transaction_session_timeout = 0");
  const { results } = await checkAgainst(contract, client);
  const errors = findingsOf(results).filter((finding) => finding.level === "error");
  const proved = await proving?.prove(client);
  const proof = proved !== undefined && "proof" in proved ? proved.proof : undefined;
  if (errors.length > 0 || (proof !== undefined && brokenCellsOf(proof).length > 0)) {
    throw new GateRefusal(errors, proof);
  }
  return { proof, unproven: proved !== undefined && "unproven" in proved ? proved.unproven : undefined };
}

/** A refusal as an error, once everything is rolled back: what the proof found first, each with its script. */
export async function refusalError(
  { errors, proof }: GateRefusal,
  pending: readonly Migration[],
  proving: ProofGate | undefined,
): Promise<RowproofError> {
  const broken = proof === undefined ? [] : ((await proving?.findings(proof, pending)) ?? []);
  const last = pending.at(-1);
  const reasons = [
    ...(broken.length === 0 ? [] : [`${counted(broken.length, "cell")} broken`]),
    ...(errors.length === 0 ? [] : [counted(errors.length, "error")]),
  ];
  return new RowproofError(
    {
      id: "gate/refused",
      message: `the gate refuses ${last?.fileName ?? "the migration"}: ${reasons.join(", ")}`,
      why: `after it the database would not match the contract; ${whatStays(pending)}`,
      fix: "fix it in that file or a later one (or correct the contract) as described below, then run again",
      details: [...broken, ...errors],
    },
    1,
  );
}

/** What the refusal leaves of this run. */
function whatStays(pending: readonly Migration[]): string {
  const earlier = pending.slice(0, -1).map(({ fileName }) => fileName);
  const before = earlier.length === 0 ? "" : `; committed before it, and staying: ${earlier.join(", ")}`;
  return `${whatStaysOf(pending.at(-1))}${before}`;
}

function whatStaysOf(last: Migration | undefined): string {
  if (last === undefined || last.transactional) return "it was rolled back";
  const { units } = readUnits(last.statements);
  return remainsAt(units, gatedPlace(units));
}
