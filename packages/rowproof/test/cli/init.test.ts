import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandOutput } from "@rowproof/testing/command-line";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadContract } from "../../src/contract/load.js";
import { openEmbedded, reachableDirectory } from "../../src/embedded/embedded.js";
import { runCli } from "./command-line.js";

const file = "rowproof.config.ts";
let folder: string;
let database: FreshDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rowproof-init-"));
  database = await freshDatabase();
  await database.client.query(`
    create table "DailyNote" (id uuid primary key, "userId" uuid not null references auth.users);
    create table countries (code text primary key);`);
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const init = (...parameters: readonly string[]): Promise<CommandOutput> =>
  runCli(folder, ["init", "--database", database.url, ...parameters]);
const read = (name = file) => readFile(join(folder, name), "utf8");

test("drafts a contract that the other commands take", async () => {
  const outcome = await init();
  expect(outcome).toEqual({
    code: 0,
    stdout: `wrote ${file}: 2 tables, 1 guess is marked with a comment\n`,
    stderr: `note: there is no folder migrations: make it, or name another under migrations
next: read ${file}, then rowproof plan --database URL\n`,
  });
  expect(await read()).toBe(`import { defineConfig, ownedBy, serviceOnly } from "rowproof";

// Drafted by rowproof init from the database. Each guess is marked above its entry.
export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    DailyNote: { access: ownedBy("userId"), views: ["daily_note"] },
    // guess: no column says whose a row is; publicRead() if everybody may read it
    countries: { access: serviceOnly() },
  },
});
`);
  const contract = await loadContract(join(folder, file));
  expect(Object.keys(contract.tables)).toEqual(["DailyNote", "countries"]);
  expect(await readdir(folder)).toEqual([file]);
  await mkdir(join(folder, "migrations"));
  const verified = await runCli(folder, ["verify", "--database", database.url]);
  expect(verified.code).toBe(1);
  expect(verified.stdout).toContain("✓ Every table and column in the contract exists (2 of 2 tables)");
});

test("writes over nothing without --force", async () => {
  await writeFile(join(folder, file), "export default 1;\n");
  const refused = await init();
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain(`error init/exists: ${file} exists already`);
  expect(await read()).toBe("export default 1;\n");
  expect(await init("--force")).toMatchObject({ code: 0 });
  expect(await read()).toContain("DailyNote");
  expect(await readdir(folder)).toEqual([file]);
});

test("nor beside a contract of another name, which is the one that is written over", async () => {
  await writeFile(join(folder, "rowproof.config.mjs"), "export default 1;\n");
  expect(await init()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("rowproof.config.mjs exists"),
  });
  expect(await init("--force")).toMatchObject({ code: 0 });
  expect(await readdir(folder)).toEqual(["rowproof.config.mjs"]);
  await loadContract(join(folder, "rowproof.config.mjs"));
});

test("a contract in a folder above is another project's", async () => {
  await writeFile(join(folder, file), "export default 1;\n");
  await mkdir(join(folder, "inner"));
  const outcome = await runCli(join(folder, "inner"), ["init", "--database", database.url]);
  expect(outcome).toMatchObject({ code: 0 });
  expect(await read(join("inner", file))).toContain("DailyNote");
  expect(await read()).toBe("export default 1;\n");
});

test("--config names the file, and the project's folder decides where migrations are", async () => {
  await mkdir(join(folder, "db/supabase/migrations"), { recursive: true });
  const outcome = await init("--config", "db/contract.ts");
  expect(outcome).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^wrote db\/contract\.ts: 2 tables/),
  });
  expect(outcome.stderr).toBe(
    "next: read db/contract.ts, then rowproof plan --config db/contract.ts --database URL\n",
  );
  expect(await read("db/contract.ts")).toContain('migrations: "supabase/migrations"');
  await loadContract(join(folder, "db/contract.ts"));
});

test("where the file cannot be written, nothing is left behind", async () => {
  await writeFile(join(folder, "taken"), "");
  const outcome = await init("--config", "taken/contract.ts");
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("error init/not-written") });
  await mkdir(join(folder, "directory.ts"));
  expect(await init("--config", "directory.ts", "--force")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("error init/not-written"),
  });
  expect(await readdir(folder)).toEqual(["directory.ts", "taken"]);
});

test("--json tells each table's access and what was guessed", async () => {
  const outcome = await init("--json");
  expect(JSON.parse(outcome.stdout)).toEqual({
    formatVersion: 2,
    command: "init",
    database: expect.not.stringContaining("password"),
    file: expect.stringMatching(/rowproof\.config\.ts$/),
    schemas: ["public"],
    guesses: 1,
    tables: [
      { table: "DailyNote", access: 'ownedBy("userId")', views: ["daily_note"], guesses: [] },
      {
        table: "countries",
        access: "serviceOnly()",
        views: [],
        guesses: ["no column says whose a row is; publicRead() if everybody may read it"],
      },
    ],
    routines: [],
  });
  expect(JSON.stringify(outcome)).not.toContain(new URL(database.url).password);
});

test("without a database it says what to give, and starts none", async () => {
  const outcome = await runCli(folder, ["init"]);
  expect(outcome).toMatchObject({ code: 2, stdout: "" });
  expect(outcome.stderr).toContain("error init/no-database: no database is given");
  await mkdir(join(folder, ".rowproof/backups"), { recursive: true });
  expect(await runCli(folder, ["init"])).toMatchObject({ code: 2 });
  expect(await readdir(folder)).toEqual([".rowproof"]);
});

test("DATABASE_URL, and an embedded database that is here", async () => {
  expect(await runCli(folder, ["init"], { DATABASE_URL: database.url })).toMatchObject({ code: 0 });
  await rm(join(folder, file));
  const { url, close } = await openEmbedded({
    directory: await reachableDirectory(join(folder, ".rowproof")),
    scratch: true,
  });
  const client = await connect(url);
  await client.query("create table kept_here (id uuid primary key, user_id uuid)");
  await client.end();
  await close();
  expect(await runCli(folder, ["init"])).toMatchObject({
    code: 0,
    stdout: `wrote ${file}: 1 table, nothing was guessed\n`,
  });
  expect(await read()).toContain('kept_here: { access: ownedBy("user_id") }');
});

test("a database with no table, and one that cannot be reached", async () => {
  await database.client.query('drop table "DailyNote", countries');
  const outcome = await init();
  expect(outcome).toMatchObject({ code: 0, stdout: `wrote ${file}: 0 tables, nothing was guessed\n` });
  expect(outcome.stderr).toContain("note: there is no table in public\n");
  const unreachable = await runCli(folder, ["init", "--force", "--database", "postgres://127.0.0.1:1/x"]);
  expect(unreachable).toMatchObject({ code: 3, stderr: expect.stringContaining("connection/no-server") });
  expect(await read()).toContain("tables: {},");
});
