import { setTimeout as sleep } from "node:timers/promises";
import { type CommandOutput, startCli } from "@rowproof/testing/command-line";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { contract, goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exists, recordedVersions } from "../migrate/support.js";
import { runCli } from "./command-line.js";

let project: Project;
let database: FreshDatabase;

beforeEach(async () => {
  project = await makeProject();
  await project.migration("20260101_notes.sql", goodMigration);
  database = await freshDatabase();
});

afterEach(async () => {
  await database.drop();
  await project.remove();
});

function up(...parameters: readonly string[]): Promise<CommandOutput> {
  return runCli(project.directory, ["up", "--no-backup", "--database", database.url, ...parameters]);
}

/** The run after the obstacle is gone completes, and the one after that has nothing to do. */
async function expectToComplete(): Promise<void> {
  const completed = await up();
  expect(completed, completed.stderr + completed.stdout).toMatchObject({ code: 0 });
  const again = await up();
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nothing to do: .*\n$/) });
}

/** Nothing of the project's migration is in the database. */
async function expectNothingThere(): Promise<void> {
  expect(await exists(database.client, 'public."DailyNote"')).toBe(false);
}

test("no server", async () => {
  const outcome = await runCli(project.directory, [
    "up",
    "--database",
    "postgres://app:s3cret@127.0.0.1:1/app",
  ]);
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain(
    "error connection/no-server: cannot connect to postgres://app@127.0.0.1:1/app",
  );
  expect(outcome.stderr + outcome.stdout).not.toContain("s3cret");
});

test("wrong password, and a database that is not there", async () => {
  const wrong = new URL(database.url);
  wrong.password = "n0tthisone";
  const refused = await runCli(project.directory, ["verify", "--database", wrong.toString()]);
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("connection/refused (28P01)") });
  expect(refused.stderr).not.toContain("n0tthisone");
  const absent = database.url.replace(/\/[^/]*$/, "/absent");
  expect(await runCli(project.directory, ["status", "--database", absent])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("connection/no-database (3D000)"),
  });
});

test("usage: unknown command, unknown option, a bad number, something that is no database", async () => {
  for (const parameters of [
    ["upp"],
    ["up", "--fast"],
    ["up", "--lock-wait", "soon"],
    ["up", "--database", "app"],
  ]) {
    const outcome = await runCli(project.directory, parameters);
    expect(outcome, parameters.join(" ")).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).not.toBe("");
  }
});

test("with --json, whatever goes wrong is one document on stdout", async () => {
  const unreachable = "postgres://127.0.0.1:1/x";
  for (const [parameters, code] of [
    [["upp", "--json"], 2],
    [["up", "--lock-wait", "soon", "--json"], 2],
    [["restore", "", "--json"], 2],
    [["verify", "--config", "nope.ts", "--json"], 2],
    [["verify", "--json", "--database", unreachable], 3],
  ] as const) {
    const outcome = await runCli(project.directory, parameters);
    expect(outcome.code, parameters.join(" ")).toBe(code);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ formatVersion: 1, error: { id: expect.any(String) } });
  }
});

test("no contract", async () => {
  const outcome = await runCli("/", ["verify"]);
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("contract/no-config") });
});

test("mistakes in the contract are told at once, with their lines", async () => {
  await project.write(
    "rowproof.config.ts",
    contract
      .replace('views: ["daily_note"]', 'veiws: ["daily_note"]')
      .replace('schema: "schema.sql"', "schema: 7"),
  );
  const outcome = await up();
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/rowproof\.config\.ts:5:/);
  expect(outcome.stderr).toMatch(/rowproof\.config\.ts:7:/);
  expect(outcome.stderr).toContain('"views"');
});

test("a role without the rights", async () => {
  await database.client.query(
    `create table public."DailyNote" (id int); create table public.other (id int);`,
  );
  await database.client.query(`create role bad_input_guest login password 'guest'`);
  try {
    const url = new URL(database.url);
    url.username = "bad_input_guest";
    url.password = "guest";
    const outcome = await up("--database", url.toString());
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain("preflight/no-right");
    expect(outcome.stderr).toContain("may not make anything in schema public");
    expect(outcome.stderr).toContain('table public."DailyNote" belongs to "postgres"');
    expect(outcome.stderr).not.toContain("public.other");
  } finally {
    await database.client.query("drop role bad_input_guest");
  }
});

test("no auth schema on a server that is not ours", async () => {
  const bare = await freshDatabase({ platform: false });
  try {
    const outcome = await up("--database", bare.url);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain("preflight/no-platform");
    expect(outcome.stderr).toContain("rowproof platform | psql");
  } finally {
    await bare.drop();
  }
});

test("a contract that names a table and a column which are not there: refused at the gate, nothing stays", async () => {
  const extra = 'Daily_Note: { access: ownedBy("user_id") },\n    DailyNote: { access: ownedBy("user_id")';
  await project.write(
    "rowproof.config.ts",
    contract.replace('DailyNote: { access: ownedBy("userId")', extra),
  );
  const outcome = await up();
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain("gate/refused");
  expect(outcome.stderr).toMatch(/contract\/unknown-table.*"Daily_Note"/);
  expect(outcome.stderr).toMatch(
    /contract\/unknown-column \(42703\): column "user_id" of table public\."DailyNote" does not exist/,
  );
  expect(outcome.stderr).toMatch(/rowproof\.config\.ts:\d+:\d+/);
  expect(outcome.stderr).toContain('write "userId"');
  expect(outcome.stderr).toContain("2 errors");
  await expectNothingThere();
  await project.write("rowproof.config.ts", contract);
  await expectToComplete();
});

test("a view's name taken by a table", async () => {
  await database.client.query(
    "create table public.daily_note (id int); insert into public.daily_note values (1);",
  );
  const outcome = await up();
  expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("contract/view-name-taken") });
  await expectNothingThere();
  expect((await database.client.query("select from public.daily_note")).rowCount).toBe(1);
  await database.client.query("drop table public.daily_note");
  await expectToComplete();
});

test("an empty file, as it is when just made, is a migration without statements", async () => {
  await project.migration("20260102_new.sql", "");
  await expectToComplete();
});

test("a syntax error: line, column, caret, and nothing is run", async () => {
  await project.migration("20260102_bad.sql", "select 1;\nalter tabel x;\n");
  const outcome = await up();
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain("migrations/20260102_bad.sql:2:7");
  expect(outcome.stderr).toContain("2 | alter tabel x;\n      |       ^");
  await expectNothingThere();
  await project.migration("20260102_bad.sql", "select 1;");
  await expectToComplete();
});

test("a file that fails half-way leaves nothing of itself", async () => {
  await project.migration("20260102_bad.sql", "create table public.half (id int);\nselect 1 / 0;\n");
  const outcome = await up();
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain("migration/failed (22012)");
  expect(outcome.stderr).toContain("20260102_bad.sql:2:");
  expect(await exists(database.client, "public.half")).toBe(false);
  expect(await recordedVersions(database.client)).toEqual(["20260101"]);
  await project.migration("20260102_bad.sql", "select 1;");
  await expectToComplete();
});

test("a file that opens a table is refused by the gate and rolled back", async () => {
  await project.migration("20260102_open.sql", 'grant select on public."DailyNote" to anon;');
  const outcome = await up();
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain("the gate refuses 20260102_open.sql");
  expect(outcome.stderr).toContain("committed before it, and staying: 20260101_notes.sql");
  expect(outcome.stderr).toMatch(/anon/);
  const { rows } = await database.client.query<{ may: boolean }>(
    `select has_table_privilege('anon', 'public."DailyNote"', 'select') as may`,
  );
  expect(rows[0]?.may).toBe(false);
  await project.migration("20260102_open.sql", "select 1;");
  await expectToComplete();
});

test("a lock that is not had: given up, nothing changed, and the next run completes", async () => {
  await up();
  await project.migration(
    "20260102_more.sql",
    'alter table public."DailyNote" alter column "noteText" set default \'\';',
  );
  const other = await connect(database.url);
  await other.query('begin; select from public."DailyNote";');
  const outcome = await up("--lock-wait", "0.5");
  expect(outcome).toMatchObject({ code: 3, stderr: expect.stringContaining("migration/lock-wait (55P03)") });
  await other.end();
  await expectToComplete();
});

test("a file edited after it was applied", async () => {
  await up();
  await project.migration("20260101_notes.sql", `${goodMigration}\nselect 'edited';`);
  const outcome = await up();
  expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("migration/edited") });
  const status = await runCli(project.directory, ["status", "--database", database.url]);
  expect(status).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/20260101 +notes +edited since applied/),
  });
  await project.migration("20260101_notes.sql", goodMigration);
  await expectToComplete();
});

const slow = `${goodMigration}\nselect pg_sleep(60);`;

/** Starts `up` on a file that takes long, and waits until the server is in the middle of it. */
async function startSlowRun() {
  await project.migration("20260101_notes.sql", slow);
  const running = startCli(project.directory, ["up", "--no-backup", "--database", database.url]);
  for (;;) {
    const { rowCount } = await database.client.query(
      "select from pg_stat_activity where datname = current_database() and query like '%pg_sleep(60)%' and pid <> pg_backend_pid() and state = 'active'",
    );
    if (rowCount === 1) return running;
    await sleep(25);
  }
}

test("Ctrl-C during a file", async () => {
  const { child, ended } = await startSlowRun();
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain("error interrupted:");
  await expectNothingThere();
  await project.migration("20260101_notes.sql", goodMigration);
  await expectToComplete();
});

test("kill -9 during a file", async () => {
  const { child, ended } = await startSlowRun();
  child.kill("SIGKILL");
  await ended;
  await project.migration("20260101_notes.sql", goodMigration);
  await expectToComplete();
});

test("two runs at once do not interleave", async () => {
  const outcomes = await Promise.all([up(), up()]);
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  expect(outcomes.filter(({ stdout }) => stdout.startsWith("nothing to do"))).toHaveLength(1);
  expect(await recordedVersions(database.client)).toEqual(["20260101"]);
});

test("the lock's connection is cut: the run ends, and nothing of its file stays", async () => {
  const { ended } = await startSlowRun();
  const { rowCount } = await database.client.query(
    `select pg_terminate_backend(l.pid) from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())`,
  );
  expect(rowCount).toBe(1);
  expect(await ended).toMatchObject({ code: 3, stderr: expect.stringContaining("run/lock-lost") });
  await expectNothingThere();
  await project.migration("20260101_notes.sql", goodMigration);
  await expectToComplete();
});

test("a dry run says what it would do, and changes nothing", async () => {
  const outcome = await up("--dry-run");
  expect(outcome).toMatchObject({
    code: 0,
    stdout: "would make no backup\nwould apply 20260101_notes.sql\n",
  });
  await expectNothingThere();
  expect(await exists(database.client, "supabase_migrations.schema_migrations")).toBe(false);
});

test("a password in the contract is not shown where the file is broken", async () => {
  await project.write(
    "rowproof.config.ts",
    contract.replace("schema:", 'database: "postgres://app:s3cret@db/app" oops,\n  schema:'),
  );
  const outcome = await up();
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain("postgres://app:******@db/app");
  expect(outcome.stderr).not.toContain("s3cret");
});
