import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCli } from "@rowproof/testing/command-line";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TableNewCommandOptions, tableNew } from "../../src/commands/table-new.js";
import { failureText } from "./calls.js";
import { makeTableProject, type TableProject } from "./table-project.js";

// Every step is a process of its own, and on a busy machine each takes seconds.
vi.setConfig({ testTimeout: 120_000 });

const config = `import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    ChatSession: { access: ownedBy("userId"), views: ["chat_session"] },
  },
});
`;

let project: TableProject;

beforeAll(async () => {
  project = await makeTableProject(
    config,
    `create table "ChatSession" (id text primary key, "userId" text not null);
     create view beside as select 1 as one; revoke all on beside from public;
     create index an_index on "ChatSession" ((1));`,
  );
});

afterAll(() => project.remove());

const own = 'ownedBy("user_id")';

/** Runs the command, which is to write nothing. */
async function refused(code: number, options: TableNewCommandOptions): Promise<string> {
  const before = [await project.files(), await project.schema()];
  const text = await failureText(code, tableNew({ ...project.options, ...options }));
  expect([await project.files(), await project.schema()]).toEqual(before);
  return text;
}

test.each([
  ["no access", { name: "notes", columns: "a int" }, "table/no-access", "pass --access with one of ownedBy("],
  ["no columns", { name: "notes", access: own }, "table/no-columns", "--columns"],
  ["an empty name", { name: "", columns: "a int", access: own }, "table/no-name", ""],
  ["a blank name", { name: "  ", columns: "a int", access: own }, "table/no-name", ""],
  ["a long name", { name: "ü".repeat(32), columns: "a int", access: own }, "table/long-name", "64 bytes"],
  [
    "a table of the contract",
    { name: "ChatSession", columns: "a int", access: own },
    "table/name-taken",
    "the contract has a table ChatSession",
  ],
  [
    "a view of the contract",
    { name: "chat_session", columns: "a int", access: own },
    "table/name-taken",
    "snake_case columns",
  ],
  [
    "a view of the database",
    { name: "beside", columns: "a int", access: own },
    "table/name-taken",
    "the database has view public.beside",
  ],
  ["an index of the database", { name: "an_index", columns: "a int", access: own }, "table/name-taken", ""],
  [
    "a view that is taken",
    { name: "notes", columns: "a int", access: own, view: ["beside"] },
    "table/name-taken",
    "view public.beside",
  ],
  [
    "a view named as a table",
    { name: "notes", columns: "a int", access: own, view: ["ChatSession"] },
    "contract/view-named-as-table",
    "",
  ],
  [
    "columns that do not parse",
    { name: "notes", columns: "a intt, b text text", access: own },
    "table/columns-syntax",
    "1 | a intt, b text text\n      |                ^",
  ],
  [
    "columns that end the statement",
    { name: "notes", columns: "a int); drop table x; create table y (b int", access: own },
    "table/columns-more",
    "",
  ],
  ["columns of another table", { name: "notes", columns: "like x", access: own }, "table/columns-more", ""],
  [
    "a type that is not there",
    { name: "notes", columns: "a intt", access: own },
    "table/columns-refused (42704)",
    'type "intt" does not exist',
  ],
  [
    "a column twice",
    { name: "notes", columns: "a int, a text", access: own },
    "table/columns-refused (42701)",
    "",
  ],
  [
    "a key to nothing",
    { name: "notes", columns: "a int references x", access: own },
    "table/columns-refused (42P01)",
    "",
  ],
  [
    "a parent that is not there",
    { name: "notes", columns: "a int", access: 'ownedBy("user_id", { within: "ChatSesion" })' },
    "contract/unknown-parent",
    'did you mean within: "ChatSession"?',
  ],
  [
    "an option that is not there",
    { name: "notes", columns: "a int", access: 'ownedBy("user_id", { updat: false })' },
    "contract/unknown-key",
    'did you mean "update"?',
  ],
  [
    "no preset",
    { name: "notes", columns: "a int", access: "ownedby('a')" },
    "table/access-preset",
    "did you mean ownedBy?",
  ],
  [
    "something unknown",
    { name: "notes", columns: "a int", access: "mine()" },
    "contract/not-loaded",
    "mine is not defined",
  ],
  ["no TypeScript", { name: "notes", columns: "a int", access: "ownedBy(" }, "table/access-syntax", ""],
  ["a value that is no access", { name: "notes", columns: "a int", access: "7" }, "contract/wrong-value", ""],
  [
    "a column that is not there",
    { name: "notes", columns: "a int", access: 'ownedBy("user_id", { writable: ["b"] })' },
    "contract/unknown-column",
    "",
  ],
  [
    "a predicate that does not bind",
    { name: "notes", columns: "a int", access: 'custom({ select: "b > 0" })' },
    "42703",
    "",
  ],
])("%s: exit 2, and nothing is written", async (_, options, id, said) => {
  const stderr = await refused(2, options);
  expect(stderr).toContain(id);
  expect(stderr).toContain(said);
  expect(stderr).not.toMatch(/config\.[0-9a-f]{8}-/);
});

test("a config whose tables are built by code: the entry is reported, and nothing is written", async () => {
  const file = path.join(project.directory, "built.ts");
  const built = config.replace("tables: {", "tables: { ...{},");
  await writeFile(file, built);
  const stderr = await refused(2, { name: "notes", columns: "a int", access: own, config: file });
  expect(stderr).toContain('fix:  put this among the tables: { notes: { access: ownedBy("user_id") } }');
});

test("a config whose code undoes the edit is left alone", async () => {
  const file = path.join(project.directory, "undone.ts");
  const undone = config
    .replace("export default defineConfig(", "const config = ")
    .replace("});\n", "};\ndelete config.tables.notes;\nexport default config;\n");
  await writeFile(file, undone);
  const stderr = await refused(2, { name: "notes", columns: "a int", access: own, config: file });
  expect(stderr).toContain("code in it changes what its text says");
});

test("a database that does not obey the contract, and migrations that are pending: exit 1", async () => {
  const { client } = project.database;
  await client.query('alter table "ChatSession" disable row level security');
  expect(await refused(1, { name: "notes", columns: "a int", access: own })).toContain(
    "run rowproof plan --write NAME and rowproof up first",
  );
  await client.query('alter table "ChatSession" enable row level security');
  await tableNew({ ...project.options, name: "first", columns: "a int", access: own });
  expect(await refused(1, { name: "notes", columns: "a int", access: own })).toMatch(
    /1 migration pending: \d+_create_first\.sql[\s\S]*run rowproof up first/,
  );
  await project.apply();
});

test("a lock that somebody holds: exit 3, and it is not waited for", async () => {
  const { client } = project.database;
  await client.query("begin; lock table auth.users in exclusive mode");
  const stderr = await refused(3, { name: "notes", columns: "a int", access: own });
  await client.query("rollback");
  expect(stderr).toContain("rehearsal/lock (55P03)");
});

test("interrupted while the edited contract is read, nothing is left next to it", async () => {
  const file = path.join(project.directory, "slow.ts");
  await writeFile(
    file,
    `if (!import.meta.url.endsWith("slow.ts")) await new Promise((done) => setTimeout(done, 60_000));\n${config}`,
  );
  const before = await project.files();
  const { child, ended } = startCli(project.directory, [
    ...["table", "new", "notes", "--columns", "a int", "--access", own, "--config", file],
    ...["--database", project.database.url],
  ]);
  while (Object.keys(await project.files()).length === Object.keys(before).length) await sleep(20);
  child.kill("SIGINT");
  await sleep(700);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130 });
  expect(await project.files()).toEqual(before);
});
