import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../../packages/rowproof/test/cli/project.js";
import type { FreshDatabase } from "../../../packages/rowproof/test/database.js";
import { companion } from "../fixture/place.js";
import { afterDatabase } from "./support.js";

const directory = fileURLToPath(companion);

let database: FreshDatabase;
beforeAll(async () => {
  database = await afterDatabase();
});
afterAll(() => database.drop());

test("both users' matrix over HTTP equals the one by SQL, in every cell", async () => {
  const { code, stdout, stderr } = await runCli(directory, [
    "prove",
    "--http",
    "--json",
    "--database",
    database.url,
  ]);
  expect(code, stderr).toBe(0);
  const { cells, http } = JSON.parse(stdout);
  const sendable = cells.filter(({ command }: { command: string }) => !http.beyond.includes(command));
  expect(http).toMatchObject({ compared: sendable.length, differing: [], untried: [] });
  expect(http.compared).toBeGreaterThan(300);
});
