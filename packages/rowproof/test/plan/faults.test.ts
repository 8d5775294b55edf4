import { describe, expect, test } from "vitest";
import { ownedBy, publicRead, serviceOnly } from "../../src/contract/presets.js";
import { amara, bo, contractWith, type Small, useSmall } from "./small.js";

const make = useSmall();
const mine = { access: ownedBy("user_id") };
const within = (parent: string) => ({ access: ownedBy("user_id", { within: parent }) });
const own = contractWith({ notes: mine });

/** The owners of a table's rows, by name, each as often as there are rows of theirs. */
async function owners({ client }: Small, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ owner: string | null }>(
    `select user_id::text as owner from ${table}`,
  );
  const name = (owner: string | null) => (owner === amara ? "amara" : owner === bo ? "bo" : "nobody");
  return rows.map(({ owner }) => name(owner)).sort();
}

const erase = ({ client }: Small) => client.query(`delete from auth.users where id = '${amara}'`);

describe("a deleted user leaves no row", () => {
  test.each(["on delete restrict", ""])("where another of their rows holds it: %j", async (rule) => {
    const small = await make(`create table a (id int primary key, user_id text);
      create table z (id int primary key, a int references a ${rule}, user_id text);
      insert into a values (1, '${amara}'), (2, '${bo}'); insert into z values (1, 1, '${amara}'), (2, 2, '${bo}')`);
    expect(await small.obey(contractWith({ a: mine, z: mine }))).toEqual([]);
    await erase(small);
    expect([await owners(small, "a"), await owners(small, "z")]).toEqual([["bo"], ["bo"]]);
  });

  test.each(["uuid", "text"])("of a table that inherits, with a %s as owner", async (type) => {
    const small = await make(`create table c (id int, user_id ${type}); create table c2 (x int) inherits (c);
      insert into c values (1, '${amara}'), (2, '${bo}'); insert into c2 values (3, '${amara}', 0), (4, '${bo}', 0)`);
    expect(await small.obey(contractWith({ c: mine }))).toEqual([]);
    expect(await owners(small, "c")).toEqual(["amara", "amara", "bo", "bo"]);
    await erase(small);
    expect(await owners(small, "c")).toEqual(["bo", "bo"]);
  });

  test("of three tables whose names come to the same when they are joined", async () => {
    const tables = ["public.notes", "app.notes", "public.app_notes"];
    const made = tables.map(
      (name) => `create table ${name} (id int primary key, user_id text);
      insert into ${name} values (1, '${amara}'), (2, '${bo}');`,
    );
    const small = await make(`create schema app; ${made.join("\n")}`);
    const contract = contractWith(
      { notes: mine, "app.notes": mine, app_notes: mine },
      { schemas: ["public", "app"] },
    );
    expect(await small.obey(contract)).toEqual([]);
    await erase(small);
    for (const table of tables) expect([table, await owners(small, table)]).toEqual([table, ["bo"]]);
  });

  test.each([
    ["and is enough", "delete from public.notes where user_id = old.id::text;"],
    ["and may not be", "if found then delete from public.notes where user_id = old.id::text; end if;"],
  ])("where a trigger of the user's own has the name, which stays %s", async (_, deletion) => {
    const body = `begin insert into public.archive select * from public.notes where user_id = old.id::text;
      ${deletion} return null; end`;
    const small =
      await make(`create table notes (id int primary key, user_id text); create table archive (id int, user_id text);
      create function erase_user_from_notes() returns trigger language plpgsql security definer set search_path = '' as $f$${body}$f$;
      create trigger erase_user_from_notes after delete on auth.users for each row execute function erase_user_from_notes();
      insert into notes values (1, '${amara}'), (2, '${bo}')`);
    const contract = contractWith(
      { notes: mine, archive: { access: serviceOnly() } },
      { routines: { erase_user_from_notes: { execute: [] } } },
    );
    expect(await small.obey(contract)).toEqual([]);
    const { rows } = await small.client.query(`select prosrc as body from pg_trigger, pg_proc
      where tgfoid = pg_proc.oid and tgname = 'erase_user_from_notes' and proname = 'erase_user_from_notes'`);
    expect(rows).toEqual([{ body }]);
    await erase(small);
    expect([await owners(small, "notes"), await owners(small, "archive")]).toEqual([["bo"], ["amara"]]);
  });

  test("by a trigger, where a function that is none has its name", async () => {
    const small = await make(`create table notes (id int primary key, user_id text);
      insert into notes values (1, '${amara}'), (2, '${bo}');
      create function erase_user_from_notes() returns int language sql as 'select 7';
      revoke execute on function erase_user_from_notes() from public`);
    expect(await small.obey(own)).toEqual([]);
    expect((await small.client.query("select erase_user_from_notes() as n")).rows).toEqual([{ n: 7 }]);
    await erase(small);
    expect(await owners(small, "notes")).toEqual(["bo"]);
  });
});

describe("within", () => {
  test.each([
    15, 17,
  ] as const)("a key that would forget a parent that cannot be null takes the row along, on Postgres %i", async (major) => {
    const small = await make(
      `create table p (id int primary key, user_id uuid);
      create table c (id int primary key, p int not null references p on delete set null, user_id uuid);
      insert into p values (1, '${amara}'), (2, '${bo}'); insert into c values (1, 1, '${amara}'), (2, 2, '${bo}')`,
      { major },
    );
    expect(await small.obey(contractWith({ p: mine, c: within("p") }))).toEqual([]);
    expect(await small.as(amara, "delete from p")).toBe(1);
    await small.client.query("delete from p where id = 1");
    expect(await owners(small, "c")).toEqual(["bo"]);
  });

  test.each([
    "on delete cascade",
    "on delete set null",
  ])("of a parent with two columns as its key: %s", async (rule) => {
    const small = await make(`create table q (a int, b int, user_id uuid, primary key (a, b));
      create table c (id int primary key, a int, b int, user_id uuid, foreign key (a, b) references q ${rule});
      insert into q values (1, 1, '${amara}'), (1, 2, '${bo}')`);
    expect(await small.obey(contractWith({ q: mine, c: within("q") }))).toEqual([]);
    expect(await small.as(amara, `insert into c values (1, 1, 1, '${amara}')`)).toBe(1);
    expect(await small.as(amara, `insert into c values (1, 1, 2, '${amara}')`)).toBe("23503");
    await small.client.query(`insert into c values (1, 1, 1, '${amara}'); delete from q where b = 1`);
    expect(await owners(small, "c")).toEqual(rule === "on delete cascade" ? [] : ["amara"]);
  });
});

describe("a key that is checked at the end of the transaction", () => {
  const parts = `create table notes (id int primary key, user_id uuid not null);
    create table parts (id int primary key, user_id uuid not null,
      note_id int constraint first_fkey references notes on delete cascade deferrable initially deferred);`;
  test.each([
    ["replaced", { access: ownedBy("user_id", { delete: false, update: false }) }, "{note_id}"],
    ["and the one with the owner beside it", within("notes"), "{note_id,user_id}"],
  ])("stays so: %s", async (_, access, columns) => {
    const small = await make(parts);
    expect(await small.obey(contractWith({ notes: mine, parts: access }))).toEqual([]);
    const { rows } =
      await small.client.query(`select array(select attname::text from unnest(conkey) with ordinality as k (n, at)
        join pg_attribute on attrelid = conrelid and attnum = n order by at)::text as columns,
        condeferrable as late, condeferred as deferred, confdeltype as deletes
      from pg_constraint where conrelid = 'parts'::regclass and confrelid = 'notes'::regclass`);
    const found = rows.find((row) => row.columns === columns);
    expect(rows.every(({ late, deferred }) => late && deferred)).toBe(true);
    expect(found).toMatchObject({ deletes: columns === "{note_id}" ? "a" : "c" });
  });
});

describe("privileges", () => {
  test.each([
    ["its owner", mine],
    ["the service", { access: serviceOnly() }],
  ])("of everybody on a sequence go, where a table is for %s", async (_, access) => {
    const small = await make(`create table t (id bigserial primary key, user_id uuid);
      grant usage on sequence t_id_seq to public`);
    expect(await small.obey(contractWith({ t: access }))).toEqual([]);
    expect(await small.as("anon", "select nextval('t_id_seq')")).toBe("42501");
  });

  test("none on any column, where all are read-only", async () => {
    const small = await make("create table g (id int, user_id uuid)");
    const access = ownedBy("user_id", { readOnly: ["id", "user_id"] });
    expect(await small.obey(contractWith({ g: { access } }))).toEqual([]);
    expect(await small.as(amara, `insert into g values (1, '${amara}')`)).toBe("42501");
    expect(await small.as(amara, "insert into g default values")).toBe("42501");
    expect(await small.as(amara, "select from g")).toBe(0);
  });

  const grants = [
    "grant update (name) on t to public",
    "grant select (name) on t to public",
    "grant select on t to public",
  ];
  test.each(grants)("of everybody come to what the contract says: %s", async (grant) => {
    const table = `create table t (id int primary key, user_id uuid, name text);
      insert into t values (1, '${bo}', 'x'); ${grant}`;
    const read = await make(table);
    expect(await read.obey(contractWith({ t: { access: publicRead() } }))).toEqual([]);
    expect(await read.as("anon", "select name from t")).toBe(1);
    expect(await read.as(amara, "update t set name = 'y'")).toBe("42501");
    const owned = await make(table);
    expect(await owned.obey(contractWith({ t: mine }))).toEqual([]);
    expect(await owned.as("anon", "select name from t")).toBe("42501");
    expect(await owned.as("anon", "update t set name = 'y'")).toBe("42501");
    expect(await owned.as(bo, "update t set name = name || 'y' where name = 'x'")).toBe(1);
  });
});

describe("names", () => {
  test.each([
    15, 17,
  ] as const)("of columns that a view's alias exchanges are found, on Postgres %i", async (major) => {
    const small = await make(
      `create table notes (id int primary key, user_id uuid, body text, plan text);
      insert into notes values (1, '${amara}', 'the body', 'the plan');
      create view "Notes" with (security_invoker = true) as select n.id, n.user_id, n.body, n.plan from notes n (id, user_id, plan, body)`,
      { major },
    );
    const seen = async () => (await small.client.query('select body, plan from "Notes"')).rows;
    expect(await seen()).toEqual([{ body: "the plan", plan: "the body" }]);
    const contract = contractWith({ notes: { ...mine, views: ["Notes"] } });
    expect((await small.statements(contract)).join("\n")).toContain("drop view");
    expect(await small.obey(contract)).toEqual([]);
    expect(await seen()).toEqual([{ body: "the body", plan: "the plan" }]);
  });

  test.each<[string, string, Parameters<typeof contractWith>[0]]>([
    ["a trigger's function", `create table "a$$b" (id int primary key, user_id text)`, { a$$b: mine }],
    [
      "a key that is checked",
      `create table "a$$b" (id int primary key, user_id uuid);
       create table c (id int primary key, "p$$" int references "a$$b" on delete cascade, user_id uuid)`,
      { a$$b: mine, c: within("a$$b") },
    ],
  ])("with two dollars do not end %s", async (_, sql, tables) => {
    const small = await make(`${sql}; insert into "a$$b" values (1, '${amara}'), (2, '${bo}')`);
    expect(await small.obey(contractWith(tables))).toEqual([]);
    await erase(small);
    expect(await owners(small, '"a$$b"')).toEqual(["bo"]);
  });
});

test("an owner of a collation in which two ids may be one is refused", async () => {
  const small =
    await make(`create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create table notes (id int primary key, user_id text collate ci)`);
  expect((await small.plan(own)).refusals.map(({ id }) => id)).toContain("contract/owner-type");
});
