import type { Contract } from "../../contract/contract.js";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import type { Cell, Proof } from "../../judge/proof.js";
import type { Migration } from "../../migrate/files.js";
import { gatedPlace, readUnits } from "../../migrate/units.js";
import type { SchemaSnapshot } from "../../shadow/schema-snapshot.js";
import type { Shadow } from "../../shadow/shadow.js";
import type { CommandContext } from "../call/call.js";
import { keepLastProof } from "../proof/last-proof.js";
import { makeProofFolder } from "../proof/proof-folder.js";
import { type ScriptFile, writeScripts } from "../proof/scripts-folder.js";
import { type CauseSearch, type CellCause, findCauses } from "./cause.js";

/** The cells that a proof found broken, leaks first. */
export function brokenCellsOf({ cells }: Proof): readonly Cell[] {
  const leaks = cells.filter(({ status }) => status === "leak");
  return [...leaks, ...cells.filter(({ status }) => status === "lockout")];
}

/** The project, and its database before the migrations. */
interface GatedProject {
  readonly contract: Contract;
  readonly before: SchemaSnapshot;
  readonly context: CommandContext;
}

/** The broken cells of a refused migration as findings. Writes their scripts, and keeps the proof. */
export async function describeBroken(
  proof: Proof,
  pending: readonly Migration[],
  shadow: Shadow | RowproofError,
  { contract, before, context }: GatedProject,
): Promise<readonly Diagnostic[]> {
  const broken = brokenCellsOf(proof);
  const folder = await makeProofFolder(contract.directory);
  const scripts = await writeScripts(folder, proof, { before: rolledBack(pending.at(-1)) });
  await keepLastProof(contract.directory, proof, folder);
  const search = { before, contract, pending, broken, signal: context.signal };
  const causes = await causesOf(shadow, search, context.report.note);
  return broken.map((cell) => findingOf(cell, scripts.get(cell), causes.get(cell)));
}

async function causesOf(
  shadow: Shadow | RowproofError,
  search: Omit<CauseSearch, "shadow">,
  note: (message: string) => void,
): Promise<ReadonlyMap<Cell, CellCause>> {
  if (shadow instanceof RowproofError) return new Map();
  try {
    return await findCauses({ ...search, shadow });
  } catch (error) {
    search.signal.throwIfAborted();
    note(
      `which statement caused it could not be found: ${error instanceof Error ? error.name : "unknown error"}`,
    );
    return new Map();
  }
}

/** The part of a refused migration that is rolled back, and can be run again in one transaction. */
function rolledBack(last: Migration | undefined): readonly string[] {
  if (last === undefined) return [];
  if (last.transactional) return last.statements.map(({ text }) => text);
  const { units } = readUnits(last.statements);
  const unit = units[gatedPlace(units)];
  return unit?.kind === "block" ? unit.statements.map(({ text }) => text) : [];
}

function findingOf(
  { status, object, actor, command, breaches }: Cell,
  script: ScriptFile | undefined,
  cause: CellCause | undefined,
): Diagnostic {
  const [breach] = breaches;
  const show = script === undefined ? "" : `\nshow: psql -X -f ${script.path}`;
  return {
    id: `prove/${status}`,
    message: breach?.what ?? `${actor} ${command} ${object.schema}.${object.name}`,
    why: `${breach?.why ?? "no single attempt shows it"}${causeInWords(cause)}`,
    fix: `${breach?.fix ?? "see rowproof prove"}${show}`,
    ...(breach?.sqlstate === undefined ? {} : { sqlstate: breach.sqlstate }),
    ...(cause === undefined || cause === "before" ? {} : { place: cause.place }),
  };
}

function causeInWords(cause: CellCause | undefined): string {
  if (cause === undefined) return "";
  return cause === "before" ? "; it was broken before this run" : "; this statement caused it";
}
