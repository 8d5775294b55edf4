import { describe, expect, test } from "vitest";
import { custom } from "../../src/contract/custom.js";
import { memberOf } from "../../src/contract/member-of.js";
import { ownedBy, publicRead, readOwn, serviceOnly } from "../../src/contract/presets.js";
import { findings } from "./applying.js";
import { amara, bo, contractWith, useSmall } from "./small.js";

const make = useSmall();

const notes = `create table notes (id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade, title text, plan text);
  insert into notes (user_id, title) values ('${amara}', 'a'), ('${bo}', 'b')`;

describe("what callers get by a plan", () => {
  test("owners their own rows, strangers and anon none, also who has no claims", async () => {
    const small = await make(notes, { open: true });
    const contract = contractWith({ notes: { access: ownedBy("user_id") } });
    expect(await small.as("anon", "select from notes")).toBe(2);
    expect(await small.obey(contract)).toEqual([]);
    expect(await small.as(amara, "select from notes")).toBe(1);
    expect(await small.as(amara, "update notes set title = 'x'")).toBe(1);
    expect(await small.as(amara, `insert into notes (user_id) values ('${bo}')`)).toBe("42501");
    expect(await small.as(amara, `update notes set user_id = '${bo}'`)).toBe("42501");
    expect(await small.as(amara, "truncate notes")).toBe("42501");
    expect(await small.as("anon", "select from notes")).toBe("42501");
    expect(await small.as("service", "select from notes")).toBe(2);
  });

  test("a null owner is nobody", async () => {
    const small = await make(
      `${notes}; alter table notes alter user_id drop not null; insert into notes (title) values ('whose')`,
    );
    expect(await small.obey(contractWith({ notes: { access: ownedBy("user_id") } }))).toEqual([]);
    expect(await small.as(amara, "select from notes")).toBe(1);
    expect(await small.as(amara, "insert into notes (user_id) values (null)")).toBe("42501");
    expect(await small.as(amara, "update notes set user_id = null")).toBe("42501");
  });

  test.each([
    ["writable", ownedBy("user_id", { writable: ["user_id", "title"] })],
    ["readOnly", ownedBy("user_id", { readOnly: ["id", "plan"] })],
  ])("%s columns hold on the table and its views, for insert, update and upsert", async (_, access) => {
    const small = await make(`${notes}; alter table notes rename to "Notes"`);
    const contract = contractWith({ Notes: { access, views: ["notes"] } });
    expect(await small.obey(contract)).toEqual([]);
    for (const name of ['"Notes"', "notes"]) {
      expect(await small.as(amara, `insert into ${name} (user_id, title) values ('${amara}', 'x')`)).toBe(1);
      expect(await small.as(amara, `insert into ${name} (user_id, plan) values ('${amara}', 'x')`)).toBe(
        "42501",
      );
      expect(await small.as(amara, `update ${name} set plan = 'ELITE'`)).toBe("42501");
      const upsert = `insert into ${name} (user_id, title) values ('${amara}', 'x') on conflict (id) do update set`;
      expect(await small.as(amara, `${upsert} plan = 'ELITE'`)).toBe("42501");
      expect(await small.as(amara, `${upsert} title = 'y'`)).toBe(1);
    }
    await small.client.query('alter table "Notes" add column mood text');
    expect(await small.obey(contract)).toEqual([]);
    const added = await small.as(amara, "update notes set mood = 'calm'");
    expect(added).toBe(access.authenticated.update.except === undefined ? "42501" : 1);
  });

  test("everybody reads what is public, and only the service writes it", async () => {
    const small = await make(
      "create table products (id bigserial primary key, name text); insert into products (name) values ('x')",
      { open: true },
    );
    expect(await small.obey(contractWith({ products: { access: publicRead() } }))).toEqual([]);
    expect(await small.as("anon", "select from products")).toBe(1);
    expect(await small.as(bo, "select from products")).toBe(1);
    for (const user of ["anon", bo]) expect(await small.as(user, "delete from products")).toBe("42501");
    expect(await small.as("service", "insert into products (name) values ('y')")).toBe(1);
  });
});

const staff = `
create table staff (user_id uuid primary key references auth.users (id) on delete cascade);
create function is_staff() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  as 'select exists (select from public.staff where user_id = auth.uid())';
revoke all on function is_staff() from public;
insert into staff values ('${bo}');`;

describe("rows with an owner that others may reach too", () => {
  const rule = "user_id = (select auth.uid()) or (select public.is_staff())";
  const contract = contractWith(
    {
      notes: {
        access: ownedBy("user_id", { select: rule, delete: "(select public.is_staff())", insert: false }),
      },
      staff: { access: readOwn("user_id") },
    },
    { routines: { is_staff: { execute: ["authenticated"] } } },
  );

  test("are reached as the predicate of the command says, and are still erased with their owner", async () => {
    const small = await make(`${notes}; ${staff}; alter table notes drop constraint notes_user_id_fkey`);
    expect(await small.obey(contract)).toEqual([]);
    expect(await small.as(amara, "select from notes")).toBe(1);
    expect(await small.as(bo, "select from notes")).toBe(2);
    expect(await small.as("anon", "select from notes")).toBe("42501");
    expect(await small.as(bo, "update notes set title = 'x'")).toBe(1);
    expect(await small.as(amara, "delete from notes")).toBe(0);
    expect(await small.as(bo, "delete from notes")).toBe(2);
    expect(await small.as(bo, `insert into notes (user_id) values ('${amara}')`)).toBe("42501");
    await small.client.query(`delete from auth.users where id = '${amara}'`);
    expect((await small.client.query("select from notes")).rowCount).toBe(1);
  });

  test.each([
    ["one's own alone", "user_id = (select auth.uid())"],
    ["one's own, and something besides", "user_id = (select auth.uid()) and title is not null"],
    ["every row", "true"],
  ])("a policy that lets read %s is not taken for the contract's", async (_, condition) => {
    const small = await make(`${notes}; ${staff}`);
    await small.obey(contract);
    await small.client.query(`alter policy notes_select_rule on notes using (${condition})`);
    expect(await findings(small.client, contract)).toContainEqual(
      expect.stringMatching(/^error policy\/(unproven|wider|narrower): policy notes_select_rule/),
    );
  });
});

const team = `
create type rank as enum ('owner', 'editor', 'reader');
create table teams (id bigint primary key generated always as identity, name text);
create table team_members (team_id bigint not null references teams (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade, role rank not null, primary key (team_id, user_id));
create table tasks (id bigserial primary key, team_id bigint not null references teams (id) on delete cascade, title text);
insert into teams (name) values ('one'), ('two');
insert into team_members values (1, '${amara}', 'owner'), (1, '${bo}', 'reader'), (2, '${bo}', 'editor');
insert into tasks (team_id, title) values (1, 'a'), (1, 'b'), (2, 'c');`;

describe("teams", () => {
  const contract = contractWith({
    teams: {
      access: memberOf("team_members", { column: "id", team: "team_id", write: false, update: ["owner"] }),
    },
    team_members: { access: readOwn("user_id") },
    tasks: { access: memberOf("team_members", { write: ["owner", "editor"], delete: ["owner"] }) },
  });

  test.each([
    15, 18,
  ] as const)("members reach their teams' rows, by their role, on Postgres %i", async (major) => {
    const small = await make(team, { open: true, major });
    expect(await small.obey(contract)).toEqual([]);
    expect(await small.as(amara, "select from tasks")).toBe(2);
    expect(await small.as(bo, "select from tasks")).toBe(3);
    expect(await small.as(bo, "update tasks set title = 'x'")).toBe(1);
    expect(await small.as(bo, "insert into tasks (team_id) values (1)")).toBe("42501");
    expect(await small.as(bo, "insert into tasks (team_id) values (2)")).toBe(1);
    // Out of a team in which one writes, into one in which one only reads.
    expect(await small.as(bo, "update tasks set team_id = 1 where team_id = 2")).toBe("42501");
    expect(await small.as(bo, "delete from tasks")).toBe(0);
    expect(await small.as(amara, "delete from tasks")).toBe(2);
    expect(await small.as(bo, "select from teams")).toBe(2);
    expect(await small.as(bo, "update teams set name = 'x'")).toBe(0);
    expect(await small.as(bo, `insert into team_members values (1, '${bo}', 'owner')`)).toBe("42501");
    expect(await small.as("anon", "select from tasks")).toBe("42501");
  });

  test("the table of members gets an index by member", async () => {
    const small = await make(team);
    expect(await small.statements(contract)).toContain(
      'create index concurrently if not exists "team_members_user_id_idx" on "public"."team_members" ("user_id");',
    );
  });

  test("a policy that looks alike and is wider is none of the contract's", async () => {
    const small = await make(team);
    expect(await small.obey(contract)).toEqual([]);
    await small.client.query(`alter policy tasks_select_member on tasks using (
      team_id in (select member.team_id from team_members member where member.user_id is not null))`);
    const again = await small.statements(contract);
    expect(again[0]).toBe('drop policy if exists "tasks_select_member" on "public"."tasks";');
    expect(await small.obey(contract)).toEqual([]);
  });
});

describe("predicates", () => {
  const posts = `create table posts (id bigserial primary key, author_id uuid, published boolean not null default false, tags text[]);
    insert into posts (author_id, published) values ('${amara}', true), ('${amara}', false), ('${bo}', false)`;
  const access = custom({
    select: "published or author_id = auth.uid() -- a comment",
    insert: "author_id = auth.uid() and not published",
    update: "author_id = auth.uid()",
    anon: { select: "published" },
    readOnly: ["author_id"],
  });

  test.each([15, 17] as const)("say what no preset does, on Postgres %i", async (major) => {
    const small = await make(posts, { open: true, major });
    const contract = contractWith({ posts: { access } });
    expect(await small.obey(contract)).toEqual([]);
    expect(await small.as("anon", "select from posts")).toBe(1);
    expect(await small.as(amara, "select from posts")).toBe(2);
    expect(await small.as(bo, "select from posts")).toBe(2);
    expect(await small.as(bo, "update posts set published = true")).toBe(1);
    expect(await small.as(bo, "delete from posts")).toBe("42501");
    expect(await small.as("anon", "update posts set published = true")).toBe("42501");
  });

  test("are read once a statement: each claim stands in a select of its own", async () => {
    const small = await make(posts);
    const [, created] = (await small.statements(contractWith({ posts: { access } }))).filter((sql) =>
      sql.includes("update_rule"),
    );
    expect(created).toContain("using (author_id = (select auth.uid()))");
  });

  test.each([
    "author_id = (select auth.uid()) or 'auth.uid()' = any (tags)",
    "exists (select from teams t where t.id = posts.id and t.name in ('auth.uid()', 'x'))",
    "author_id = auth.uid()::uuid and tags && array['a', 'b']",
    "(auth.jwt() -> 'app_metadata' ->> 'role') = 'editor' and published is not distinct from true",
    "id between 1 and 7 and coalesce(published, false)",
    "case when published then true else author_id = auth.uid() end",
    "author_id::text like '0b%' and length(id::text) < 3",
    "posts.author_id = auth.uid() and (select count(*) from teams) >= 0",
  ])("are told from others by what the server makes of them: %s", async (select) => {
    const small = await make(`${posts}; create table teams (id bigint, name text)`);
    const contract = contractWith({
      posts: { access: custom({ select }) },
      teams: { access: publicRead() },
    });
    expect(await small.obey(contract)).toEqual([]);
  });

  test.each<[string, string, string]>([
    [
      "asks a table that the caller may not read",
      "id in (select t.id from teams t)",
      "contract/predicate-unreadable",
    ],
    ["asks another schema", "id in (select p.id from private.p p)", "contract/predicate-unreadable"],
    [
      "asks everybody's accounts",
      "exists (select from auth.users u where u.id = author_id)",
      "contract/predicate-unreadable",
    ],
    [
      "does not use the row",
      "exists (select from teams where teams.id = id)",
      "contract/predicate-without-column",
    ],
    ["calls what the contract does not name", "id = helper()", "plan/routine-needed"],
  ])("that lock out or let in are refused: one that %s", async (_, select, id) => {
    const small = await make(`${posts}; create table teams (id bigint, name text); create schema private;
      create table private.p (id bigint); create function helper() returns bigint language sql stable as 'select 1::bigint';`);
    const contract = contractWith({
      posts: { access: custom({ select }) },
      teams: { access: serviceOnly() },
    });
    expect((await small.plan(contract)).refusals.map((one) => one.id)).toContain(id);
  });

  test("may call functions: what is not exposed is granted, what is exposed the contract names", async () => {
    const small = await make(`${posts}; create schema private;
      create function private.mine() returns uuid language sql stable as 'select auth.uid()';
      create function helper() returns uuid language sql stable as 'select auth.uid()';`);
    const contract = contractWith(
      { posts: { access: custom({ select: "author_id = private.mine() or author_id = helper()" }) } },
      { routines: { helper: { execute: ["authenticated"] } } },
    );
    expect(await small.obey(contract)).toEqual([]);
    expect(await small.as(amara, "select from posts")).toBe(2);
  });

  test("that cannot be asked are refused with the server's word", async () => {
    const small = await make(posts);
    const wrong = contractWith({
      posts: { access: custom({ select: "author = auth.uid()", update: "author_id = 7" }) },
    });
    const { refusals, groups } = await small.plan(wrong);
    expect(refusals.map(({ id, sqlstate, message }) => [id, sqlstate, message])).toEqual([
      [
        "contract/predicate",
        "42703",
        'the condition for select of table public.posts is not valid: column "author" does not exist',
      ],
      [
        "contract/predicate",
        "42883",
        "the condition for update of table public.posts is not valid: operator does not exist: uuid = integer",
      ],
    ]);
    expect(
      groups
        .flatMap(({ actions }) => actions)
        .filter(({ sql }) => /^create policy .* for (select|update)/.test(sql)),
    ).toEqual([]);
    expect(await small.client.query("select from pg_class where relname like 'rowproof%'")).toMatchObject({
      rowCount: 0,
    });
  });
});
