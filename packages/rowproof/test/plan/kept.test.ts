import { describe, expect, test } from "vitest";
import { ownedBy } from "../../src/contract/presets.js";
import { writePlan } from "../../src/plan/file.js";
import { amara, bo, contractWith, useSmall } from "./small.js";

const make = useSmall();
const own = contractWith({ notes: { access: ownedBy("user_id") } });

const role = (name: string, how = "") =>
  `do $$ begin create role ${name} ${how}; exception when duplicate_object then null; end $$;`;

/** A table that obeys `own` but for what a test does to it. */
const notes = `
create table notes (id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade, title text);
create index on notes (user_id);
alter table notes enable row level security;
grant select, insert, update, delete on notes to authenticated, service_role;
create policy sel on notes for select to authenticated using (user_id = (select auth.uid()));
create policy ins on notes for insert to authenticated with check (user_id = (select auth.uid()));
create policy upd on notes for update to authenticated using (user_id = (select auth.uid()));
create policy del on notes for delete to authenticated using (user_id = (select auth.uid()));
create policy svc on notes to service_role using (true);
insert into notes (user_id, title) values ('${amara}', 'a'), ('${bo}', 'b');`;

describe("a compat view keeps what somebody gave it", () => {
  const viewed = contractWith({
    notes: { access: ownedBy("user_id"), views: ["jottings"] },
  });
  const view = (columns: string, options = "") =>
    `${notes} create view jottings with (security_invoker = true${options}) as select ${columns};
     revoke all on jottings from anon, authenticated;
     grant select, insert, update, delete on jottings to authenticated, service_role;`;
  const optionsOf = "select unnest(reloptions) as option from pg_class where relname = 'jottings' order by 1";

  test("its options, when it gets a column", async () => {
    const small = await make(
      view("id, user_id from notes", ", security_barrier = true, check_option = cascaded"),
    );
    expect(await small.obey(viewed)).toEqual([]);
    const { rows } = await small.client.query(optionsOf);
    expect(rows.map(({ option }) => option)).toEqual([
      "check_option=cascaded",
      "security_barrier=true",
      "security_invoker=true",
    ]);
    expect(await small.as(amara, "select title from jottings")).toBe(1);
  });

  test("its options, owner, comment and others' privileges, when it is made anew", async () => {
    const small = await make(`${role("kept_keeper")} ${role("kept_bi")} ${role("kept_clerk")}
      grant usage, create on schema public to kept_keeper; grant usage on schema public to kept_bi, kept_clerk;
      ${view("id, user_id, title, 1 as extra from notes", ", security_barrier = on")}
      alter view jottings owner to kept_keeper;
      comment on view jottings is 'the writer''s own';
      grant select on jottings to kept_bi with grant option; grant update (title), select (extra) on jottings to kept_clerk;
      grant references on jottings to public; grant select on jottings to anon;`);
    const plan = await small.plan(viewed);
    expect(plan.removals).toEqual([
      "view public.jottings shows exactly the columns of public.notes and nothing else",
      "anon can no longer references, select on view public.jottings",
      "every other role can no longer references on view public.jottings, which PUBLIC allowed",
      "authenticated can no longer references on view public.jottings",
      "service_role can no longer references on view public.jottings",
      'role kept_clerk can no longer select ("extra") on view public.jottings, which no longer has that column',
    ]);
    expect(await small.obey(viewed)).toEqual([]);
    const options = await small.client.query(optionsOf);
    expect(options.rows.map(({ option }) => option)).toEqual([
      "security_barrier=on",
      "security_invoker=true",
    ]);
    const { rows } = await small.client.query(`
      select pg_get_userbyid(relowner) as owner, obj_description(oid, 'pg_class') as comment,
        has_table_privilege('kept_bi', oid, 'select with grant option') as kept_bi,
        has_column_privilege('kept_clerk', oid, 'title', 'update') as kept_clerk,
        has_any_column_privilege('kept_clerk', oid, 'select') as reads,
        has_table_privilege('anon', oid, 'select') as anon
      from pg_class where relname = 'jottings'`);
    expect(rows).toEqual([
      {
        owner: "kept_keeper",
        comment: "the writer's own",
        kept_bi: true,
        kept_clerk: true,
        reads: false,
        anon: false,
      },
    ]);
    await small.client.query(
      "drop view jottings; drop owned by kept_keeper, kept_bi, kept_clerk; drop role kept_keeper, kept_bi, kept_clerk",
    );
  });

  test("but not an owner who is a caller", async () => {
    const small = await make(`${view("id, user_id, title, 1 as extra from notes")}
      grant create on schema public to authenticated; alter view jottings owner to authenticated;
      revoke create on schema public from authenticated;`);
    expect(await small.obey(viewed)).toEqual([]);
    const { rows } = await small.client.query(
      "select pg_get_userbyid(relowner) as owner from pg_class where relname = 'jottings'",
    );
    expect(rows).toEqual([{ owner: "postgres" }]);
  });
});

describe("a partition in a schema that the contract does not list", () => {
  const parted = contractWith({ c: { access: ownedBy("user_id") } });
  const table = `create schema parts; grant usage on schema parts to anon, authenticated;
    create table c (id int, user_id uuid references auth.users (id) on delete cascade, k int) partition by list (k);
    create table parts.c2 partition of c default; alter table c enable row level security;
    insert into c values (1, '${amara}', 1), (2, '${bo}', 2);`;

  test.each([
    15, 18,
  ] as const)("is closed, has row level security, and its part of the index, on Postgres %i", async (major) => {
    const small = await make(
      `${role("kept_bi")} ${table} grant all on parts.c2 to anon, authenticated; grant select on parts.c2 to kept_bi, public;`,
      { major },
    );
    expect(await small.as("anon", "select from parts.c2")).toBe(2);
    const plan = await small.plan(parted);
    expect(
      plan.groups.find(({ object }) => object === "table parts.c2")?.actions.map(({ sql }) => sql),
    ).toEqual([
      'revoke all on "parts"."c2" from anon, authenticated, public;',
      'alter table "parts"."c2" enable row level security;',
    ]);
    expect(plan.removals).toEqual(
      expect.arrayContaining([
        "anon can no longer query table parts.c2 directly",
        "authenticated can no longer query table parts.c2 directly",
        "every other role can no longer reach table parts.c2, which PUBLIC allowed",
        "role kept_bi no longer sees any row of parts.c2 in a direct query, unless a policy names this role: row level security is on",
      ]),
    );
    expect(await small.obey(parted)).toEqual([]);
    expect(await small.as("anon", "select from parts.c2")).toBe("42501");
    expect(await small.as(amara, "select from parts.c2")).toBe("42501");
    expect(await small.as(amara, "select from c")).toBe(1);
    const { rows } = await small.client.query(
      "select bool_and(indisvalid) as valid, count(*)::int from pg_index where indrelid in ('c'::regclass, 'parts.c2'::regclass)",
    );
    expect(rows).toEqual([{ valid: true, count: 2 }]);
    await small.client.query("drop owned by kept_bi; drop role kept_bi");
  });

  test("is closed as a foreign table, which has no row level security", async () => {
    const small =
      await make(`create schema parts; create table c (user_id uuid, k int) partition by list (k); create foreign data wrapper far; create server away foreign data wrapper far;
      create foreign table parts.c4 partition of c for values in (4) server away;
      grant select on parts.c4 to anon;`);
    const { groups } = await small.plan(parted);
    const group = groups.find(({ object }) => object === "foreign table parts.c4");
    expect(group?.actions.map(({ sql }) => sql)).toEqual(['revoke all on "parts"."c4" from anon;']);
  });

  test("is found at any depth, through a column and through PUBLIC, and left alone where it is closed", async () => {
    const small = await make(`create schema deeper;
      ${table
        .replace("partition of c default", "partition of c default partition by list (id)")
        .replace(
          "insert into",
          "create table deeper.c3 partition of parts.c2 default; alter table deeper.c3 enable row level security; insert into",
        )}
      grant update (k) on deeper.c3 to public;`);
    const statements = await small.statements(parted);
    expect(statements).toContain('revoke all on "deeper"."c3" from public;');
    expect(statements.join()).not.toContain('"parts"."c2" from');
    expect(statements.join()).not.toContain('alter table "deeper"."c3"');
    expect(await small.obey(parted)).toEqual([]);
    const { rows } = await small.client.query(
      "select bool_and(indisvalid) as valid, count(*)::int from pg_index where indrelid in ('c'::regclass, 'parts.c2'::regclass, 'deeper.c3'::regclass)",
    );
    expect(rows).toEqual([{ valid: true, count: 3 }]);
  });
});

describe("what others lose is said", () => {
  test("rows of a table that gets row level security, but for those whom it does not restrain", async () => {
    const small =
      await make(`${role("kept_bi")} ${role("kept_seer")} ${role("kept_above", "bypassrls")} ${role("kept_clerk")} ${role("kept_member")}
      ${notes} alter table notes disable row level security; grant authenticated to kept_member;
      grant select on notes to kept_bi, kept_seer, kept_above, kept_member; grant update (title) on notes to kept_clerk;
      create policy seer on notes for select to kept_seer using (true);`);
    const { removals } = await small.plan(own);
    expect(removals.filter((removal) => removal.startsWith("role "))).toEqual([
      "role kept_bi no longer sees any row of public.notes: row level security is on, and no policy names this role",
      "role kept_clerk no longer sees any row of public.notes: row level security is on, and no policy names this role",
    ]);
    expect(await small.obey(own)).toEqual([]);
    await small.client.query("set role kept_bi");
    expect(await small.client.query("select from notes")).toMatchObject({ rowCount: 0 });
    await small.client.query(
      "reset role; revoke authenticated from kept_member; drop owned by kept_bi, kept_seer, kept_above, kept_clerk, kept_member; drop role kept_bi, kept_seer, kept_above, kept_clerk, kept_member",
    );
  });

  test("what PUBLIC gave on tables, sequences and functions", async () => {
    const small = await make(`${notes} grant select, update (title) on notes to public;
      create sequence numbers; grant usage on sequence numbers to public;
      create function one() returns int language sql as 'select 1'; grant execute on function one() to public;`);
    const plan = await small.plan(own);
    expect(plan.removals.filter((removal) => removal.includes("PUBLIC"))).toEqual([
      'every other role can no longer select, update ("title") on table public.notes, which PUBLIC allowed',
      "every other role can no longer usage on sequence public.numbers, which PUBLIC allowed",
      "every other role can no longer execute function public.one(), which PUBLIC allowed",
    ]);
    expect(writePlan(plan)).toContain("-- Only roles that the contract names can execute public.one.");
    expect(await small.obey(own)).toEqual([]);
  });

  test("what lies around the tables", async () => {
    const small = await make(`${notes}
      grant create on schema public to authenticated, public;
      grant select on auth.users to anon;
      grant select on notes to authenticated with grant option;`);
    const { removals } = await small.plan(own);
    expect(removals).toEqual(
      expect.arrayContaining([
        "no longer: anon may create objects in schema public; nor any role that can through PUBLIC",
        "no longer: authenticated may create objects in schema public; nor any role that can through PUBLIC",
        "no longer: anon may select on table auth.users; nor any role that can through PUBLIC",
        "no longer: authenticated may grant select on table public.notes to others",
      ]),
    );
    expect(await small.obey(own)).toEqual([]);
  });
});
