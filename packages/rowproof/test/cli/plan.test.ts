import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { CommandOutput } from "@rowproof/testing/command-line";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { contract, goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "./command-line.js";

let database: FreshDatabase;
let project: Project;
beforeEach(async () => {
  database = await freshDatabase({ platform: "open" });
  project = await makeProject();
});
afterEach(async () => {
  await database.drop();
  await project.remove();
});

const table = `create table public."DailyNote" (id uuid primary key default gen_random_uuid(),
  "userId" uuid not null references auth.users (id) on delete cascade, "noteText" text)`;

const run = (...parameters: readonly string[]): Promise<CommandOutput> =>
  runCli(project.directory, [...parameters, "--database", database.url]);
const files = () => readdir(path.join(project.directory, "migrations")).catch(() => []);

test("a database that obeys needs nothing: no SQL, exit 0", async () => {
  await project.migration("20260101_notes.sql", goodMigration);
  await database.client.query(
    "alter default privileges in schema public revoke all on tables from anon, authenticated",
  );
  await database.client.query(
    "alter default privileges in schema public revoke all on sequences from anon, authenticated",
  );
  await database.client.query(
    "alter default privileges in schema public revoke all on functions from anon, authenticated",
  );
  expect((await run("up", "--yes", "--no-backup")).code).toBe(0);
  expect(await run("plan")).toEqual({
    code: 0,
    stdout: "",
    stderr: "nothing to plan: the database matches the contract\n",
  });
  expect(await run("plan", "--write", "nothing")).toMatchObject({ code: 0, stdout: "" });
  expect(await files()).toEqual(["20260101_notes.sql"]);
});

test("otherwise the SQL is printed, and saved where that is asked for; up then leads to clean in one round", async () => {
  await database.client.query(table);
  await rm(path.join(project.directory, "migrations"), { recursive: true });
  const printed = await run("plan");
  expect(printed.code).toBe(1);
  expect(printed.stdout).toContain('alter table "public"."DailyNote" enable row level security;');
  expect(printed.stdout).toContain("--   anon can no longer delete, insert, maintain");
  const written = await run("plan", "--write", "close_notes");
  expect(written).toMatchObject({ code: 1, stdout: printed.stdout });
  const [file = ""] = await files();
  expect(file).toMatch(/^\d{14}_close_notes\.sql$/);
  expect(await readFile(path.join(project.directory, "migrations", file), "utf8")).toBe(printed.stdout);

  const again = await run("plan", "--write", "again");
  expect(again.code).toBe(1);
  expect(again.stderr).toContain(`error plan/pending: 1 migration pending: ${file}`);
  expect(await files()).toEqual([file]);

  expect((await run("up", "--yes", "--no-backup")).code).toBe(0);
  expect((await run("verify")).code).toBe(0);
  expect((await run("plan")).code).toBe(0);
});

test("a plan as JSON has its statements, their locks and what they take away", async () => {
  await database.client.query(table);
  const { code, stdout } = await run("plan", "--json");
  expect(code).toBe(1);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ formatVersion: 2, command: "plan", clean: false, file: null });
  expect(document.removals.length).toBeGreaterThan(3);
  for (const group of document.groups) {
    expect(group.reason).toMatch(/\.$/);
    for (const action of group.actions) expect(action.lock).not.toBe("");
    expect(document.sql).toContain(group.actions[0].sql);
  }
});

test("what the contract or the database must decide is reported all at once, with nothing written", async () => {
  await database.client.query(`${table}; create table public.stray (id int);
    create policy "let in" on public."DailyNote" using (true)`);
  await project.write(
    "rowproof.config.ts",
    contract
      .replace('"userId"', '"user_id"')
      .replace("tables: {", 'tables: {\n    gone: { access: ownedBy("u") },'),
  );
  const { code, stderr } = await run("plan", "--write", "all");
  expect(code).toBe(2);
  expect(stderr).toContain(
    "error plan/refused: there is no plan: 3 things have to be decided or fixed first",
  );
  expect(stderr).toMatch(/contract\/unknown-table.*\n {4}at: {3}rowproof\.config\.ts:7:5/);
  expect(stderr).toContain('fix:  the table has "userId"; write "userId"');
  expect(stderr).toContain(
    "fix:  name it in the contract, with the access that you want: stray: { access: serviceOnly() }",
  );
  expect(await files()).toEqual([]);
});

test("a stranger's policy that opens the table is dropped with --prune only", async () => {
  await database.client.query(`${table}; create policy "let in" on public."DailyNote" using (true)`);
  const refused = await run("plan");
  expect(refused.code).toBe(1);
  expect(refused.stdout).toBe("");
  expect(refused.stderr).toContain('drop policy "let in" on "public"."DailyNote";');
  const pruned = await run("plan", "--prune");
  expect(pruned.stdout).toContain('drop policy if exists "let in" on "public"."DailyNote";');
});

test.each(["", "a b", "../x", "x;y"])("%j is no name for a migration", async (name) => {
  const { code, stderr } = await run("plan", "--write", name);
  expect(code).toBe(2);
  expect(stderr).toContain("error migration/name");
});
