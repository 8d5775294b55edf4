import { readdir, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningCommand } from "@rowproof/testing/command-line";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { findPostmaster } from "../../src/embedded/postmaster.js";
import { commandOf } from "../../src/embedded/process-identity.js";

export interface ProofProject extends Project {
  readonly database: FreshDatabase;
}

/** A project with a database that keeps its contract, but for what `more` makes of it. */
export async function makeProofProject(more = "", config?: string): Promise<ProofProject> {
  const [project, database] = await Promise.all([makeProject(config), freshDatabase()]);
  await database.client.query(goodMigration + more);
  const remove = async () => {
    await database.drop();
    await project.remove();
  };
  return { ...project, database, remove };
}

/** Opens the notes to every user, and takes away that they delete their own. */
export const faults = `
  create policy everyone on public."DailyNote" for select to authenticated using (true);
  revoke delete on public."DailyNote" from authenticated;`;

/** Until a command has said something on stderr. */
export function saw({ child, ended }: RunningCommand, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk: string) => {
      said += chunk;
      if (said.includes(text)) resolve();
    });
    void ended.then(() => reject(new Error(`it ended without saying "${text}":\n${said}`)));
  });
}

/** What a process has of shadows: its directories, and the servers that run in them. */
export async function shadowsOf({ child }: RunningCommand): Promise<readonly string[]> {
  const directory = await realpath(tmpdir());
  const names = await readdir(directory);
  return names
    .filter((name) => name.startsWith(`rowproof-shadow.${child.pid}.`))
    .map((name) => join(directory, name));
}

/** The server process of each shadow that runs. */
export async function serversOf(shadows: readonly string[]): Promise<readonly number[]> {
  const found = await Promise.all(shadows.map((home) => findPostmaster(join(home, "server"))));
  return found.flatMap((postmaster) => (postmaster === null ? [] : [postmaster.pid]));
}

/** Of some processes those that still live. */
export async function livingOf(servers: readonly number[]): Promise<readonly number[]> {
  const commands = await Promise.all(servers.map(commandOf));
  return servers.filter((_, at) => commands[at] !== null);
}
