import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { guide as guideOf } from "../../src/commands/guide.js";
import { plan } from "../../src/commands/plan.js";
import { tableRename } from "../../src/commands/table-rename.js";
import { failureOf, failureText } from "./calls.js";
import {
  amara,
  applyTo,
  as,
  bo,
  makeTableProject,
  obeyContract,
  type TableProject,
} from "./table-project.js";

// On a busy machine each step takes seconds.
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

interface RenameFlags {
  readonly finish?: boolean;
  readonly dropOld?: boolean;
}

/** The three steps of a rename. */
const steps: readonly RenameFlags[] = [{}, { finish: true }, { dropOld: true }];

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
    const { options, directory, apply, schema } = project;
    const step = async (flags: RenameFlags = {}) => {
      const before = await schema();
      const result = await tableRename({ ...options, old: "ChatSession", new: "order entry", ...flags });
      expect(await schema()).toBe(before);
      await apply();
      expect(await guideOf({ ...options, check: true })).toMatchObject({ outcome: "current" });
      return { files: result.files.map((name) => path.relative(directory, name)), notes: result.notes };
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
    expect((await step()).files).toEqual([
      expect.stringMatching(/^migrations\/\d+_begin_rename_chat_session_to_order_entry\.sql$/),
      "rowproof.config.ts",
      "docs/guide.md",
    ]);
    await holds(old, old, fresh);
    expect((await step({ finish: true })).notes).toContain(
      'function public.retitle() names public."ChatSession": it keeps working through the view; change it to public."order entry"',
    );
    await holds(fresh, old, fresh);
    await client.query("begin; select retitle(); rollback");
    await client.query("drop function retitle()");
    expect((await step({ dropOld: true })).notes.join("\n")).toContain(
      'programs outside the database that use public."ChatSession" are not seen here',
    );
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
      for (const flags of steps) {
        await tableRename({ ...project.options, old: "ChatSession", new: "Talk", ...flags });
        await project.up();
      }
      const onOther = { ...project.options, database: other.url };
      await applyTo(onOther);
      expect(await plan(onOther)).toMatchObject({ clean: true, sql: "" });
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
    await tableRename({ ...project.options, old: "members", new: "Memberships" });
    await project.up();
    expect(await mine('"Memberships"')).toEqual(all);
    await tableRename({ ...project.options, old: "members", new: "Memberships", finish: true });
    expect((await project.files())["rowproof.config.ts"]).toContain(
      'Memberships: { access: readOwn("user_id"), aliases: ["members"] },\n    documents: { access: memberOf("Memberships") },',
    );
    await project.up();
    expect(await plan(project.options)).toMatchObject({ clean: true, sql: "" });
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
    for (const flags of steps) {
      const { files } = await tableRename({
        ...project.options,
        old: 'app.we"ird',
        new: "app.größe",
        ...flags,
      });
      expect(files).toContain(project.options.config);
      await project.apply();
      const names = flags.dropOld ? ['app."größe"'] : ['app."größe"', 'app."we""ird"'];
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

test("conditions of the contract that name the table are reported with their places; said with the new name, they hold", async () => {
  const custom = config
    .replace("closed,", "closed, custom,")
    .replace(
      'memberOf("members")',
      `custom({ select: 'exists (select from "ChatSession" s where s.number = documents.id)' })`,
    )
    .replace("memberOf, ", "");
  project = await makeTableProject(custom, tables);
  await project.database.client.query(rows);
  const rename = { ...project.options, old: "ChatSession", new: "Talk" };
  await tableRename(rename);
  await project.apply();
  const refused = await failureOf(tableRename({ ...rename, finish: true }));
  expect(refused.exitCode).toBe(2);
  expect(refused.details).toMatchObject([
    {
      message: "the predicate for select of table documents names ChatSession",
      place: { file: project.options.config, line: 14 },
    },
  ]);
  const now = (await project.files())["rowproof.config.ts"] ?? "";
  await project.write("rowproof.config.ts", now.replace('from "ChatSession"', 'from "Talk"'));
  await project.database.client.query("alter table members disable row level security");
  expect(await failureText(1, tableRename({ ...rename, finish: true }))).toContain(
    "the migration would also have to fix table public.members;",
  );
  await project.database.client.query("alter table members enable row level security");
  await tableRename({ ...rename, finish: true });
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
  const options = { ...project.options, database: mine.href };
  try {
    for (const flags of steps) {
      await tableRename({ ...options, old: "ChatSession", new: "Talk", ...flags });
      await applyTo(options);
      expect(await plan(options)).toMatchObject({ clean: true, sql: "" });
    }
    const file = Object.entries(await project.files()).find(([name]) => name.includes("finish_rename"));
    expect(file?.[1]).toContain('drop function if exists "public"."erase_user_from_ChatSession"() cascade;');
    await client.query(rows.replaceAll('"ChatSession"', '"Talk"'));
    await wholeness(client, '"Talk"');
  } finally {
    await client.query(`drop owned by ${role} cascade; drop role ${role}`);
  }
});
