import { readdir } from "node:fs/promises";
import path from "node:path";
import { runCli } from "@rowproof/testing/command-line";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The life of a project, each command as a process of the built package. The tests of a command call it in their process. */
let project: Project;
let database: FreshDatabase;
beforeAll(async () => {
  [project, database] = await Promise.all([makeProject(), freshDatabase()]);
  await project.migration("20260101_notes.sql", goodMigration);
});
afterAll(() => Promise.all([project.remove(), database.drop()]));

const run = (...parameters: readonly string[]) =>
  runCli(project.directory, [...parameters, "--database", database.url]);

test.each([
  ["--help", 0, /^Usage: rowproof /],
  ["status", 0, /pending/],
  ["up --no-backup --yes", 0, /\S/],
  ["status", 0, /\n1 applied\n$/],
  ["verify", 0, /\S/],
  ["plan", 0, /^$/],
  ["dump", 0, /create table "public"\."DailyNote"/],
  ["matrix", 0, /DailyNote/],
  ["prove", 0, /\S/],
  ["guide", 0, /written\n$/],
  ["verify --json --no-such-option", 2, /"formatVersion": 2/],
  ["table rename DailyNote JournalPage", 0, /\S/],
  ["table new tags --columns name_text --access readOwn", 2, /^$/],
] as const)("rowproof %s ends with %i", async (parameters, code, product) => {
  const outcome = await run(...parameters.split(" "));
  expect(outcome, outcome.stderr).toMatchObject({ code, stdout: expect.stringMatching(product) });
});

test("a new project gets its contract and the tables of the database", async () => {
  const folder = await makeProject();
  try {
    const again = await runCli(folder.directory, ["init", "--database", database.url]);
    expect(again).toMatchObject({ code: 2, stdout: "" });
    const parameters = ["init", "--force", "--database", database.url];
    expect(await runCli(folder.directory, parameters)).toMatchObject({ code: 0 });
    expect(await readdir(folder.directory)).toContain(path.basename("rowproof.config.ts"));
  } finally {
    await folder.remove();
  }
});
