import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { CommandOutput } from "@rowproof/testing/command-line";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "./command-line.js";

let project: Project;
let database: FreshDatabase;
let file: string;

beforeEach(async () => {
  project = await makeProject();
  await project.migration("20260101_notes.sql", goodMigration);
  database = await freshDatabase();
  await database.client.query(goodMigration);
  file = path.join(project.directory, "docs/guide.md");
});

afterEach(async () => {
  await database.drop();
  await project.remove();
});

function guide(...parameters: readonly string[]): Promise<CommandOutput> {
  return runCli(project.directory, ["guide", "--database", database.url, ...parameters]);
}

test("is written, then is current, and says so in one line", async () => {
  expect(await guide()).toEqual({ code: 0, stdout: "docs/guide.md written\n", stderr: "" });
  const text = await readFile(file, "utf8");
  expect(text).toMatch(/^# Database guide\n/);
  expect(text).toContain("| 1 | `20260101_notes.sql` | Notes, one a day, and their compat view. |");
  expect(text).toContain("- `daily_note`: `userId` → `user_id`, `noteText` → `note_text`");
  expect(await guide()).toEqual({ code: 0, stdout: "docs/guide.md is current\n", stderr: "" });
  expect(await guide("--check")).toEqual({ code: 0, stdout: "docs/guide.md is current\n", stderr: "" });
  expect(await readdir(path.dirname(file))).toEqual(["guide.md"]);
});

test("--check tells the section and the line that differ, exits 1 and writes nothing", async () => {
  await guide();
  const before = await readFile(file, "utf8");
  await database.client.query('alter table "DailyNote" add column mood text');
  const { code, stdout, stderr } = await guide("--check");
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  // The state comes first: the view lacks the column, so the database is not clean any more.
  expect(stdout).toContain('error guide/differs: docs/guide.md differs in "State"\n  at:   docs/guide.md:');
  expect(stdout).toContain("| [verify](#checklist) | clean (");
  expect(stdout).toContain("| [verify](#checklist) | **not clean** (");
  expect(stdout).toMatch(/\n {2}fix: {2}run rowproof guide and commit the result\n$/);
  expect(await readFile(file, "utf8")).toBe(before);
  expect(await guide()).toMatchObject({ code: 0, stdout: "docs/guide.md written\n" });
  expect(await guide("--check")).toMatchObject({ code: 0 });
});

test("an edit by hand is found where it is, and the guide is put back", async () => {
  await guide();
  await appendFile(file, "A remark.\n");
  const { code, stdout } = await guide("--check", "--json");
  const lines = (await readFile(file, "utf8")).split("\n");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    formatVersion: 2,
    command: "guide",
    file,
    outcome: "differs",
    difference: {
      section: "Security",
      line: lines.indexOf("A remark.") + 1,
      present: "A remark.",
      fresh: "",
    },
    finding: { id: "guide/differs", level: "error" },
  });
  await guide();
  expect(await readFile(file, "utf8")).not.toContain("A remark.");
});

test("--check where there is no file yet, and JSON of each outcome", async () => {
  const missing = await guide("--check", "--json");
  expect(missing.code).toBe(1);
  expect(JSON.parse(missing.stdout)).toMatchObject({ outcome: "missing", finding: { id: "guide/missing" } });
  const written = await guide("--json");
  expect(JSON.parse(written.stdout)).toEqual({
    formatVersion: 2,
    command: "guide",
    file,
    outcome: "written",
  });
  expect(JSON.parse((await guide("--json")).stdout)).toMatchObject({ outcome: "current" });
});

test("a file that cannot be written is reported as such, and nothing is left next to it", async () => {
  await mkdir(path.join(file, "in-the-way"), { recursive: true });
  const { code, stdout, stderr } = await guide();
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain("error file/cannot-write: docs/guide.md cannot be written");
  expect(await readdir(path.dirname(file))).toEqual(["guide.md"]);
});

test("goes where the contract says, whatever folder the command runs in", async () => {
  const config = await readFile(path.join(project.directory, "rowproof.config.ts"), "utf8");
  const moved = config.replace("  schema:", '  guide: "handbook/DATABASE.md",\n  schema:');
  await writeFile(path.join(project.directory, "rowproof.config.ts"), moved);
  const outcome = await runCli(path.join(project.directory, "migrations"), [
    "guide",
    "--database",
    database.url,
  ]);
  expect(outcome).toMatchObject({ code: 0, stdout: "../handbook/DATABASE.md written\n" });
  const text = await readFile(path.join(project.directory, "handbook/DATABASE.md"), "utf8");
  expect(text).toContain("[`rowproof.config.ts`](../rowproof.config.ts)");
});
