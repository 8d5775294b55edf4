import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { guide } from "../../src/commands/guide.js";
import { type TableNewCommandOptions, tableNew } from "../../src/commands/table-new.js";
import { amara, as, bo, makeTableProject, type TableProject } from "./table-project.js";

// On a busy machine each step takes seconds.
vi.setConfig({ testTimeout: 120_000 });

const config = `// Who may do what.
import { defineConfig, ownedBy, readOwn, serviceOnly } from "rowproof";

export default defineConfig({
    migrations: 'migrations',
    schema: "schema.sql",
    tables: {
        // The app's own.
        ChatSession: { access: ownedBy("userId"), views: ["chat_session"] },
        team_members: { access: readOwn("user_id") }, teams: { access: serviceOnly() },
        // more to come
    },
});
`;

const tables = `
create table "ChatSession" (id text primary key, "userId" text not null, title text);
create table teams (id bigint generated always as identity primary key, name text);
create table team_members (id uuid primary key default gen_random_uuid(),
  team_id bigint not null references teams (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade, role text);
`;

let project: TableProject;

beforeEach(async () => {
  project = await makeTableProject(config, tables);
});

afterEach(() => project.remove());

/** Makes a table, applies the migration, and gives the two files that were written. */
async function make(
  name: string,
  columns: string,
  access: string,
  more: Partial<TableNewCommandOptions> = {},
) {
  const before = await project.schema();
  const made = await tableNew({ ...project.options, name, columns, access, ...more });
  expect(made.notes).toEqual([]);
  expect(await project.schema()).toBe(before);
  await project.apply();
  const text = (file = "") => readFile(file, "utf8");
  const files = made.files.map((file) => path.relative(project.directory, file));
  return { files, migration: await text(made.files[0]), contract: await text(made.files[1]) };
}

/** Makes a table by the command line. */
function makeByCli(name: string, columns: string, access: string, ...more: readonly string[]) {
  return project.expectExit(0, "table", "new", name, "--columns", columns, "--access", access, ...more);
}

/** What a caller gets by each statement. */
function tried(caller: string, ...statements: readonly string[]): Promise<readonly (number | string)[]> {
  return statements.reduce<Promise<readonly (number | string)[]>>(
    async (before, statement) => [...(await before), await as(project.database.client, caller, statement)],
    Promise.resolve([]),
  );
}

describe("a table that was made", () => {
  test("in snake_case: its own user's alone, with times that are kept, and gone with the user", async () => {
    const { files, migration, contract } = await make(
      "notes",
      "title text not null, body text",
      'ownedBy("user_id")',
      { purpose: 'What a "user" notes.' },
    );
    expect(files).toEqual([
      expect.stringMatching(/^migrations\/\d{14}_create_notes\.sql$/),
      "rowproof.config.ts",
    ]);
    expect(migration).toMatch(
      /^-- rowproof: no-transaction\n-- Makes table public\.notes: What a "user" notes\.\n--\n/,
    );
    expect(contract).toBe(
      config.replace(
        "        // more to come\n",
        `        // more to come\n        notes: { access: ownedBy("user_id"), purpose: 'What a "user" notes.' },\n`,
      ),
    );
    const insert = (id: string) => `insert into notes (user_id, title) values ('${id}', 'x')`;
    expect(await tried(amara, insert(amara), insert(bo), "select from notes")).toEqual([1, "42501", 1]);
    const writes = ["update notes set title = 'y'", "delete from notes", "select from notes"];
    expect(await tried(bo, ...writes)).toEqual([0, 0, 0]);
    expect(await tried("anon", ...writes)).toEqual(["42501", "42501", "42501"]);
    await project.database.client.query(
      "update notes set created_at = '2020-01-01', updated_at = '2020-01-01'",
    );
    expect(await tried(amara, "update notes set title = 'y'")).toEqual([1]);
    const { rows } = await project.database.client.query(
      "select created_at < '2021-01-01' as created, updated_at > now() - interval '1 hour' as updated from notes",
    );
    expect(rows).toEqual([{ created: true, updated: true }]);
    await project.database.client.query("delete from auth.users where id = $1", [amara]);
    expect(await tried("service", "select from notes")).toEqual([0]);
  });

  test("in camelCase with a text owner: both names, and erased with the user", async () => {
    const { contract, migration } = await make(
      "JournalNote",
      `"userId" text not null, "noteText" text check ("noteText" <> ''), unique ("userId", "noteText")`,
      'ownedBy("userId", { readOnly: ["createdAt"] })',
    );
    expect(contract).toContain(
      'JournalNote: { access: ownedBy("userId", { readOnly: ["createdAt"] }), views: ["journal_note"] },',
    );
    expect(migration).toContain('"createdAt" timestamptz not null default now(),\n  "updatedAt" timestamptz');
    expect(migration).toContain(`  "userId" text not null,\n  "noteText" text check ("noteText" <> ''),`);
    const through = (id: string, text: string) =>
      `insert into journal_note (user_id, note_text) values ('${id}', '${text}')`;
    expect(await tried(amara, through(amara, "a"), through(bo, "b"))).toEqual([1, "42501"]);
    expect(
      await tried(
        amara,
        `update journal_note set note_text = 'c'`,
        `update "JournalNote" set "createdAt" = now()`,
      ),
    ).toEqual([1, "42501"]);
    expect(
      await tried(bo, 'select from "JournalNote"', "select from journal_note", "delete from journal_note"),
    ).toEqual([0, 0, 0]);
    expect(await tried("anon", "select from journal_note")).toEqual(["42501"]);
    await project.database.client.query("delete from auth.users where id = $1", [amara]);
    expect(await tried("service", 'select from "JournalNote"')).toEqual([0]);
  });

  test("within a parent: the link and the owner's type are the parent's, and no row gets into another's", async () => {
    const { migration } = await make(
      "messages",
      "body text",
      'ownedBy("user_id", { within: "ChatSession" })',
    );
    expect(migration).toMatch(/^-- rowproof: no-transaction\n-- Makes table/);
    expect(migration).toMatch(
      /create unique index concurrently .* on "public"."ChatSession" \("id", "userId"\);\n\nbegin;/,
    );
    expect(migration).toContain(
      '  "user_id" text not null,\n  "chat_session_id" text not null references "public"."ChatSession" ("id") on delete cascade,',
    );
    await project.database.client.query(
      `insert into "ChatSession" (id, "userId") values ('a', '${amara}'), ('b', '${bo}')`,
    );
    const insert = (session: string) =>
      `insert into messages (user_id, chat_session_id) values ('${amara}', '${session}')`;
    expect(await tried(amara, insert("a"), insert("b"))).toEqual([1, "23503"]);
    expect(await tried(amara, "update messages set chat_session_id = 'b'")).toEqual(["23503"]);
    expect(await tried(bo, "select from messages")).toEqual([0]);
    await project.database.client.query("delete from auth.users where id = $1", [amara]);
    expect(await tried("service", "select from messages")).toEqual([0]);
  });

  test("within a parent through a column that was given", async () => {
    const { migration } = await make(
      "Reply",
      '"userId" text not null, "sessionId" text not null references "ChatSession" (id)',
      'appendOnly("userId", { within: "ChatSession" })',
      { view: ["replies", "answers"] },
    );
    expect(migration).not.toContain("chatSessionId");
    await project.database.client.query(
      `insert into "ChatSession" (id, "userId") values ('a', '${amara}'), ('b', '${bo}')`,
    );
    const insert = (view: string, session: string) =>
      `insert into ${view} (user_id, session_id) values ('${amara}', '${session}')`;
    expect(await tried(amara, insert("replies", "a"), insert("answers", "b"))).toEqual([1, "23503"]);
    expect(await tried(amara, "update replies set user_id = user_id")).toEqual(["42501"]);
  });

  test("a team's: the column is what the members' table says", async () => {
    const { migration } = await make(
      "documents",
      "body text",
      'memberOf("team_members", { write: ["editor"] })',
    );
    expect(migration).toContain(
      '"team_id" bigint not null references "public"."teams" ("id") on delete cascade',
    );
    await project.database.client.query(
      `insert into teams (name) values ('one'), ('two');
       insert into team_members (team_id, user_id, role) values (1, '${amara}', 'editor'), (1, '${bo}', 'reader')`,
    );
    const insert = (team: number) => `insert into documents (team_id) values (${team})`;
    expect(await tried(amara, insert(1), insert(2), "select from documents")).toEqual([1, "42501", 1]);
    expect(await tried(bo, insert(1), "select from documents", "delete from documents")).toEqual([
      "42501",
      1,
      0,
    ]);
  });

  test("everybody's to read; a sequence, a key and a time of its own", async () => {
    const { migration, contract } = await make(
      "Fruit",
      "number bigint generated always as identity, name text primary key, updated_at date",
      "publicRead()",
    );
    expect(contract).toContain(
      'import { defineConfig, ownedBy, publicRead, readOwn, serviceOnly } from "rowproof";',
    );
    expect(migration).not.toContain("gen_random_uuid");
    expect(migration).not.toContain("touch_updated_at");
    expect(await tried("service", "insert into \"Fruit\" (name) values ('fig')")).toEqual([1]);
    expect(await tried("anon", "select from fruit", "insert into fruit (name) values ('x')")).toEqual([
      1,
      "42501",
    ]);
    expect(await tried(amara, 'select from "Fruit"', 'delete from "Fruit"')).toEqual([1, "42501"]);
  });

  test.each([
    ["order", "order"],
    ['we"ird näme', "'we\"ird näme'"],
    ["select", "select"],
  ])("under a name that has to be quoted: %s", async (name, key) => {
    const { contract } = await make(name, '"group" text', 'readOwn("user")');
    expect(contract).toContain(`        ${key}: { access: readOwn("user") },\n`);
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await project.database.client.query(`insert into ${quoted} ("user") values ('${amara}'), ('${bo}')`);
    expect(await tried(amara, `select from ${quoted}`, `delete from ${quoted}`)).toEqual([1, "42501"]);
  });

  test("on a condition of its own, over the columns given", async () => {
    await make(
      "posts",
      "author_id uuid not null references auth.users (id) on delete cascade, published boolean not null default false",
      'custom({ select: "published or author_id = auth.uid()", insert: "author_id = auth.uid()", anon: { select: "published" } })',
    );
    const insert = (published: boolean) =>
      `insert into posts (author_id, published) values ('${amara}', ${published})`;
    expect(await tried(amara, insert(true), insert(false), "select from posts")).toEqual([1, 1, 2]);
    expect(await tried(bo, "select from posts", insert(true))).toEqual([1, "42501"]);
    expect(await tried("anon", "select from posts")).toEqual([1]);
  });
});

describe("the function that keeps the time of the last change", () => {
  const body = (text: string) => `returns trigger language plpgsql ${text}`;

  test("is used where the schema has it", async () => {
    await project.database.client.query(
      `create function other() ${body("as $$ begin new.title := 'x'; return new; end $$")};
       create function cheat() ${body("as $$ begin new.updated_at := now(); new.user_id := null; return new; end $$")};
       create function swallow() ${body("as $$ begin new.updated_at := now(); return null; end $$")};
       create function strong() ${body("security definer set search_path = '' as $$ begin new.updated_at := now(); return new; end $$")};
       create function touch() ${body("as $$ begin new.updated_at = current_timestamp; return new; end $$")};`,
    );
    const { migration } = await make("notes", "title text", 'ownedBy("user_id")');
    expect(migration).toContain('execute function "public"."touch"();');
    expect(migration).not.toContain("create or replace function");
  });

  test("is made once for each column's name, and may be called by nobody", async () => {
    await make("notes", "title text", 'ownedBy("user_id")');
    expect((await make("more", "title text", 'ownedBy("user_id")')).migration).not.toContain(
      "create or replace function",
    );
    const { migration } = await make("Camel", "title text", 'ownedBy("userId")');
    expect(migration).toContain('create or replace function "public"."touch_updated_at_2"()');
    const { rows } = await project.database.client.query(
      `select rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role')
        and has_function_privilege(oid, 'touch_updated_at()', 'execute')`,
    );
    expect(rows).toEqual([]);
  });
});

test("the guide is refreshed to what it says after up, and only where there is one", async () => {
  await mkdir(path.join(project.directory, "docs"));
  await writeFile(path.join(project.directory, "docs/guide.md"), "old\n");
  const { stdout, stderr } = await makeByCli(
    "messages",
    "body text",
    'ownedBy("user_id", { within: "ChatSession" })',
  );
  expect(stdout.trim().split("\n").slice(1)).toEqual(["rowproof.config.ts", "docs/guide.md"]);
  expect(stderr).toBe("next: read it, then rowproof up --database URL\n");
  await project.apply();
  expect(await guide({ ...project.options, check: true })).toMatchObject({ outcome: "current" });
});

test("an index of a large table is not tried beforehand: the guide is left for later, and that is said", async () => {
  await project.database.client.query(
    `insert into "ChatSession" select i::text, 'x', repeat('x', 1500) from generate_series(1, 50000) i`,
  );
  await mkdir(path.join(project.directory, "docs"));
  await writeFile(path.join(project.directory, "docs/guide.md"), "old\n");
  const { stdout, stderr } = await makeByCli(
    "messages",
    "body text",
    'ownedBy("user_id", { within: "ChatSession" })',
  );
  expect(stderr).toContain("note: an index will be built on a large table");
  expect(stdout).not.toContain("guide.md");
  await project.apply();
});

test.each([15, 18] as const)("on Postgres %i", async (major) => {
  await project.remove();
  project = await makeTableProject(config, tables, major);
  const { migration } = await make("Message", '"body" text', 'ownedBy("userId", { within: "ChatSession" })');
  expect(migration).toContain('"chatSessionId" text not null references "public"."ChatSession" ("id")');
  await project.database.client.query(`insert into "ChatSession" (id, "userId") values ('b', '${bo}')`);
  const insert = `insert into message (user_id, chat_session_id) values ('${amara}', 'b')`;
  expect(await tried(amara, insert, "select from message")).toEqual(["23503", 0]);
});

test("--json names the files and the SQL", async () => {
  const { stdout } = await makeByCli("notes", "a int", 'ownedBy("user_id")', "--json");
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    formatVersion: 2,
    command: "table new",
    files: [expect.stringMatching(/_create_notes\.sql$/), path.join(project.directory, "rowproof.config.ts")],
  });
  expect(await readFile(document.files[0], "utf8")).toBe(document.sql);
});

test("a config behind a link is written where it lies", async () => {
  const [linked, real] = ["rowproof.config.ts", "real.ts"].map((name) => path.join(project.directory, name));
  await writeFile(real ?? "", config);
  await rm(linked ?? "");
  await symlink("real.ts", linked ?? "");
  await tableNew({ ...project.options, name: "notes", columns: "a int", access: 'ownedBy("user_id")' });
  expect(await readFile(real ?? "", "utf8")).toContain("notes: {");
  expect(await readFile(linked ?? "", "utf8")).toContain("notes: {");
});
