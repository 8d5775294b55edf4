import { readFile } from "node:fs/promises";
import { runCli } from "@rowproof/testing/command-line";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { makeProject, type Project } from "@rowproof/testing/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { companion } from "../fixture/place.js";

/** A folder with the contract, so that `prove` does not write into the app's folder. */
let project: Project;
let database: FreshDatabase;
beforeAll(async () => {
  const contract = await readFile(new URL("rowproof.config.ts", companion), "utf8");
  [project, database] = await Promise.all([makeProject(contract), afterDatabase()]);
});
afterAll(() => Promise.all([project.remove(), database.drop()]));

test("both users' matrix over HTTP equals the one by SQL, in every cell", async () => {
  const parameters = ["prove", "--http", "--json", "--database", database.url];
  const { code, stdout, stderr } = await runCli(project.directory, parameters);
  expect(code, stderr).toBe(0);
  const { cells, http } = JSON.parse(stdout);
  const sendable = cells.filter(({ command }: { command: string }) => !http.beyond.includes(command));
  expect(http).toMatchObject({ compared: sendable.length, differing: [], untested: [] });
  expect(http.compared).toBeGreaterThan(300);
});
