import { writeFileWhereDifferent } from "../commands/files/written-file.js";
import { readContract } from "../commands/project/contract.js";
import { openTarget, type Target } from "../commands/project/target.js";
import { keepLastProof } from "../commands/proof/last-proof.js";
import { proveLive } from "../commands/proof/live-proof.js";
import { requireNames } from "../commands/proof/only.js";
import { makeProofFolder } from "../commands/proof/proof-folder.js";
import { writeScripts } from "../commands/proof/scripts-folder.js";
import { proveInShadow, type ShadowProof } from "../commands/proof/shadow-proof.js";
import type { Contract } from "../contract/contract.js";
import { type ExitCode, RowproofError } from "../diagnostic.js";
import { readServer } from "../migrate/preflight.js";
import type { MatrixOptions } from "../report/cells.js";
import { renderMatrix } from "../report/matrix.js";
import { renderMatrixHtml } from "../report/matrix-html.js";
import { renderMatrixMarkdown } from "../report/matrix-markdown.js";
import { readSnapshot } from "../shadow/schema-snapshot.js";
import { openShadow } from "../shadow/shadow.js";
import { counted } from "../sql/list.js";
import { onConnection } from "../sql/session.js";
import { requireInstalled } from "../stack/attack.js";
import type { CommandContext, CommandRun, CommonOptions } from "./command.js";

export interface ProveCommand extends CommonOptions {
  readonly live?: boolean;
  readonly only?: readonly string[];
  readonly markdown?: string;
  readonly html?: string;
  readonly scripts?: string;
  readonly all?: boolean;
  /** Sends what was tried by SQL over HTTP, too. */
  readonly http?: boolean;
  readonly allowUntested?: boolean;
  /** Goes on although something reaches outside the transaction. */
  readonly reachOutside?: boolean;
  /** How many attempts a live run may make. */
  readonly budget: number;
}

/**
 * `rowproof prove`: attacks the database, rebuilt in a shadow or (`--live`) itself in a transaction that is rolled back, as every
 * kind of caller, and prints who can touch what. Exit 1 where a cell is broken or HTTP tells otherwise, 3 where something was not
 * tried.
 */
export const prove: CommandRun<ProveCommand> = async (options, context) => {
  if (options.live === true && options.http === true) throw notLive();
  const contract = await readContract(options);
  const target = await openTarget(contract, options);
  try {
    const proof =
      options.live === true
        ? await proveLive(contract, target, options, context)
        : await proveOnShadow(contract, target, options, context);
    return await tell(contract, target, proof, options, context);
  } finally {
    await target.close();
  }
};

function notLive(): RowproofError {
  return new RowproofError(
    {
      id: "prove/http-live",
      message: "--http does not go with --live",
      why: "the API needs committed rows, and tables and a role of its own: nothing of that belongs into a live database",
      fix: "leave --live away: the proof is then made in a shadow, by SQL and over HTTP",
    },
    2,
  );
}

/** The database itself is only read: its catalog, once. */
async function proveOnShadow(
  contract: Contract,
  target: Target,
  { only, http }: ProveCommand,
  { output, signal }: CommandContext,
): Promise<ShadowProof> {
  if (http === true) await requireInstalled();
  const begun = performance.now();
  const { snapshot, major } = await onConnection(target.url, signal, async (client) => {
    const { major } = await readServer(client);
    return { major, snapshot: await readSnapshot(client, contract.schemas) };
  });
  if (only !== undefined) requireNames(only, contract, snapshot.catalog);
  output.step("read", performance.now() - begun, target.display);
  const shadow = await output.timed(
    "shadow",
    () => openShadow({ major, signal }),
    () => `Postgres ${major}, throw-away`,
  );
  try {
    return await proveInShadow(shadow, snapshot, {
      contract,
      signal,
      ...(only === undefined ? {} : { only }),
      ...(http === true ? { http: { onProgress: output.progress("http", "attempts") } } : {}),
      onStep: (name, time) => output.step(name, time, steps[name]),
      onProgress: output.progress("attack", "objects"),
    });
  } finally {
    await shadow.close();
  }
}

const steps = {
  rebuild: "the schema, without its rows",
  seed: "made-up rows of two users and more",
  attack: "every object, as every caller; taken back",
  http: "the same as requests, by whoever signs in; taken back",
} as const;

/** The matrix, its files and scripts, and the exit code. */
async function tell(
  contract: Contract,
  target: Target,
  proof: ShadowProof,
  options: ProveCommand,
  { output }: CommandContext,
): Promise<ExitCode> {
  const folder = options.scripts ?? (await makeProofFolder(contract.directory));
  const scripts = await writeScripts(folder, proof);
  const { http: _, ...bySql } = proof;
  await keepLastProof(contract.directory, bySql, folder);
  const how: MatrixOptions = { schema: contract.schemas[0], all: options.all, scripts };
  const { markdown, html } = options;
  if (markdown !== undefined) await writeFileWhereDifferent(markdown, renderMatrixMarkdown(proof, how));
  if (html !== undefined) await writeFileWhereDifferent(html, renderMatrixHtml(proof, how));
  const files = [...scripts].map(([{ object, actor, command }, { path }]) => ({
    object,
    actor,
    command,
    path,
  }));
  output.product(renderMatrix(proof, output.style, how), {
    command: "prove",
    database: target.display,
    ...proof,
    scripts: files,
  });
  return exitCode(proof, options, output);
}

function exitCode(
  proof: ShadowProof,
  { allowUntested }: ProveCommand,
  output: CommandContext["output"],
): ExitCode {
  const { cells, untested, http } = proof;
  if (cells.some(({ status }) => status === "leak" || status === "lockout")) return 1;
  if (http !== undefined && http.differing.length > 0) return 1;
  const left = cells.filter(({ status }) => status === "untested").length + untested.length;
  const open = left + (http?.untested.length ?? 0);
  if (open === 0 || allowUntested === true) return 0;
  output.tell(
    `${counted(open, "thing")} could not be tried, so this is no all clear; --allow-untested accepts that`,
  );
  return 3;
}
