import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { runCli } from "@rowproof/testing/command-line";
import { freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { amara, as, bo, makeTableProject, obeyContract, type TableProject } from "./table-project.js";

// Every step is a process of its own, and on a busy machine each takes seconds.
vi.setConfig({ testTimeout: 240_000 });

const config = `import { closed, defineConfig, memberOf, ownedBy, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    ChatSession: {
      access: ownedBy("userId", { readOnly: ["score"] }),
      views: ["chat_session"], // as the app says it
    },
    ChatMessage: { access: ownedBy("userId", { within: "ChatSession" }) },
    members: { access: readOwn("user_id") },
    documents: { access: memberOf("members") },
  },
});
`;

const tables = `
create table "ChatSession" (
  id text primary key, "userId" text not null, title text, score int not null default 0,
  number bigint generated always as identity, unique (id, "userId"));
create table "ChatMessage" (
  id text primary key, "sessionId" text not null, "userId" text not null,
  foreign key ("sessionId", "userId") references "ChatSession" (id, "userId") on delete cascade);
create table members (id int primary key, team_id int not null, user_id uuid not null references auth.users (id) on delete cascade);
create table documents (id int primary key, team_id int not null);
create view titles with (security_invoker = true) as select id, title from "ChatSession";
revoke all on titles from public;
create function retitle() returns void language plpgsql set search_path = '' as
  $$ begin update public."ChatSession" set title = 'again'; end $$;
revoke all on function retitle() from public;
alter default privileges revoke execute on functions from public;
`;

const rows = `
insert into "ChatSession" (id, "userId", title) values ('a', '${amara}', 'one'), ('b', '${bo}', 'two'), ('legacy', 'nobody', null);
insert into "ChatMessage" values ('m', 'a', '${amara}');
insert into members values (1, 1, '${amara}');
insert into documents values (1, 1), (2, 2);
`;

let project: TableProject | undefined;

afterEach(async () => {
  await project?.remove();
  project = undefined;
});

/** What callers get through a name of the table, as their rows are there; nothing stays of it. */
async function reach(client: pg.Client, name: string): Promise<void> {
  const insert = (id: string, user: string) =>
    `insert into ${name} (id, "userId", title) values ('${id}', '${user}', 'x')`;
  const each = [
    [amara, `select from ${name}`, 1],
    [amara, `select title from ${name} where id = 'b'`, 0],
    [amara, insert("new", amara), 1],
    [amara, insert("new", amara).concat(" on conflict (id) do update set title = 'y'"), 1],
    [amara, insert("stolen", bo), "42501"],
    [amara, `update ${name} set title = 'z' where id in ('new', 'b')`, 1],
    [amara, `update ${name} set "userId" = '${bo}' where id = 'new'`, "42501"],
    [amara, `update ${name} set score = 9`, "42501"],
    [bo, `select from ${name} where id in ('new', 'a')`, 0],
    [bo, `update ${name} set title = 'mine' where id <> 'b'`, 0],
    [bo, `delete from ${name} where id <> 'b'`, 0],
    [amara, `delete from ${name} where id = 'new' returning title`, 1],
    ["anon", `select from ${name}`, "42501"],
    ["anon", `delete from ${name}`, "42501"],
    ["service", `update ${name} set score = score where id = 'b'`, 1],
  ] as const;
  for (const [caller, statement, expected] of each) {
    expect(await as(client, caller, statement), `${caller}: ${statement}`).toBe(expected);
  }
}

/** That a message stays within a session of its own user, and that all of a user's goes with the user. */
async function wholeness(client: pg.Client, name: string): Promise<void> {
  const insert = `insert into "ChatMessage" values ('n', 'b', '${amara}')`;
  expect(await as(client, amara, insert)).toBe("23503");
  await client.query("begin");
  await client.query("delete from auth.users where id = $1", [amara]);
  const { rows: left } = await client.query(
    `select id from ${name} union all select id from "ChatMessage" order by 1`,
  );
  await client.query("rollback");
  expect(left).toEqual([{ id: "b" }, { id: "legacy" }]);
}

async function digest(client: pg.Client, name: string): Promise<string> {
  const { rows: all } = await client.query<{ digest: string }>(
    `select md5(string_agg(t::text, '|' order by id)) as digest from ${name} t`,
  );
  return all[0]?.digest ?? "";
}

describe.each([15, 17] as const)("Postgres %i", (major) => {
  test("three steps: both names read and write throughout, and no row changes", async () => {
    project = await makeTableProject(config, tables, major);
    const { client } = project.database;
    await client.query(rows);
    const before = await digest(client, '"ChatSession"');
    const guide = path.join(project.directory, "docs/guide.md");
    await mkdir(path.dirname(guide));
    await writeFile(guide, "");
    const step = async (...flags: readonly string[]) => {
      const schema = await (project as TableProject).schema();
      const { stdout, stderr } = await (project as TableProject).expectExit(
        0,
        ...["table", "rename", "ChatSession", "order entry", ...flags],
      );
      expect(await (project as TableProject).schema()).toBe(schema);
      await (project as TableProject).apply();
      await (project as TableProject).expectExit(0, "guide", "--check");
      return { stdout, stderr };
    };
    const holds = async (table: string, ...names: readonly string[]) => {
      for (const name of names) await reach(client, name);
      await wholeness(client, table);
      expect(await as(client, amara, "select from chat_session")).toBe(1);
      expect(await digest(client, table)).toBe(before);
      expect((await client.query("select from titles")).rowCount).toBe(3);
    };
    const [old, fresh] = ['"ChatSession"', '"order entry"'];

    await holds(old, old);
    expect((await step()).stdout).toMatch(
      /^migrations\/\d+_begin_rename_chat_session_to_order_entry\.sql\nrowproof\.config\.ts\ndocs\/guide\.md\n$/,
    );
    await holds(old, old, fresh);
    expect((await step("--finish")).stderr).toContain(
      'note: function public.retitle() names public."ChatSession": it goes on working, through the view; have it name public."order entry"',
    );
    await holds(fresh, old, fresh);
    await client.query("begin; select retitle(); rollback");
    await client.query("drop function retitle()");
    expect((await step("--drop-old")).stderr).toContain("from outside the database is not seen here");
    await holds(fresh, fresh);
    expect(await as(client, amara, `select from ${old}`)).toBe("42P01");

    const { rows: erasing } = await client.query(
      "select proname from pg_proc where proname like 'erase%' union all select tgname from pg_trigger where tgname like 'erase%' order by 1",
    );
    expect(erasing.map(({ proname }) => proname)).toEqual([
      "erase_user_from_ChatMessage",
      "erase_user_from_ChatMessage",
      "erase_user_from_order entry",
      "erase_user_from_order entry",
    ]);
    expect((await project.files())["rowproof.config.ts"]).toBe(
      config
        .replace("ChatSession: {", '"order entry": {')
        .replace('within: "ChatSession"', 'within: "order entry"'),
    );
  });

  test("all three migrations at once, on a database that has none of them", async () => {
    project = await makeTableProject(config, tables, major);
    const other = await freshDatabase({ major });
    try {
      await other.client.query(tables);
      await obeyContract(project.directory, other.client);
      await project.database.client.query("drop function retitle()");
      for (const flags of [[], ["--finish"], ["--drop-old"]]) {
        await project.expectExit(0, "table", "rename", "ChatSession", "Talk", ...flags);
        await project.expectExit(0, "up", "--no-backup", "--yes", "--gate", "verify");
      }
      const onOther = (command: string, ...flags: readonly string[]) =>
        runCli((project as TableProject).directory, [command, ...flags, "--database", other.url]);
      expect(await onOther("up", "--no-backup", "--yes", "--gate", "verify")).toMatchObject({ code: 0 });
      expect(await onOther("plan")).toMatchObject({ code: 0, stdout: "" });
    } finally {
      await other.drop();
    }
  });
});

test("a table of members keeps its teams' access, and roles that the contract does not know theirs", async () => {
  project = await makeTableProject(config, tables);
  const { client } = project.database;
  const role = `reporting_${randomBytes(4).toString("hex")}`;
  await client.query(`${rows} create role ${role}; grant select on members to ${role} with grant option;
    grant update (team_id) on members to ${role}; create policy r on members to ${role} using (true)`);
  const mine = async (table: string) => {
    await client.query(`begin; set local role ${role}`);
    const { rowCount } = await client.query(`update ${table} set team_id = team_id`);
    const { rows: held } = await client.query(
      `select has_table_privilege('${table}', 'select with grant option') as passes, has_table_privilege('${table}', 'delete') as more`,
    );
    await client.query("rollback");
    return [rowCount, held[0]];
  };
  const all = [1, { passes: true, more: false }];
  try {
    await project.expectExit(0, "table", "rename", "members", "Memberships");
    await project.expectExit(0, "up", "--no-backup", "--yes", "--gate", "verify");
    expect(await mine('"Memberships"')).toEqual(all);
    await project.expectExit(0, "table", "rename", "members", "Memberships", "--finish");
    expect((await project.files())["rowproof.config.ts"]).toContain(
      'Memberships: { access: readOwn("user_id"), aliases: ["members"] },\n    documents: { access: memberOf("Memberships") },',
    );
    await project.expectExit(0, "up", "--no-backup", "--yes", "--gate", "verify");
    expect(await project.expectExit(0, "plan")).toMatchObject({ stdout: "" });
    expect([await mine('"Memberships"'), await mine("members")]).toEqual([all, all]);
    expect(await as(client, amara, "select from documents")).toBe(1);
    expect(await as(client, bo, "select from documents")).toBe(0);
  } finally {
    await client.query(`drop owned by ${role}; drop role ${role}`);
  }
});

test("a table of another schema, of another owner, under names that have to be quoted", async () => {
  const elsewhere = config
    .replace('  schema: "schema.sql",', '  schema: "schema.sql",\n  schemas: ["public", "app"],')
    .replace("    members:", `    'app.we"ird': { access: ownedBy("user_id") },\n    members:`);
  const owner = `keeper_${randomBytes(4).toString("hex")}`;
  project = await makeTableProject(
    elsewhere,
    `${tables} create schema app; grant usage on schema app to authenticated, service_role;
     create table app."we""ird" (id int primary key, user_id uuid not null references auth.users (id) on delete cascade);`,
  );
  const { client } = project.database;
  await client.query(`create role ${owner}; grant usage, create on schema app to ${owner};
    alter table app."we""ird" owner to ${owner}; alter default privileges for role ${owner} revoke execute on functions from public`);
  try {
    for (const flags of [[], ["--finish"], ["--drop-old"]]) {
      const { stdout } = await project.expectExit(0, "table", "rename", 'app.we"ird', "app.größe", ...flags);
      expect(stdout).toContain("rowproof.config.ts");
      await project.apply();
      const names = flags.includes("--drop-old") ? ['app."größe"'] : ['app."größe"', 'app."we""ird"'];
      for (const name of names) {
        expect(await as(client, amara, `insert into ${name} values (1, '${amara}')`)).toBe(1);
        expect(await as(client, bo, `delete from ${name}`)).toBe(0);
        expect(await as(client, amara, `delete from ${name}`)).toBe(1);
        await client.query(`set role ${owner}; select from ${name}; reset role`);
      }
    }
    expect((await project.files())["rowproof.config.ts"]).toContain(
      '    "app.größe": { access: ownedBy("user_id") },',
    );
  } finally {
    await client.query(`drop owned by ${owner} cascade; drop role ${owner}`);
  }
});

test("conditions of the contract that name the table are told with their places; said with the new name, they hold", async () => {
  const custom = config
    .replace("closed,", "closed, custom,")
    .replace(
      'memberOf("members")',
      `custom({ select: 'exists (select from "ChatSession" s where s.number = documents.id)' })`,
    )
    .replace("memberOf, ", "");
  project = await makeTableProject(custom, tables);
  await project.database.client.query(rows);
  const rename = ["table", "rename", "ChatSession", "Talk"];
  await project.expectExit(0, ...rename);
  await project.apply();
  const { stderr } = await project.expectExit(2, ...rename, "--finish");
  expect(stderr).toContain("the predicate for select of table documents names ChatSession");
  expect(stderr).toMatch(/at: {3}rowproof\.config\.ts:14:\d+/);
  const now = (await project.files())["rowproof.config.ts"] ?? "";
  await project.write("rowproof.config.ts", now.replace('from "ChatSession"', 'from "Talk"'));
  await project.database.client.query("alter table members disable row level security");
  expect((await project.expectExit(1, ...rename, "--finish")).stderr).toContain(
    "not about: table public.members;",
  );
  await project.database.client.query("alter table members enable row level security");
  await project.expectExit(0, ...rename, "--finish");
  await project.apply();
  expect(await as(project.database.client, amara, "select from documents")).toBe(1);
});

test("as a role that owns the tables and not auth.users, as on Supabase", async () => {
  project = await makeTableProject(config, tables);
  const { client, url } = project.database;
  const role = `deployer_${randomBytes(4).toString("hex")}`;
  const erasing = ["ChatSession", "ChatMessage"].map(
    (name) => `alter function "erase_user_from_${name}"() owner to ${role};`,
  );
  await client.query(`drop function retitle(); create role ${role} login password 'deploy';
    grant create on schema public to ${role}; grant usage on schema auth to ${role};
    grant select, references, trigger on auth.users to ${role}; grant create on database ${new URL(url).pathname.slice(1)} to ${role};
    alter table "ChatSession" owner to ${role}; alter table "ChatMessage" owner to ${role};
    alter table members owner to ${role}; alter table documents owner to ${role}; alter view titles owner to ${role};
    alter view chat_session owner to ${role}; ${erasing.join(" ")}
    alter default privileges for role ${role} revoke execute on functions from public`);
  const mine = new URL(url);
  [mine.username, mine.password] = [role, "deploy"];
  const run = async (...parameters: readonly string[]) => {
    const outcome = await runCli((project as TableProject).directory, [
      ...parameters,
      "--database",
      mine.href,
    ]);
    expect(outcome.code, outcome.stderr + outcome.stdout).toBe(0);
    return outcome;
  };
  try {
    for (const flags of [[], ["--finish"], ["--drop-old"]]) {
      await run("table", "rename", "ChatSession", "Talk", ...flags);
      await run("up", "--no-backup", "--yes", "--gate", "verify");
      expect(await run("plan")).toMatchObject({ stdout: "" });
    }
    const file = Object.entries(await project.files()).find(([name]) => name.includes("finish_rename"));
    expect(file?.[1]).toContain('drop function if exists "public"."erase_user_from_ChatSession"() cascade;');
    await client.query(rows.replaceAll('"ChatSession"', '"Talk"'));
    await wholeness(client, '"Talk"');
  } finally {
    await client.query(`drop owned by ${role} cascade; drop role ${role}`);
  }
});
