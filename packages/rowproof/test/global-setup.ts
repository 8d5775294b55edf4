import { chmod, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { findPostmaster } from "../src/embedded/postmaster.js";
import { reachableDirectory } from "../src/embedded/reach.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** A directory for this run's servers and scratch files; removed at its end. */
    scratch: string;
  }
}

/** Gives the tests of one run a directory for their servers, and stops whatever still runs in it at the end. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const temporary = await mkdtemp(join(await realpath(tmpdir()), "rowproof-test-"));
  await chmod(temporary, 0o711);
  const scratch = await reachableDirectory(temporary);
  project.provide("scratch", scratch);
  return async () => {
    for (const name of await readdir(scratch)) await stopServer(join(scratch, name));
    for (const directory of new Set([temporary, scratch]))
      await rm(directory, { recursive: true, force: true });
  };
}

/** Nothing in it is needed any more, so without a checkpoint. */
async function stopServer(directory: string): Promise<void> {
  const server = await findPostmaster(directory);
  if (server === null) return;
  process.kill(server.pid, "SIGQUIT");
  while ((await findPostmaster(directory)) !== null) await sleep(10);
}
