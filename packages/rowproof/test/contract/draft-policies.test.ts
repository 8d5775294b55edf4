import { expect, test } from "vitest";
import { useDrafts } from "./drafting.js";

const draft = useDrafts();

/** A table with an owner, with row level security on and policies of the given kind for the commands. */
const table = (name: string, policies: string, columns = "title text") =>
  `create table ${name} (id uuid primary key, user_id uuid not null references auth.users, ${columns});
  alter table ${name} enable row level security;
  ${policies.replaceAll("@", name)}`;
const uid = "(select auth.uid())";
const own = (command: string) => {
  const side = command === "insert" ? "with check" : "using";
  return `create policy "own ${command}" on @ for ${command} to authenticated ${side} (user_id = ${uid});`;
};

test("the commands that no policy or no grant gives are withheld", async () => {
  const sql = [
    table("keeps", `${own("select")} ${own("insert")} ${own("update")}`),
    table("appends", `${own("select")} ${own("insert")} ${own("delete")}`),
    table("reads", own("select")),
    table("writes", own("insert")),
    table("closed_by_policy", "create policy nothing on @ for select using (false);"),
    table("closed_by_grant", `${own("all")} revoke all on @ from authenticated;`),
    table("limited_by_grant", `${own("all")} revoke delete, truncate on @ from authenticated;`),
    table("without_policy", ""),
    table("for_service", "create policy service on @ to service_role using (true);"),
    "create table of_writes (id uuid primary key, of uuid references writes);",
    table("narrowed", `${own("all")} create policy live on @ as restrictive for update using (false);`),
  ];
  expect(await draft(sql.join("\n"))).toMatchInlineSnapshot(`
    "import { appendOnly, defineConfig, ownedBy, readOwn, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        appends: { access: appendOnly("user_id") },
        // guess: policies and grants allow no user any row today
        closed_by_grant: { access: serviceOnly() },
        // guess: policies and grants allow no user any row today
        closed_by_policy: { access: serviceOnly() },
        // guess: row level security is on without a policy for users, so they cannot reach any row today
        for_service: { access: ownedBy("user_id") },
        keeps: { access: ownedBy("user_id", { delete: false }) },
        limited_by_grant: { access: ownedBy("user_id", { delete: false }) },
        narrowed: { access: appendOnly("user_id") },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        of_writes: { access: serviceOnly() },
        reads: { access: readOwn("user_id") },
        // guess: row level security is on without a policy for users, so they cannot reach any row today
        without_policy: { access: ownedBy("user_id") },
        writes: { access: ownedBy("user_id", { select: false, update: false, delete: false }) },
      },
    });
    "
  `);
});

test("columns that grants name are the writable ones", async () => {
  const columns = "title text, body text, plan text";
  const limited = "revoke insert, update on @ from authenticated;";
  const sql = [
    table("updated", `${own("all")} ${limited} grant update (title, body) on @ to authenticated;`, columns),
    table(
      "alike",
      `${own("all")} ${limited} grant insert (title), update (title) on @ to authenticated;`,
      columns,
    ),
    table(
      "each",
      `${own("all")} ${limited} grant insert, update (id, user_id, title, body, plan) on @ to authenticated;`,
      columns,
    ),
    table(
      "inserts",
      `${own("all")} ${limited} grant insert (user_id, title) on @ to authenticated;`,
      columns,
    ),
    table(
      "differing",
      `${own("all")} ${limited} grant insert (id, user_id, title), update (title, body) on @ to authenticated;`,
      columns,
    ),
  ];
  expect(await draft(sql.join("\n"))).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        alike: { access: ownedBy("user_id", { writable: ["title"] }) },
        // guess: grants differ for insert and update, this list is for both
        differing: { access: ownedBy("user_id", { writable: ["id", "user_id", "title", "body"] }) },
        each: { access: ownedBy("user_id") },
        inserts: { access: ownedBy("user_id", { update: false, writable: ["user_id", "title"] }) },
        updated: { access: ownedBy("user_id", { insert: false, writable: ["title", "body"] }) },
      },
    });
    "
  `);
});

test("what sounds like a right or a payment is read-only, where there is one row a user", async () => {
  const columns = 'role text, is_admin boolean, "stripeCustomerId" text, bio text';
  const sql = [
    table("profiles", `${own("select")} ${own("update")}`, columns),
    table("only_read", own("select"), `${columns}, unique (user_id)`),
    table("messages", own("all"), columns),
    table("one_each", own("all"), `${columns}, unique (user_id)`),
    table("one_open", `${own("all")} create unique index on @ (user_id) where bio is null;`, columns),
    "create table accounts (id uuid primary key references auth.users, credits int, name text);",
    "create table user_roles (user_id uuid references auth.users, role text);",
    "create table subscriptions (user_id uuid references auth.users, tier text);",
  ];
  expect(await draft(sql.join("\n"))).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy, readOwn } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: only the service writes credits, by its name
        accounts: { access: ownedBy("id", { readOnly: ["credits"] }) },
        messages: { access: ownedBy("user_id") },
        // guess: only the service writes role, is_admin and stripeCustomerId, by their names
        one_each: { access: ownedBy("user_id", { readOnly: ["role", "is_admin", "stripeCustomerId"] }) },
        one_open: { access: ownedBy("user_id") },
        only_read: { access: readOwn("user_id") },
        // guess: only the service writes role, is_admin and stripeCustomerId, by their names
        profiles: {
          access: ownedBy("user_id", {
            insert: false,
            delete: false,
            readOnly: ["role", "is_admin", "stripeCustomerId"],
          }),
        },
        // guess: only the service writes it, as its name suggests
        subscriptions: { access: readOwn("user_id") },
        // guess: only the service writes it, as its name suggests
        user_roles: { access: readOwn("user_id") },
      },
    });
    "
  `);
});

test("what everybody reads stays so, and what everybody writes does not", async () => {
  const all = (command: string, to = "", name = `all ${command}`) =>
    `create policy "${name}" on @ for ${command} ${to} ${command === "insert" ? "with check" : "using"} (true);`;
  const sql = [
    table("posts", `${all("select")} ${own("insert")} ${own("update")} ${own("delete")}`),
    table("members_only", `${all("select", "to authenticated")} ${own("insert")} ${own("update")}`),
    table("wiki", all("all", "to authenticated")),
    table("served", `${all("all", "", "Service role can do everything")} ${own("select")}`),
    "create table contact (id uuid primary key, email text); alter table contact enable row level security;",
    all("insert").replaceAll("@", "contact"),
    "create table votes (id uuid primary key); alter table votes enable row level security;",
    all("select", "to anon, authenticated").replaceAll("@", "votes"),
    all("update", "to authenticated").replaceAll("@", "votes"),
    table("likes", own("all"), "post_id uuid not null references posts"),
  ];
  expect(await draft(sql.join("\n"))).toMatchInlineSnapshot(`
    "import { defineConfig, ownedBy, publicRead, readOwn, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: policies let every user insert any row today; here only the service does
        // guess: policies let anonymous users insert today; here they do not
        contact: { access: serviceOnly() },
        likes: { access: ownedBy("user_id") },
        // signed-in users read every row; the preset says who writes
        members_only: {
          access: {
            ...serviceOnly(),
            authenticated: {
              ...ownedBy("user_id", { delete: false }).authenticated,
              select: publicRead().authenticated.select,
            },
          },
        },
        // everybody reads every row; the preset says who writes
        posts: {
          access: {
            ...publicRead(),
            authenticated: { ...ownedBy("user_id").authenticated, select: publicRead().authenticated.select },
          },
        },
        // guess: policy "Service role can do everything" is for the service, but has no TO, so it applies to
        //   everybody today
        served: { access: readOwn("user_id") },
        // guess: policies let every user update any row today; here only the service does
        votes: { access: publicRead() },
        // guess: policies let every user insert, update and delete any row today; here users have only their own
        // signed-in users read every row; the preset says who writes
        wiki: {
          access: {
            ...serviceOnly(),
            authenticated: { ...ownedBy("user_id").authenticated, select: publicRead().authenticated.select },
          },
        },
      },
    });
    "
  `);
});

test("other conditions are said in their own words, in one line", async () => {
  const sql = [
    table(
      "articles",
      `create policy "published or own" on @ for select using (published or user_id = auth.uid());
       create policy "a'b  ""c""" on @ for select using (title = 'it''s  ("new")');
       ${own("insert")} ${own("update")}
       create policy "not when locked" on @ as restrictive for update using (title <> 'locked');`,
      "title text, published boolean",
    ),
    table(
      "shown",
      `${own("all")} create policy shown on @ for select to anon using (shown);`,
      "shown boolean",
    ),
    table("closing", `${own("all")} create policy open on @ for select using (now() < '2030-01-01');`),
    'create table texts (id uuid primary key, "userId" text, shown boolean); alter table texts enable row level security;',
    `create policy sel on texts for select using (shown or "userId" = auth.uid()::text);
    create policy ins on texts for insert with check (true);`,
    table("by_claim", `create policy c on @ using ((auth.jwt() ->> 'email') = email);`, "email text"),
    table(
      "differing",
      "create policy u on @ for update using (user_id = auth.uid()) with check (not frozen); " +
        "create policy s on @ for select to authenticated using (auth.uid() is not null and not frozen);",
      "frozen boolean",
    ),
  ];
  expect(await draft(sql.join("\n"))).toMatchInlineSnapshot(`
    "import { custom, defineConfig } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: copied from its policies of today
        articles: {
          access: custom({
            select: "(title = 'it''s  (\\"new\\")'::text) OR (published OR (user_id = auth.uid()))",
            insert: "user_id = ( SELECT auth.uid() AS uid)",
            update: "(user_id = ( SELECT auth.uid() AS uid)) AND (title <> 'locked'::text)",
            anon: { select: "(title = 'it''s  (\\"new\\")'::text) OR (published OR (user_id = auth.uid()))" },
          }),
        },
        // guess: copied from its policies of today
        by_claim: {
          access: custom({
            select: "(auth.jwt() ->> 'email'::text) = email",
            insert: "(auth.jwt() ->> 'email'::text) = email",
            update: "(auth.jwt() ->> 'email'::text) = email",
            delete: "(auth.jwt() ->> 'email'::text) = email",
          }),
        },
        // guess: copied from its policies of today
        closing: {
          access: custom({
            select:
              "(now() < '2030-01-01 00:00:00+00'::timestamp with time zone) OR (user_id = ( SELECT auth.uid() AS uid))",
            insert: "user_id = ( SELECT auth.uid() AS uid)",
            update: "user_id = ( SELECT auth.uid() AS uid)",
            delete: "user_id = ( SELECT auth.uid() AS uid)",
          }),
        },
        // guess: copied from its policies of today
        differing: {
          access: custom({
            select: "(auth.uid() IS NOT NULL) AND (NOT frozen)",
            update: "(user_id = auth.uid()) AND (NOT frozen)",
          }),
        },
        // guess: copied from its policies of today
        shown: {
          access: custom({
            select: "user_id = ( SELECT auth.uid() AS uid)",
            insert: "user_id = ( SELECT auth.uid() AS uid)",
            update: "user_id = ( SELECT auth.uid() AS uid)",
            delete: "user_id = ( SELECT auth.uid() AS uid)",
            anon: { select: "shown" },
          }),
        },
        // guess: policies let every user insert any row today; here users have only their own
        // guess: policies let anonymous users insert today; here they do not
        // guess: copied from its policies of today
        texts: {
          access: custom({
            select: 'shown OR ("userId" = (auth.uid())::text)',
            insert: '"userId" = (select auth.uid()::text)',
            anon: { select: 'shown OR ("userId" = (auth.uid())::text)' },
          }),
        },
      },
    });
    "
  `);
});

test("a policy that asks its own table is not kept, nor what is said without a column", async () => {
  const sql = `
    create table rooms (id uuid primary key, name text);
    create table room_members (room_id uuid references rooms, user_id uuid references auth.users, primary key (room_id, user_id));
    alter table rooms enable row level security;
    alter table room_members enable row level security;
    create policy members on room_members for select using (
      room_id in (select m.room_id from room_members m where m.user_id = auth.uid()));
    create policy members on rooms for select using (id in (select room_id from room_members where user_id = auth.uid()));
    create table switches (id int primary key, turned_by uuid); alter table switches enable row level security;
    create policy at_night on switches for select using (date_part('hour', now()) > 20);
    create policy own on switches for update using (turned_by = auth.uid());`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { defineConfig, memberOf, ownedBy, readOwn } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: its policies cannot be kept as they are: to read room_members, its predicate reads room_members
        room_members: { access: readOwn("user_id") },
        // guess: memberOf replaces the condition of its policies on room_members
        rooms: { access: memberOf("room_members", { column: "id", team: "room_id", write: false }) },
        // guess: who may select does not depend on the row; if that is intended, write it as a predicate
        switches: { access: ownedBy("turned_by", { select: false, insert: false, delete: false }) },
      },
    });
    "
  `);
});

test("a starter's tables: a profile that everybody sees, posts, a shop's rows, a chat", async () => {
  const sql = `
    create table profiles (id uuid primary key references auth.users on delete cascade, username text unique, role text);
    create table customers (id uuid primary key references auth.users, stripe_customer_id text);
    create table posts (id uuid primary key, author_id uuid not null references profiles, published boolean);
    create table comments (id uuid primary key, post_id uuid not null references posts, user_id uuid references profiles);
    create table follows (follower_id uuid references profiles not null, following_id uuid references profiles not null);
    create table conversations (id uuid primary key);
    create table conversation_participants (conversation_id uuid references conversations, user_id uuid references profiles);
    create table messages (id uuid primary key, conversation_id uuid not null references conversations, sender_id uuid references profiles);
    create table post_tags (id uuid primary key, post_id uuid not null references posts);
    create table clubs (id uuid primary key);
    create table club_members (club_id uuid references clubs, user_id uuid references auth.users);
    alter table club_members enable row level security;
    create policy own on club_members for select using (user_id = auth.uid());
    create policy join_any on club_members for insert with check (true);
    create table seen (message_id uuid references messages, user_id uuid references profiles);
    create function is_admin() returns boolean language sql stable security definer as 'select false';
    alter table profiles enable row level security;
    alter table customers enable row level security;
    alter table posts enable row level security;
    alter table comments enable row level security;
    create policy "Public profiles are viewable by everyone." on profiles for select using (true);
    create policy "Users can update own profile." on profiles for update using ((select auth.uid()) = id);
    create policy "Admins can do anything" on profiles using (is_admin() or auth.role() = 'service_role');
    create policy "Signed-in users read" on posts for select using (auth.role() = 'authenticated');
    create policy "Own" on posts for insert with check (auth.role() = 'authenticated' and auth.uid() = author_id);
    create policy "Own or the service" on posts for delete using (auth.uid() = author_id or auth.role() = 'service_role');
    create policy "Of a post" on comments for select using (
      exists (select 1 from posts where posts.id = comments.post_id and posts.published));
    create policy "Own" on comments for insert to authenticated with check (auth.uid() = user_id);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import {
      appendOnly,
      custom,
      defineConfig,
      memberOf,
      ownedBy,
      publicRead,
      readOwn,
      serviceOnly,
    } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: policies let every user insert any row today; here only the service does
        // guess: policies let anonymous users insert today; here they do not
        club_members: { access: readOwn("user_id") },
        // guess: members read their row of clubs; only the service changes it
        clubs: { access: memberOf("club_members", { column: "id", team: "club_id", write: false }) },
        // guess: copied from its policies of today
        comments: {
          access: custom({
            select:
              "EXISTS ( SELECT 1 FROM public.posts WHERE ((posts.id = comments.post_id) AND posts.published))",
            insert: "auth.uid() = user_id",
          }),
        },
        // guess: it says who is in which of conversations; only the service adds members
        conversation_participants: { access: readOwn("user_id") },
        // guess: members read their row of conversations; only the service changes it
        conversations: {
          access: memberOf("conversation_participants", { column: "id", team: "conversation_id", write: false }),
        },
        // guess: only the service writes it, as its name suggests
        // guess: row level security is on without a policy for users, so they cannot reach any row today
        customers: { access: readOwn("id") },
        // guess: follower_id is the owner: it refers to a user, and so does following_id
        follows: { access: ownedBy("follower_id") },
        // guess: members of conversations share the rows; every member may write
        messages: { access: memberOf("conversation_participants", { column: "conversation_id" }) },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        post_tags: { access: serviceOnly() },
        // signed-in users read every row; the preset says who writes
        posts: {
          access: {
            ...serviceOnly(),
            authenticated: {
              ...appendOnly("author_id").authenticated,
              select: publicRead().authenticated.select,
            },
          },
        },
        // guess: who may insert and delete does not depend on the row; if that is intended, write it as a
        //   predicate
        // guess: copied from its policies of today
        // guess: only the service writes role, by its name
        // everybody reads every row; the preset says who writes
        profiles: {
          access: {
            ...publicRead(),
            authenticated: {
              ...custom({
                update:
                  "(public.is_admin() OR (auth.role() = 'service_role'::text)) OR (( SELECT auth.uid() AS uid) = id)",
                readOnly: ["role"],
              }).authenticated,
              select: publicRead().authenticated.select,
            },
          },
        },
        seen: { access: ownedBy("user_id") },
      },
      routines: {
        // guess: a table calls it, and it runs as postgres: read it
        is_admin: { execute: ["authenticated"] },
      },
    });
    "
  `);
});
