import { freshCluster } from "@rowproof/testing/database";
import { expect, test } from "vitest";
import { draftText, useDrafts } from "./drafting.js";

const draft = useDrafts("closed");

test("the owner's column: by a key to a user, by a policy, by its name", async () => {
  const sql = `
    create table by_key (id uuid primary key, winner uuid references auth.users, user_id uuid);
    create table by_keys (id uuid primary key, sender uuid not null references auth.users, recipient uuid not null references auth.users);
    create table by_better_key (id uuid primary key, approver uuid references auth.users, owner_id uuid references auth.users);
    create table by_two_names (id uuid primary key, user_id uuid references auth.users, owner_id uuid references auth.users);
    create table by_policy (id uuid primary key, writer text, user_id uuid);
    alter table by_policy enable row level security;
    create policy own on by_policy to authenticated using (writer = auth.uid()::text);
    grant all on by_policy to authenticated;
    create table by_policy_off (id uuid primary key, writer varchar(40));
    create policy own on by_policy_off using ((auth.jwt() ->> 'sub') = writer);
    create table by_keys_and_policy (id uuid primary key, sender uuid references auth.users, recipient uuid references auth.users);
    create policy own on by_keys_and_policy using (recipient = auth.uid());
    create table by_weak_name (id uuid primary key, created_by text);
    create table by_names (id uuid primary key, "ownerId" text, "userId" text);
    create table by_no_type (id uuid primary key, user_id bigint);
    create table by_actor_only (id uuid primary key, approved_by uuid references auth.users);
    create table by_id (id uuid primary key references auth.users, invited_by uuid references auth.users);
    create table by_own_id (id uuid primary key, name text);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: no column says whose a row is; publicRead() if everybody may read it
        by_actor_only: { access: serviceOnly() },
        by_better_key: { access: ownedBy("owner_id") },
        by_id: { access: ownedBy("id") },
        // guess: winner is the owner: it refers to a user
        by_key: { access: ownedBy("winner") },
        // guess: sender is the owner: it refers to a user, and so does recipient
        by_keys: { access: ownedBy("sender") },
        by_keys_and_policy: { access: ownedBy("recipient") },
        // guess: userId is the owner, by its name, and ownerId could be
        by_names: { access: ownedBy("userId") },
        // guess: user_id is bigint, which cannot hold a user's id: the rows have no owner
        by_no_type: { access: serviceOnly() },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        by_own_id: { access: serviceOnly() },
        by_policy: { access: ownedBy("writer") },
        by_policy_off: { access: ownedBy("writer") },
        // guess: user_id is the owner: it refers to a user, and so does owner_id
        by_two_names: { access: ownedBy("user_id") },
        // guess: created_by is the owner, by its name
        by_weak_name: { access: ownedBy("created_by") },
      },
    });
    "
  `);
});

test("what refers to a profile: its id is the user's, or it is not", async () => {
  const sql = `
    create table profiles (id uuid primary key references auth.users, name text);
    create table posts (id uuid primary key, author_id uuid not null references profiles);
    create table people (id uuid primary key, user_id uuid unique references auth.users, name text);
    create table letters (id uuid primary key, profile_id uuid not null references people);
    create table "User" (id text primary key, email text);
    create table "Session" (id text primary key, "userId" text not null references "User");
    create table app_users (id serial primary key, email text);
    create table carts (id uuid primary key, user_id int references app_users);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { custom, defineConfig, ownedBy, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: User.id, to which userId refers, is the user's id
        Session: { access: ownedBy("userId"), views: ["session"] },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        User: { access: serviceOnly(), views: ["user"] },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        app_users: { access: serviceOnly() },
        // guess: user_id is integer, which cannot hold a user's id: the rows have no owner
        carts: { access: serviceOnly() },
        // guess: read with its row of people; writes are the service's until somebody says who may
        letters: { access: custom({ select: "profile_id in (select id from public.people)" }) },
        people: { access: ownedBy("user_id") },
        posts: { access: ownedBy("author_id") },
        profiles: { access: ownedBy("id") },
      },
    });
    "
  `);
});

test("rows stay within a parent of the same owner: the one that every row has", async () => {
  const sql = `
    create table folders (id uuid primary key, user_id uuid not null references auth.users, unique (id, user_id));
    create table notebooks (id uuid primary key, user_id uuid not null references auth.users);
    create table texts (id uuid primary key, "userId" text not null);
    create table pages (
      id uuid primary key, user_id uuid not null references auth.users, folder_id uuid references folders,
      notebook_id uuid not null references notebooks, next uuid references pages);
    create table bound (
      id uuid primary key, user_id uuid not null, folder_id uuid not null,
      foreign key (folder_id, user_id) references folders (id, user_id));
    create table odd_type (id uuid primary key, user_id uuid references auth.users, text_id uuid references texts);
    create table payments (id uuid primary key, user_id uuid references auth.users, folder_id uuid references folders);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy, readOwn } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        bound: { access: ownedBy("user_id", { within: "folders" }) },
        folders: { access: ownedBy("user_id") },
        notebooks: { access: ownedBy("user_id") },
        odd_type: { access: ownedBy("user_id") },
        // guess: a row stays within its owner's row of notebooks; it refers to folders, too, and one can be named
        pages: { access: ownedBy("user_id", { within: "notebooks" }) },
        // guess: only the service writes it, as its name suggests
        payments: { access: readOwn("user_id") },
        texts: { access: ownedBy("userId") },
      },
    });
    "
  `);
});

test("partitions, inheriting tables, an extension's and other tools' tables", async () => {
  const sql = `
    create table events (id uuid, user_id uuid, at date) partition by range (at);
    create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
    create table base (id uuid primary key, user_id uuid);
    create table special (extra text) inherits (base);
    create view all_base as select * from base;
    create materialized view counted as select count(*) from base;
    create table of_extension (id uuid primary key, user_id uuid);
    alter extension plpgsql add table of_extension;
    create table schema_migrations (version text primary key);
    create table "SequelizeMeta" (name text primary key);
    create table knex_migrations_lock (is_locked int);
    create table bird_migrations (id int primary key, user_id uuid);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { closed, defineConfig, ownedBy } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        SequelizeMeta: { access: closed() },
        base: { access: ownedBy("user_id"), views: ["all_base"] },
        bird_migrations: { access: ownedBy("user_id") },
        events: { access: ownedBy("user_id") },
        knex_migrations_lock: { access: closed() },
        schema_migrations: { access: closed() },
      },
    });
    "
  `);
});

test("views that only rename are names of the table, others are not", async () => {
  const sql = `
    create table "DailyMood" (id uuid primary key, "userId" uuid, "moodText" text);
    create view daily_mood as select id, "userId" as user_id, "moodText" as mood_text from "DailyMood";
    create view moods as select "moodText" as mood_text, "userId" as user_id, id from "DailyMood";
    create view "Moods" as select * from "DailyMood";
    create view mood_texts as select "moodText" as mood_text from "DailyMood";
    create view good_moods as select id, "userId" as user_id, "moodText" as mood_text from "DailyMood" where "moodText" <> '';
    create view twice_moods as select id as again, id, "userId" as user_id, "moodText" as mood_text from "DailyMood";
    create view mood_lengths as select id, "userId" as user_id, length("moodText") as mood_text from "DailyMood";
    create table "TakenName" (id uuid primary key, "userId" uuid);
    create table "OtherTable" (id uuid primary key, "userId" uuid);
    create view taken_name as select id, "userId" as user_id from "OtherTable";
    create table notes (id uuid primary key, user_id uuid);
    create view old_notes as select id, user_id from notes;
    create sequence other_table;`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        DailyMood: { access: ownedBy("userId"), views: ["daily_mood", "moods"], aliases: ["Moods"] },
        // no view other_table: a sequence has that name
        OtherTable: { access: ownedBy("userId"), views: ["taken_name"] },
        // no view taken_name: a view has that name
        TakenName: { access: ownedBy("userId") },
        notes: { access: ownedBy("user_id"), views: ["old_notes"] },
      },
    });
    "
  `);
});

test("functions: those that tables call or that are granted by name, and those that somebody has to read", async () => {
  const sql = `
    create schema hidden;
    create function is_short(text) returns boolean language sql immutable as 'select length($1) < 10';
    create function for_service() returns text language sql as $$ select 'x' $$;
    create function named(int) returns int language sql as 'select 1';
    create function named(text) returns int language sql as 'select 2';
    create function unnamed() returns int language sql as 'select 1';
    create function search_all(text) returns int language sql security definer as 'select 1';
    create function ask() returns int language sql security definer as 'select 1';
    create function shut() returns int language sql security definer as 'select 1';
    revoke execute on function shut(), ask() from public;
    grant execute on function ask() to anon;
    grant execute on function named(text) to authenticated;
    create function on_user() returns trigger language plpgsql security definer as 'begin return new; end';
    create function hidden.on_note() returns trigger language plpgsql security definer as 'begin return new; end';
    create function on_none() returns trigger language plpgsql security definer as 'begin return new; end';
    create function touch() returns trigger language plpgsql as 'begin return new; end';
    create table notes (
      id uuid primary key, user_id uuid references auth.users, title text check (is_short(title)));
    create table hooks (id uuid primary key, said text default for_service());
    create trigger on_user after insert on auth.users for each row execute function on_user();
    create trigger on_note before insert on notes for each row execute function hidden.on_note();
    create trigger off before insert on notes for each row execute function on_none();
    alter table notes disable trigger off;
    create trigger touch before update on notes for each row execute function touch();`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: no column says whose a row is; publicRead() if everybody may read it
        hooks: { access: serviceOnly() },
        notes: { access: ownedBy("user_id") },
      },
      routines: {
        is_short: { execute: ["authenticated"] },
        // guess: users call it: it is granted to authenticated by name
        named: { execute: ["authenticated"] },
        // These run as their owner. Naming one states that somebody has read it:
        // ask: { execute: ["anon"] }, // security definer, runs as postgres: read it first
        // search_all: { execute: ["authenticated"] }, // security definer, runs as postgres: read it first
        // "hidden.on_note": { execute: [] }, // a trigger runs it as postgres: read it first
        // on_user: { execute: [] }, // a trigger runs it as postgres: read it first
      },
    });
    "
  `);
});

test("a database with nothing in it", async () => {
  expect(await draft("select 1")).toMatchInlineSnapshot(`
    "import { defineConfig } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {},
    });
    "
  `);
});

test("where the roles are not there yet, policies tell without grants", async () => {
  const { client, drop } = await freshCluster({ platform: false });
  await client.query(`
    create schema auth;
    create function auth.uid() returns uuid language sql stable as $$ select null::uuid $$;
    create table notes (id uuid primary key, writer uuid);
    alter table notes enable row level security;
    create policy own on notes for select using (writer = auth.uid());`);
  expect(await draftText(client)).toContain('notes: { access: readOwn("writer") },');
  await drop();
});
