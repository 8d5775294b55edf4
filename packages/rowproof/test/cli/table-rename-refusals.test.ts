import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type TableRenameCommandOptions, tableRename } from "../../src/commands/table-rename.js";
import { failureText } from "./calls.js";
import { makeTableProject, type TableProject } from "./table-project.js";

// Every step is a process of its own, and on a busy machine each takes seconds.
vi.setConfig({ testTimeout: 120_000 });

const config = `import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  schemas: ["public", "app"],
  tables: {
    Notes: { access: ownedBy("userId"), views: ["notes"] },
    Other: { access: ownedBy("userId"), aliases: ["Elsewhere"] },
  },
});
`;

let project: TableProject;

beforeAll(async () => {
  project = await makeTableProject(
    config,
    `create schema app;
     create table "Notes" (id text primary key, "userId" text not null);
     create table "Other" (id text primary key, "userId" text not null);
     create view beside as select 1 as one; revoke all on beside from public;`,
  );
});

afterAll(() => project.remove());

/** Runs the command, which is to write nothing. */
async function refused(code: number, options: TableRenameCommandOptions): Promise<string> {
  const before = [await project.files(), await project.schema()];
  const text = await failureText(code, tableRename({ ...project.options, ...options }));
  expect([await project.files(), await project.schema()]).toEqual(before);
  return text;
}

test.each([
  ["a table that is not there", { old: "Note", new: "Entry" }, "rename/unknown-table", "did you mean Notes?"],
  ["a view", { old: "notes", new: "Entry" }, "rename/unknown-table", "did you mean Notes?"],
  ["an empty name", { old: "Notes", new: "" }, "table/no-name", ""],
  ["the same name", { old: "Notes", new: "public.Notes" }, "rename/same-names", ""],
  ["a name that is too long", { old: "Notes", new: "x".repeat(64) }, "table/long-name", "63 bytes"],
  ["another schema", { old: "Notes", new: "app.Notes" }, "rename/other-schema", "without a schema"],
  [
    "the name of another table",
    { old: "Notes", new: "Other" },
    "table/name-taken",
    "the contract has a table Other",
  ],
  [
    "another name of another table",
    { old: "Notes", new: "Elsewhere" },
    "table/name-taken",
    "another name of table Other;",
  ],
  [
    "its own name in snake_case",
    { old: "Notes", new: "notes" },
    "table/name-taken",
    "another name of table Notes, a view with snake_case columns",
  ],
  [
    "a view of the database",
    { old: "Notes", new: "beside" },
    "table/name-taken",
    "the database has view public.beside",
  ],
  [
    "the second step first",
    { old: "Notes", new: "Entry", finish: true },
    "rename/not-begun",
    "run rowproof table rename Notes Entry and rowproof up first",
  ],
  [
    "the last step first",
    { old: "Notes", new: "Entry", dropOld: true },
    "rename/not-begun",
    "run rowproof table rename Notes Entry and rowproof up first",
  ],
  ["two steps at once", { old: "Notes", new: "Entry", finish: true, dropOld: true }, "rename/two-phases", ""],
  ["an old name that is none", { old: "Entry", new: "Notes", dropOld: true }, "rename/no-old-name", ""],
])("%s: exit 2, and nothing is written", async (_, options, id, said) => {
  const stderr = await refused(2, options);
  expect(stderr).toContain(id);
  expect(stderr).toContain(said);
});

test("a database that does not obey the contract: exit 1", async () => {
  const { client } = project.database;
  await client.query('alter table "Other" disable row level security');
  expect(await refused(1, { old: "Notes", new: "Entry" })).toContain(
    "run rowproof plan --write NAME and rowproof up first",
  );
  await client.query('alter table "Other" enable row level security');
});

describe("step by step", () => {
  const rename = { old: "Notes", new: "Entry" };

  test("each waits for the one before, and for up", async () => {
    await tableRename({ ...project.options, ...rename });
    expect(await refused(2, rename)).toContain("rename/begun");
    expect(await refused(1, { ...rename, finish: true })).toMatch(
      /begin_rename\w*\.sql[\s\S]*run rowproof up first/,
    );
    expect(await refused(2, { ...rename, dropOld: true })).toContain("rename/not-finished");
    await project.apply();
    expect(await refused(2, { old: "Other", new: "Entry" })).toContain("another name of table Notes;");
  });

  test("the second refuses while something uses the view that has to go, and says what", async () => {
    const { client } = project.database;
    await client.query(
      `create schema outside; create view outside.a as select id from public."Entry";
       create function outside.b() returns bigint language sql begin atomic select count(*) from public."Entry"; end`,
    );
    const stderr = await refused(1, { ...rename, finish: true });
    expect(stderr).toContain(
      'error rename/in-use: view public."Entry" is used in the database: function outside.b(); view outside.a\n',
    );
    await client.query("drop schema outside cascade");
  });

  test("once the rows are under the new name, what is asked for again is reported", async () => {
    await project.database.client.query('create publication feed for table "Notes"');
    const { notes } = await tableRename({ ...project.options, ...rename, finish: true });
    expect(notes).toEqual([
      'publication feed will send the changes of public."Notes" as those of public."Entry"',
    ]);
    expect(await refused(2, { ...rename, finish: true })).toContain("rename/finished");
    expect(await refused(1, { ...rename, dropOld: true })).toMatch(
      /finish_rename\w*\.sql[\s\S]*run rowproof up first/,
    );
    await project.apply();
    expect(await refused(2, rename)).toContain("rowproof table rename Notes Entry --drop-old");
  });

  test("the last refuses while anything in the database uses the old name, and lists all of it", async () => {
    const { client } = project.database;
    await client.query(`create schema outside;
      create view outside.a as select id from public."Notes";
      create materialized view outside.b as select id from public."Notes";
      create function outside.c() returns bigint language sql begin atomic select count(*) from public."Notes"; end;
      create function outside.d() returns void language plpgsql as $$ begin delete from "Notes"; end $$;
      create function outside.e(name text) returns void language plpgsql as
        $$ begin execute format('delete from %I', 'Notes'); end $$;
      create function outside.f() returns setof public."Notes" language sql as 'select null, null';
      create procedure outside.g() language sql as 'delete from public."Notes"';
      create table outside.h (id text); alter table outside.h enable row level security;
      create policy p on outside.h using (exists (select from public."Notes" n where n.id = h.id));
      create rule r as on insert to public."Notes" do also select 1;
      create function outside.no_comment() returns void language plpgsql as $$ begin /* "Notes" */ end $$;
      create function outside.no_column() returns trigger language plpgsql as $$ begin new."Notes" := 1; end $$;
      create function outside.no_folded() returns void language sql as 'select 1 as notes, 2 as Notes';
      create function outside.no_part() returns void language sql as 'select 1 as "Notes2", 2 as "My Notes"';`);
    const stderr = await refused(1, { ...rename, dropOld: true });
    expect(stderr).toContain(
      [
        'error rename/in-use: view public."Notes" is used in the database: function outside.c()',
        "function outside.f()",
        "materialized view outside.b",
        "policy p on outside.h",
        'rule r on public."Notes"',
        "view outside.a",
        "function outside.d()",
        "function outside.e(name text)",
        "procedure outside.g()\n",
      ].join("; "),
    );
    await client.query('drop schema outside cascade; drop rule r on public."Notes"');
    await client.query(`create function stop() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger t instead of insert on "Notes" for each row execute function stop()`);
    expect(await refused(1, { ...rename, dropOld: true })).toContain('trigger t on public."Notes"');
    await client.query("drop function stop() cascade");
  });

  test("where statements are counted, the question to ask is reported", async () => {
    await project.database.client.query("create schema ext; create extension pg_stat_statements schema ext");
    const { notes } = await tableRename({ ...project.options, ...rename, dropOld: true });
    expect(notes.join("\n")).toContain(
      `select calls, query from "ext"."pg_stat_statements" where position('Notes' in query) > 0;`,
    );
    await project.apply();
    expect((await project.files())["rowproof.config.ts"]).toBe(config.replace("Notes:", "Entry:"));
    expect(await refused(2, { ...rename, dropOld: true })).toContain("rename/no-old-name");
    expect(await refused(2, rename)).toContain("rename/unknown-table");
  });
});
