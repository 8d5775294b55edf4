import { describe, expect, test } from "vitest";
import { closed, ownedBy, publicRead, readOwn, serviceOnly } from "../../src/contract/presets.js";
import { writePlan } from "../../src/plan/file.js";
import { amara, bo, contractWith, useSmall } from "./small.js";

const make = useSmall();
const own = contractWith({ notes: { access: ownedBy("user_id") } });

/** A table that obeys `own` but for what a test does to it. */
const notes = `
create table notes (id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade, title text);
create index on notes (user_id);
alter table notes enable row level security;
grant select, insert, update, delete on notes to authenticated, service_role;
create policy sel on notes for select to authenticated using (user_id = (select auth.uid()));
create policy ins on notes for insert to authenticated with check (user_id = auth.uid());
create policy upd on notes for update to authenticated using ((select auth.uid()) = user_id);
create policy del on notes for delete to authenticated using (user_id = (select auth.uid()));
create policy svc on notes to service_role using (true);
insert into notes (user_id, title) values ('${amara}', 'a'), ('${bo}', 'b');`;

describe("only what is missing", () => {
  test("a database that obeys in its own words needs nothing", async () => {
    const small = await make(notes);
    expect(await small.plan(own)).toEqual({ groups: [], refusals: [], removals: [], notes: [] });
  });

  test.each<[string, string, readonly string[]]>([
    [
      "a grant",
      "revoke delete on notes from authenticated",
      ['grant delete on "public"."notes" to authenticated;'],
    ],
    [
      "a policy",
      "drop policy del on notes",
      [
        'drop policy if exists "notes_delete_own" on "public"."notes";',
        'create policy "notes_delete_own" on "public"."notes" for delete to authenticated using ("user_id" = (select auth.uid()));',
      ],
    ],
    [
      "an index",
      "drop index notes_user_id_idx",
      ['create index concurrently if not exists "notes_user_id_idx" on "public"."notes" ("user_id");'],
    ],
    [
      "row level security",
      "alter table notes disable row level security",
      ['alter table "public"."notes" enable row level security;'],
    ],
    [
      "the use of its schema",
      "revoke usage on schema public from public, authenticated",
      ["grant usage on schema public to authenticated;"],
    ],
    [
      "a default privilege taken back",
      "alter default privileges in schema public grant select on tables to anon",
      ['alter default privileges for role "postgres" in schema public revoke all on tables from anon;'],
    ],
  ])("%s", async (_, change, statements) => {
    const small = await make(notes);
    await small.client.query(change);
    expect(
      (await small.statements(own)).map((sql) => sql.replace('schema "public"', "schema public")),
    ).toEqual(statements);
    expect(await small.obey(own)).toEqual([]);
  });

  test("what PUBLIC gave is granted by name", async () => {
    const small = await make(notes);
    await small.client.query(
      "revoke all on notes from authenticated, service_role; grant all on notes to public",
    );
    expect(await small.statements(own)).toEqual([
      'revoke all on "public"."notes" from public;',
      'grant select, insert, update, delete on "public"."notes" to authenticated, service_role;',
    ]);
    expect(await small.obey(own)).toEqual([]);
  });

  test("what somebody passed on to callers goes with their option, and what others have stays", async () => {
    const small = await make(notes);
    await small.client.query(`
      do $$ begin create role passing; exception when duplicate_object then null; end $$;
      do $$ begin create role reporting; exception when duplicate_object then null; end $$;
      grant select, update (title) on notes to passing with grant option;
      set role passing;
      grant select, update (title) on notes to anon, reporting;
      reset role;
      grant usage on schema public to authenticated; grant truncate on notes to authenticated with grant option;
      set role authenticated; grant truncate on notes to reporting; reset role;
      revoke usage on schema public from public;`);
    expect(await small.obey(own)).toEqual([]);
    const { rows } = await small.client.query(
      `select has_table_privilege('passing', 'notes', 'select') as passing, has_table_privilege('anon', 'notes', 'select') as anon,
         has_table_privilege('reporting', 'notes', 'select') as reporting, has_table_privilege('reporting', 'notes', 'truncate') as truncating,
         has_column_privilege('reporting', 'notes', 'title', 'update') as updating`,
    );
    expect(rows).toEqual([{ passing: true, anon: false, reporting: true, truncating: true, updating: true }]);
  });

  test("privileges of other roles stay, and their policies", async () => {
    const small = await make(notes);
    await small.client.query(`
      do $$ begin create role reporting; exception when duplicate_object then null; end $$;
      grant select on notes to reporting; grant select on notes to anon;
      create policy rep on notes for select to reporting using (true);`);
    expect(await small.obey(own)).toEqual([]);
    const { rows } = await small.client.query(
      "select has_table_privilege('reporting', 'notes', 'select') as may",
    );
    expect(rows).toEqual([{ may: true }]);
    expect(await small.client.query("select from pg_policy where polname = 'rep'")).toMatchObject({
      rowCount: 1,
    });
  });
});

describe("policies that somebody else made", () => {
  const open = `${notes} create policy "let all in" on notes using (true);`;

  test("are refused by name while they open more, and dropped where that is asked for", async () => {
    const small = await make(open);
    const { refusals } = await small.plan(own);
    expect(refusals).toMatchObject([
      {
        id: "plan/unknown-policy",
        level: "error",
        object: 'policy "let all in" on public.notes',
        fix: 'rowproof plan --prune drops it: drop policy "let all in" on "public"."notes";',
      },
    ]);
    const pruned = await small.plan(own, { prune: true });
    expect(pruned.groups.flatMap(({ actions }) => actions.map(({ sql }) => sql))).toEqual([
      'drop policy if exists "let all in" on "public"."notes";',
    ]);
    expect(pruned.removals).toEqual([
      'authenticated can select, insert, update and delete only their own rows of public.notes; "let all in" allowed more',
    ]);
    expect(await small.as(amara, "select from notes")).toBe(2);
    expect(await small.obey(own, { prune: true })).toEqual([]);
    expect(await small.as(amara, "select from notes")).toBe(1);
  });

  test("are kept and shown while they open nothing", async () => {
    const small = await make(notes);
    await small.client.query("revoke delete on notes from authenticated");
    const { notes: said } = await small.plan(own);
    expect(said.join()).toContain(
      "5 policies not made from the contract open nothing beyond it and stay: policy del",
    );
    expect(said.join()).toContain("policy sel on public.notes");
  });

  test("restrictive ones that lock owners out go too", async () => {
    const small = await make(
      `${notes} create policy nobody on notes as restrictive for select to authenticated using (false);`,
    );
    expect((await small.plan(own)).refusals.map(({ object }) => object)).toEqual([
      "policy nobody on public.notes",
    ]);
    expect(await small.obey(own, { prune: true })).toEqual([]);
    expect(await small.as(amara, "select from notes")).toBe(1);
  });

  test("those of an earlier contract are replaced unasked, and what that takes away is said", async () => {
    const small = await make("create table notes (id uuid primary key, user_id uuid not null)", {
      open: true,
    });
    expect(await small.obey(own)).toEqual([]);
    const less = contractWith({ notes: { access: readOwn("user_id") } });
    const { removals, refusals } = await small.plan(less);
    expect(refusals).toEqual([]);
    expect(removals).toContain(
      "authenticated can delete no row of public.notes, which notes_delete_own allowed",
    );
    expect(removals).toContain("authenticated can no longer delete, insert, update on table public.notes");
    for (const access of [
      readOwn("user_id"),
      publicRead(),
      closed(),
      ownedBy("user_id", { delete: false }),
      serviceOnly(),
    ]) {
      expect(await small.obey(contractWith({ notes: { access } }))).toEqual([]);
    }
    expect(await small.client.query("select from pg_policy")).toMatchObject({ rowCount: 1 });
  });
});

describe("refused, with the reason", () => {
  test.each<[string, string, ReturnType<typeof contractWith>, string]>([
    ["a table that is not there", "select", own, "contract/unknown-table"],
    ["a view", "create view notes as select null::uuid as user_id", own, "contract/not-a-table"],
    [
      "a column that is not there",
      "create table notes (id uuid primary key)",
      own,
      "contract/unknown-column",
    ],
    [
      "a table that the contract does not name",
      `${notes} create table stray (id int);`,
      own,
      "table/not-in-contract",
    ],
    [
      "a parent that no key leads to",
      `${notes} create table parts (id uuid primary key, user_id uuid not null, note_id uuid);`,
      contractWith({
        notes: { access: ownedBy("user_id") },
        parts: { access: ownedBy("user_id", { within: "notes" }) },
      }),
      "contract/within-without-key",
    ],
    [
      "a parent whose owner is of another type",
      `${notes} create table parts (id uuid primary key, user_id text not null, note_id uuid references notes (id));`,
      contractWith({
        notes: { access: ownedBy("user_id") },
        parts: { access: ownedBy("user_id", { within: "notes" }) },
      }),
      "contract/within-types",
    ],
    [
      "a function that a default calls and the contract does not name",
      `${notes} create function slug() returns text language sql as 'select ''x''';
       alter table notes add column slug text default slug(); grant execute on function slug() to authenticated, service_role;`,
      own,
      "plan/routine-needed",
    ],
    [
      "a trigger that does as its caller what the caller may not",
      `${notes} create table log (id bigserial primary key, what text);
       create function log_it() returns trigger language plpgsql as $$ begin insert into public.log (what) values ('x'); return new; end $$;
       create trigger log_it after insert on notes for each row execute function log_it();`,
      contractWith({ notes: { access: ownedBy("user_id") }, log: { access: serviceOnly() } }),
      "trigger/not-allowed",
    ],
    [
      "an owner that is a number",
      "create table notes (id uuid primary key, user_id int not null)",
      own,
      "contract/owner-type",
    ],
    [
      "a table that inherits from another of the contract",
      `${notes} create table more () inherits (notes); alter table more enable row level security;`,
      contractWith({ notes: { access: ownedBy("user_id") }, more: { access: ownedBy("user_id") } }),
      "table/inherits",
    ],
    [
      "a view that has to be made anew and that another reads",
      `${notes} create view note_names as select count(*) as n from notes; create view other with (security_invoker = true) as select * from note_names;`,
      contractWith({ notes: { access: ownedBy("user_id"), views: ["note_names"] } }),
      "plan/view-in-use",
    ],
  ])("%s", async (_, sql, contract, id) => {
    const small = await make(sql);
    const { refusals } = await small.plan(contract);
    expect(refusals.map((one) => one.id)).toContain(id);
    for (const { message, why, fix } of refusals) {
      for (const text of [message, why, fix]) expect(text).toMatch(/\S/);
    }
  });
});

describe("keys", () => {
  const within = contractWith({
    notes: { access: ownedBy("user_id") },
    parts: { access: ownedBy("user_id", { within: "notes" }) },
  });
  const parts = (rule: string) => `${notes}
    create table parts (id int primary key, user_id uuid not null references auth.users (id) on delete cascade,
      note_id uuid references notes (id) ${rule});
    insert into parts select 1, user_id, id from notes where user_id = '${amara}';`;

  test("hold at once for what is written, and are checked afterwards, outside the transaction", async () => {
    const small = await make(parts("on delete cascade"), { open: true });
    const plan = await small.plan(within);
    const phases = plan.groups.map(({ phase, actions }) => [phase, actions.map(({ sql }) => sql).join("\n")]);
    expect(phases).toContainEqual([
      "before",
      'create unique index concurrently if not exists "notes_id_user_id_key" on "public"."notes" ("id", "user_id");',
    ]);
    const added = phases.find(
      ([, sql]) => sql?.includes("parts_note_id_user_id_fkey") && sql.includes("not valid"),
    );
    expect(added?.[0]).toBe("within");
    expect(phases.at(-1)?.[0]).toBe("after");
    expect(phases.at(-1)?.[1]).toContain('validate constraint "parts_note_id_user_id_fkey"');
    expect(await small.obey(within)).toEqual([]);
    const { rows } = await small.client.query(
      "select convalidated as valid from pg_constraint where conname = 'parts_note_id_user_id_fkey'",
    );
    expect(rows).toEqual([{ valid: true }]);
    const note = `(select id from notes where user_id = '${bo}')`;
    const { rows: found } = await small.client.query<{ id: string }>(
      `select id from notes where user_id = '${bo}'`,
    );
    expect(await small.as(amara, `insert into parts values (2, '${amara}', '${found[0]?.id}')`)).toBe(
      "23503",
    );
    expect(await small.as(amara, `update parts set note_id = ${note} where false`)).toBe(0);
    expect(await small.as(amara, "delete from notes")).toBe(1);
  });

  test("stay not valid where rows do not obey, which are reported by key and kept", async () => {
    const small = await make(
      `${parts("on delete cascade")} insert into parts select 7, '${amara}', id from notes where user_id = '${bo}';`,
    );
    expect(writePlan(await small.plan(within))).not.toContain("validate");
    expect(await small.obey(within)).toEqual([]);
    expect(await small.client.query("select from parts")).toMatchObject({ rowCount: 2 });
    await small.client.query("delete from parts where id = 7");
    expect((await small.statements(within)).join()).toContain("validate constraint");
    expect(await small.obey(within)).not.toContain("refused");
  });

  test("forget the parent as the key that is there does, and not the owner", async () => {
    const small = await make(parts("on delete set null"));
    expect(await small.obey(within)).toEqual([]);
    await small.client.query("delete from notes");
    const { rows } = await small.client.query("select user_id, note_id from parts");
    expect(rows).toEqual([{ user_id: amara, note_id: null }]);
  });

  test("do not do for a user what the contract withholds", async () => {
    const small = await make(parts("on delete cascade"));
    const kept = contractWith({
      notes: { access: ownedBy("user_id") },
      parts: { access: ownedBy("user_id", { delete: false, update: false }) },
    });
    const { removals } = await small.plan(kept);
    expect(removals).toContain(
      "nobody can delete a row of public.notes while rows of public.parts belong to it",
    );
    expect(await small.obey(kept)).toEqual([]);
    expect(await small.as(amara, "delete from notes")).toBe("23503");
  });

  test.each<[string, string]>([
    ["by a key", "create table notes (id uuid primary key, user_id uuid not null)"],
    [
      "by a key in the place of one that forgets",
      "create table notes (id uuid primary key, user_id uuid references auth.users (id) on delete set null)",
    ],
    ["by a trigger", "create table notes (id uuid primary key, user_id text not null)"],
    [
      "by a trigger, with a policy for nobody",
      "create table notes (id uuid primary key, user_id varchar(40))",
    ],
    [
      "on every partition",
      "create table notes (id uuid, user_id uuid not null, at date) partition by range (at); create table notes_a partition of notes default",
    ],
  ])("a deleted user leaves no row: %s", async (_, sql) => {
    const small = await make(sql);
    await small.client.query(
      `insert into notes (id, user_id) values (gen_random_uuid(), '${amara}'), (gen_random_uuid(), '${bo}')`,
    );
    expect(await small.obey(own)).toEqual([]);
    await small.client.query(`delete from auth.users where id = '${amara}'`);
    const { rows } = await small.client.query("select user_id::text as owner from notes");
    expect(rows).toEqual([{ owner: bo }]);
  });
});

describe("other names", () => {
  const named = contractWith({
    DailyMood: { access: ownedBy("userId"), views: ["daily_mood"], aliases: ["Mood"] },
  });
  const moods = `create table "DailyMood" (id uuid primary key default gen_random_uuid(), "userId" uuid not null, "HTTPStatus" int);`;

  test("are made with each column under its name, and get the columns that come later", async () => {
    const small = await make(moods, { open: true });
    expect(await small.obey(named)).toEqual([]);
    expect(
      await small.as(amara, `insert into daily_mood (user_id, http_status) values ('${amara}', 200)`),
    ).toBe(1);
    expect(
      await small.as(amara, `insert into "Mood" ("userId", "HTTPStatus") values ('${amara}', 200)`),
    ).toBe(1);
    await small.client.query('alter table "DailyMood" add column "noteText" text');
    expect(await small.statements(named)).toEqual([
      'create or replace view "public"."daily_mood" with (security_invoker = true) as select "id", "userId" as "user_id", "HTTPStatus" as "http_status", "noteText" as "note_text" from "public"."DailyMood";',
      'create or replace view "public"."Mood" with (security_invoker = true) as select "id", "userId", "HTTPStatus", "noteText" from "public"."DailyMood";',
    ]);
    expect(await small.obey(named)).toEqual([]);
    expect(
      await small.as(amara, `insert into daily_mood (user_id, note_text) values ('${amara}', 'x')`),
    ).toBe(1);
  });

  test("columns in another order are kept in it; one that is wrong has the view made anew, with others' privileges", async () => {
    const small = await make(`${moods}
      do $$ begin create role reporting; exception when duplicate_object then null; end $$;
      create view daily_mood as select "HTTPStatus" as status, id from "DailyMood"; grant select on daily_mood to reporting, anon;`);
    expect(await small.obey(named)).toEqual([]);
    const { rows } = await small.client.query(
      "select has_table_privilege('reporting', 'daily_mood', 'select') as reporting, has_table_privilege('anon', 'daily_mood', 'select') as anon",
    );
    expect(rows).toEqual([{ reporting: true, anon: false }]);
  });

  test("two columns of one name are refused", async () => {
    const small = await make(
      `create table "DailyMood" (id uuid primary key, "userId" uuid not null, user_id uuid);`,
    );
    const { refusals } = await small.plan(named);
    expect(refusals.map(({ id }) => id)).toEqual(["view/ambiguous-column"]);
  });
});

describe("the file", () => {
  test("runs a second time, and says what it takes away and which locks it takes", async () => {
    const small = await make(`create table "No""tes\n-- x" (id uuid primary key, user_id text)`, {
      open: true,
    });
    const contract = contractWith({ 'No"tes\n-- x': { access: ownedBy("user_id"), views: ["names"] } });
    const text = writePlan(await small.plan(contract));
    expect(text).toContain("-- It removes access:");
    expect(text).toMatch(/^-- rowproof: no-transaction\n/);
    const statements = text.split(/;\n/).filter((part) => /^\s*(?!--)\S/m.test(part));
    expect(text.match(/^-- lock: /gm)?.length).toBeGreaterThan(5);
    expect(statements.length).toBeGreaterThan(15);
    expect(await small.obey(contract)).toEqual([]);
    // Outside a block, `concurrently` needs a statement of its own.
    const [before = "", within = "", after = ""] = text.split(/^(?:begin|commit);$/m);
    for (const part of [before, `begin; ${within} commit;`, after])
      await small.client.query(part || "select");
    expect(await small.obey(contract)).toEqual([]);
  });

  test("of a plan without anything to do is empty", () => {
    expect(writePlan({ groups: [], removals: [] })).toBe("");
  });
});
