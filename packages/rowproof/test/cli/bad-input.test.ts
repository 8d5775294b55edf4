import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCli, startCli } from "@rowproof/testing/command-line";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { contract, goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterEach, beforeEach, expect, test } from "vitest";
import { status as statusCommand } from "../../src/commands/status.js";
import { type UpCommandOptions, type UpResult, up as upCommand } from "../../src/commands/up.js";
import { verify } from "../../src/commands/verify.js";
import { exists, recordedVersions } from "../migrate/support.js";
import { failureText } from "./calls.js";

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

/** The options with which a command works on the project and its database. */
const options = () => ({
  config: path.join(project.directory, "rowproof.config.ts"),
  database: database.url,
});

function up(more: UpCommandOptions = {}): Promise<UpResult> {
  return upCommand({ ...options(), backup: false, ...more });
}

/** The run after the obstacle is gone completes, and the one after that has nothing to do. */
async function expectToComplete(): Promise<void> {
  expect(await up()).toMatchObject({ clean: true });
  expect(await up()).toMatchObject({ clean: true, applied: [] });
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
  const refused = await failureText(3, verify({ ...options(), database: wrong.toString() }));
  expect(refused).toContain("connection/refused (28P01)");
  expect(refused).not.toContain("n0tthisone");
  const absent = database.url.replace(/\/[^/]*$/, "/absent");
  expect(await failureText(3, statusCommand({ ...options(), database: absent }))).toContain(
    "connection/no-database (3D000)",
  );
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
    expect(JSON.parse(outcome.stdout)).toMatchObject({ formatVersion: 2, error: { id: expect.any(String) } });
  }
});

test("no contract", async () => {
  const outcome = await runCli("/", ["verify"]);
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("contract/no-config") });
});

test("mistakes in the contract are reported at once, with their lines", async () => {
  await project.write(
    "rowproof.config.ts",
    contract
      .replace('views: ["daily_note"]', 'veiws: ["daily_note"]')
      .replace('schema: "schema.sql"', "schema: 7"),
  );
  const text = await failureText(2, up());
  expect(text).toMatch(/rowproof\.config\.ts:5:/);
  expect(text).toMatch(/rowproof\.config\.ts:7:/);
  expect(text).toContain('"views"');
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
    const text = await failureText(3, up({ database: url.toString() }));
    expect(text).toContain("preflight/no-right");
    expect(text).toContain("may not make anything in schema public");
    expect(text).toContain('table public."DailyNote" belongs to "postgres"');
    expect(text).not.toContain("public.other");
  } finally {
    await database.client.query("drop role bad_input_guest");
  }
});

test("no auth schema on a server that is not ours", async () => {
  const bare = await freshDatabase({ platform: false });
  try {
    const text = await failureText(3, up({ database: bare.url }));
    expect(text).toContain("preflight/no-platform");
    expect(text).toContain("rowproof platform | psql");
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
  const text = await failureText(1, up());
  expect(text).toContain("gate/refused");
  expect(text).toMatch(/contract\/unknown-table.*"Daily_Note"/);
  expect(text).toMatch(
    /contract\/unknown-column \(42703\): column "user_id" of table public\."DailyNote" does not exist/,
  );
  expect(text).toMatch(/rowproof\.config\.ts:\d+:\d+/);
  expect(text).toContain('write "userId"');
  expect(text).toContain("2 errors");
  await expectNothingThere();
  await project.write("rowproof.config.ts", contract);
  await expectToComplete();
});

test("a view's name taken by a table", async () => {
  await database.client.query(
    "create table public.daily_note (id int); insert into public.daily_note values (1);",
  );
  const text = await failureText(1, up());
  expect(text).toContain("contract/view-name-taken");
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
  const text = await failureText(2, up());
  expect(text).toContain("migrations/20260102_bad.sql:2:7");
  expect(text).toContain("2 | alter tabel x;\n      |       ^");
  await expectNothingThere();
  await project.migration("20260102_bad.sql", "select 1;");
  await expectToComplete();
});

test("a file that fails half-way leaves nothing of itself", async () => {
  await project.migration("20260102_bad.sql", "create table public.half (id int);\nselect 1 / 0;\n");
  const text = await failureText(1, up());
  expect(text).toContain("migration/failed (22012)");
  expect(text).toContain("20260102_bad.sql:2:");
  expect(await exists(database.client, "public.half")).toBe(false);
  expect(await recordedVersions(database.client)).toEqual(["20260101"]);
  await project.migration("20260102_bad.sql", "select 1;");
  await expectToComplete();
});

test("a file that opens a table is refused by the gate and rolled back", async () => {
  await project.migration("20260102_open.sql", 'grant select on public."DailyNote" to anon;');
  const text = await failureText(1, up());
  expect(text).toContain("the gate refuses 20260102_open.sql");
  expect(text).toContain("committed before it, and staying: 20260101_notes.sql");
  expect(text).toMatch(/anon/);
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
  const text = await failureText(3, up({ lockWait: 500 }));
  expect(text).toContain("migration/lock-wait (55P03)");
  await other.end();
  await expectToComplete();
});

test("a file edited after it was applied", async () => {
  await up();
  await project.migration("20260101_notes.sql", `${goodMigration}\nselect 'edited';`);
  const text = await failureText(1, up());
  expect(text).toContain("migration/edited");
  const status = await runCli(project.directory, ["status", "--database", database.url]);
  expect((await statusCommand(options())).clean).toBe(false);
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
  const results = await Promise.all([up(), up()]);
  expect(results).toMatchObject([{ clean: true }, { clean: true }]);
  expect(results.filter((result) => !result.dryRun && result.applied.length === 0)).toHaveLength(1);
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
  expect(await up({ dryRun: true })).toEqual({
    dryRun: true,
    database: expect.any(String),
    backup: false,
    pending: ["20260101_notes.sql"],
  });
  const command = ["up", "--no-backup", "--dry-run", "--database", database.url];
  expect(await runCli(project.directory, command)).toMatchObject({
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
  const text = await failureText(2, up());
  expect(text).toContain("postgres://app:******@db/app");
  expect(text).not.toContain("s3cret");
});
