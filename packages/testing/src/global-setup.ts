import { chmod, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reachableDirectory } from "rowproof/embedded";
import type { TestProject } from "vitest/node";
import { killServer } from "./postmaster.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** A directory for this run's servers and scratch files; removed at the end of the run. */
    scratch: string;
    /** Decides what this run draws. */
    seed: number;
  }
}

/**
 * Gives the tests of one run a seed and a directory for their servers, and stops every server that still runs in it at the end.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const temporary = await mkdtemp(join(await realpath(tmpdir()), "rowproof-test-"));
  await chmod(temporary, 0o711);
  const scratch = await reachableDirectory(temporary);
  project.provide("scratch", scratch);
  // The workers, and the commands that they start, inherit it.
  process.env.ROWPROOF_PREPARED_SERVERS = join(scratch, "prepared");
  await mkdir(process.env.ROWPROOF_PREPARED_SERVERS);
  const seed = Number(process.env.ROWPROOF_SEED ?? Date.now() % 1_000_000);
  project.provide("seed", seed);
  console.log(`ROWPROOF_SEED=${seed} repeats what this run draws`);
  return async () => {
    for (const name of await readdir(scratch)) await killServer(join(scratch, name));
    for (const directory of new Set([temporary, scratch]))
      await rm(directory, { recursive: true, force: true });
  };
}
