import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { useDrafts } from "./drafting.js";

const draft = useDrafts();

const companion = (file: string) =>
  readFile(fileURLToPath(new URL(`../../../../apps/companion/${file}`, import.meta.url)), "utf8");

test("tables by Prisma, row level security off, grants to everybody", async () => {
  expect(await draft(await companion("before.sql"))).toMatchInlineSnapshot(`
    "import { closed, defineConfig, ownedBy } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: a row stays within its owner's row of ChatSession
        ChatMessage: { access: ownedBy("userId", { within: "ChatSession" }), views: ["chat_message"] },
        ChatSession: { access: ownedBy("userId"), views: ["chat_session"] },
        DailyMood: { access: ownedBy("userId"), views: ["daily_mood"] },
        InsightRun: { access: ownedBy("user_id"), views: ["insight_run"] },
        JournalEntry: { access: ownedBy("userId"), views: ["journal_entry"] },
        UserMemory: { access: ownedBy("userId"), views: ["user_memory"] },
        _prisma_migrations: { access: closed() },
      },
    });
    "
  `);
});

test("the same database, kept: policies, grants and views say it all", async () => {
  expect(await draft(await companion("schema.sql"))).toMatchInlineSnapshot(`
    "import { appendOnly, closed, custom, defineConfig, ownedBy, readOwn, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: copied from its policies of today
        ChatMessage: {
          access: custom({
            select:
              '("userId" = ( SELECT (auth.uid())::text AS uid)) AND ("timestamp" >= ( SELECT public.companion_history_start() AS companion_history_start))',
            insert: '"userId" = ( SELECT (auth.uid())::text AS uid)',
            update: '"userId" = ( SELECT (auth.uid())::text AS uid)',
            delete: '"userId" = ( SELECT (auth.uid())::text AS uid)',
          }),
          views: ["chat_message", "chat_messages"],
        },
        ChatSession: { access: ownedBy("userId"), views: ["chat_session", "chat_sessions"] },
        DailyMood: { access: ownedBy("userId"), views: ["daily_mood"] },
        InsightRun: { access: appendOnly("user_id"), views: ["insight_run"] },
        JournalEntry: { access: ownedBy("userId"), views: ["journal_entry", "journal_entries"] },
        UserMemory: { access: ownedBy("userId"), views: ["user_memory"] },
        _prisma_migrations: { access: closed() },
        // guess: copied from its policies of today
        billing_customers: {
          access: custom({
            select:
              "(user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.companion_has_role(ARRAY['ops'::text, 'admin'::text]) AS companion_has_role)",
          }),
        },
        // guess: only the service writes it, as its name suggests
        // guess: row level security is on without a policy for users, so they cannot reach any row today
        billing_states: { access: readOwn("user_id") },
        calendar_events: { access: ownedBy("user_id") },
        // guess: copied from its policies of today
        profiles: {
          access: custom({
            select:
              "(user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.companion_has_role(ARRAY['ops'::text, 'admin'::text]) AS companion_has_role)",
            update: "user_id = ( SELECT auth.uid() AS uid)",
            writable: ["voice_enabled"],
          }),
        },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        sign_in_limits: { access: serviceOnly() },
        // guess: row level security is on without a policy for users, so they cannot reach any row today
        user_limits: { access: ownedBy("user_id") },
        // guess: who may insert, update and delete does not depend on the row; if that is intended, write it as a
        //   predicate
        // guess: copied from its policies of today
        users_roles: {
          access: custom({
            select:
              "(user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.companion_has_role(ARRAY['admin'::text]) AS companion_has_role)",
          }),
        },
        // guess: who may select does not depend on the row; if that is intended, write it as a predicate
        webhook_events: { access: serviceOnly() },
      },
      routines: {
        // guess: a table calls it, and it runs as postgres: read it
        companion_has_role: { execute: ["authenticated"] },
        companion_history_start: { execute: ["authenticated"] },
        // guess: users call it: it is granted to authenticated by name
        companion_month: { execute: ["authenticated"] },
        // These run as their owner. Naming one states that somebody has read it:
        // companion_export_messages: { execute: ["authenticated"] }, // security definer, runs as postgres: read it first
        // companion_take_sign_in: { execute: ["authenticated"] }, // security definer, runs as postgres: read it first
        // companion_take_write: { execute: ["authenticated"] }, // security definer, runs as postgres: read it first
        // companion_create_profile: { execute: [] }, // a trigger runs it as postgres: read it first
        // companion_erase_user: { execute: [] }, // a trigger runs it as postgres: read it first
        // companion_require_user: { execute: [] }, // a trigger runs it as postgres: read it first
      },
    });
    "
  `);
});

test("teams, without a policy", async () => {
  const sql = `
    create type team_role as enum ('owner', 'editor', 'viewer');
    create table teams (id uuid primary key default gen_random_uuid(), name text, owner_id uuid references auth.users);
    create table team_members (
      team_id uuid references teams, user_id uuid references auth.users, role team_role not null default 'viewer',
      primary key (team_id, user_id));
    create table documents (
      id uuid primary key, team_id uuid not null references teams, created_by uuid references auth.users, body text);
    create table comments (id uuid primary key, document_id uuid not null references documents, body text);
    create table reactions (comment_id uuid references comments, emoji text);
    create table drafts (id uuid primary key, team_id uuid not null references teams, user_id uuid references auth.users);

    create table "Workspace" (id text primary key);
    create table "WorkspaceUser" (
      id text primary key, "workspaceId" text not null references "Workspace", "userId" text not null, role text);
    create table "Board" (id text primary key, "workspaceId" text not null references "Workspace");

    create table organizations (id uuid primary key);
    create table memberships (
      organization uuid references organizations, member uuid references auth.users,
      role text check (role in ('admin', 'member')));
    create table invoices (id uuid primary key, org uuid references organizations);

    create table projects (id uuid primary key, user_id uuid references auth.users);
    create table tasks (id uuid primary key, project_id uuid not null references projects, user_id uuid references auth.users);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { custom, defineConfig, memberOf, ownedBy, readOwn } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: members of Workspace share the rows; every member may write
        Board: { access: memberOf("WorkspaceUser", { column: "workspaceId", user: "userId" }), views: ["board"] },
        // guess: members read their row of Workspace; only the service changes it
        Workspace: {
          access: memberOf("WorkspaceUser", { column: "id", team: "workspaceId", user: "userId", write: false }),
          views: ["workspace"],
        },
        // guess: it says who is in which of Workspace; only the service adds members
        WorkspaceUser: { access: readOwn("userId"), views: ["workspace_user"] },
        // guess: read with its row of documents; writes are the service's until somebody says who may
        comments: { access: custom({ select: "document_id in (select id from public.documents)" }) },
        // guess: members of teams share the rows; owner and editor may write
        documents: { access: memberOf("team_members", { write: ["owner", "editor"] }) },
        // guess: only its owner reaches it; write memberOf() if the members of a team share it
        drafts: { access: ownedBy("user_id") },
        // guess: members of organizations share the rows; admin may write
        invoices: {
          access: memberOf("memberships", {
            column: "org",
            team: "organization",
            user: "member",
            write: ["admin"],
          }),
        },
        // guess: it says who is in which of organizations; only the service adds members
        memberships: { access: readOwn("member") },
        // guess: members read their row of organizations; admin may change it
        organizations: {
          access: memberOf("memberships", {
            column: "id",
            team: "organization",
            user: "member",
            write: false,
            update: ["admin"],
          }),
        },
        projects: { access: ownedBy("user_id") },
        // guess: read with its row of comments; writes are the service's until somebody says who may
        reactions: { access: custom({ select: "comment_id in (select id from public.comments)" }) },
        // guess: a row stays within its owner's row of projects
        tasks: { access: ownedBy("user_id", { within: "projects" }) },
        // guess: it says who is in which of teams; only the service adds members
        team_members: { access: readOwn("user_id") },
        // guess: members read their row of teams; owner and editor may change it
        teams: {
          access: memberOf("team_members", {
            column: "id",
            team: "team_id",
            write: false,
            update: ["owner", "editor"],
          }),
        },
      },
    });
    "
  `);
});

test("which tables say who is in a team, and which do not", async () => {
  const sql = `
    create table teams (id uuid primary key);
    create table team_members (team_id uuid references teams, user_id uuid references auth.users);
    create table crew (
      team_id uuid references teams, user_id uuid references auth.users, role text, unique (user_id, team_id));
    create table boards (id uuid primary key, team_id uuid references teams);
    create table projects (id uuid primary key);
    create table assignments (project_id uuid references projects, user_id uuid references auth.users, role text);
    create table plans (id uuid primary key, project_id uuid references projects);
    create table groups (id uuid primary key);
    create table engagements (
      group_id uuid references groups, user_id uuid references auth.users, role text, primary key (group_id, user_id));
    create table stars (group_id uuid references groups, user_id uuid references auth.users, primary key (group_id, user_id));
    create table accounts (id uuid primary key references auth.users);
    create table tenants (id uuid primary key);
    create table memberships (a_user uuid references accounts, tenant_id uuid references tenants);
    create table rooms (id uuid primary key, tenant_id uuid references tenants);`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { defineConfig, memberOf, ownedBy, readOwn, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        accounts: { access: ownedBy("id") },
        assignments: { access: ownedBy("user_id") },
        // guess: members of teams share the rows; every member may write
        boards: { access: memberOf("team_members") },
        // guess: only its owner reaches it; write memberOf() if the members of a team share it
        crew: { access: ownedBy("user_id") },
        // guess: it says who is in which of groups; only the service adds members
        engagements: { access: readOwn("user_id") },
        // guess: members read their row of groups; only the service changes it
        groups: { access: memberOf("engagements", { column: "id", team: "group_id", write: false }) },
        // guess: it says who is in which of tenants; only the service adds members
        memberships: { access: readOwn("a_user") },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        plans: { access: serviceOnly() },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        projects: { access: serviceOnly() },
        // guess: members of tenants share the rows; every member may write
        rooms: { access: memberOf("memberships", { column: "tenant_id", user: "a_user" }) },
        // guess: only its owner reaches it; write memberOf() if the members of a team share it
        stars: { access: ownedBy("user_id") },
        // guess: it says who is in which of teams; only the service adds members
        team_members: { access: readOwn("user_id") },
        // guess: members read their row of teams; only the service changes it
        teams: { access: memberOf("team_members", { column: "id", team: "team_id", write: false }) },
        // guess: members read their row of tenants; only the service changes it
        tenants: {
          access: memberOf("memberships", { column: "id", team: "tenant_id", user: "a_user", write: false }),
        },
      },
    });
    "
  `);
});

test("teams, with policies over the members and through functions", async () => {
  const sql = `
    create table teams (id uuid primary key default gen_random_uuid(), name text);
    create table team_members (
      team_id uuid references teams, user_id uuid references auth.users, role text not null, active boolean,
      primary key (team_id, user_id));
    create table records (id uuid primary key, team_id uuid not null references teams);
    create table plans (id uuid primary key, team_id uuid not null references teams, archived boolean);
    alter table records enable row level security;
    alter table plans enable row level security;
    create policy active on records using (exists (
      select from team_members m where m.team_id = records.team_id and m.user_id = auth.uid() and m.active));
    create policy everything on plans using (team_id in (select m.team_id from team_members m where m.user_id = auth.uid()));
    create policy living on plans as restrictive for update using (not archived);
    create table vaults (id uuid primary key, team_id uuid not null references teams);
    create table sheets (id uuid primary key, team_id uuid not null references teams);
    alter table vaults enable row level security;
    alter table sheets enable row level security;
    create policy members on vaults using (team_id in (select m.team_id from team_members m where m.user_id = auth.uid()));
    create table seats (id uuid primary key, team_id uuid not null references teams);
    alter table seats enable row level security;
    create policy with_role on seats for select using (
      team_id in (select m.team_id from team_members m where m.user_id = auth.uid() and m.role is not null));
    create policy admins on vaults as restrictive for delete using (
      team_id in (select m.team_id from team_members m where m.user_id = auth.uid() and m.role = 'admin'));
    create policy members on sheets for select using (team_id in (select m.team_id from team_members m where m.user_id = auth.uid()));
    create policy leave on sheets for delete using (team_id in (select m.team_id from team_members m where m.user_id = auth.uid()));
    create policy ins on sheets for insert with check (
      team_id in (select m.team_id from team_members m where m.user_id = auth.uid() and m.role = 'admin'));
    create policy upd on sheets for update using (
      team_id in (select m.team_id from team_members m where m.user_id = auth.uid() and m.role = 'admin'));
    create table documents (id uuid primary key, team_id uuid not null references teams, body text, locked boolean);
    create table pages (id uuid primary key, team_id uuid not null references teams);
    create table files (id uuid primary key, team_id uuid not null references teams, created_by uuid references auth.users);
    create function is_member(team uuid) returns boolean language sql stable security definer set search_path = ''
      as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = auth.uid()) $$;
    create function is_admin(team uuid) returns boolean language sql stable security definer set search_path = ''
      as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = auth.uid()
        and m.role = 'admin') $$;
    alter table teams enable row level security;
    alter table team_members enable row level security;
    alter table documents enable row level security;
    alter table pages enable row level security;
    alter table files enable row level security;
    create policy sel on teams for select using (is_member(id));
    create policy upd on teams for update using (is_admin(id));
    create policy own on team_members for select using (user_id = auth.uid());
    create policy mates on team_members for select using (is_member(team_id));
    create policy join_any on team_members for insert with check (user_id = auth.uid());
    create policy sel on documents for select to authenticated using (
      team_id in (select m.team_id from team_members m where m.user_id = auth.uid()));
    create policy ins on documents for insert to authenticated with check (exists (
      select 1 from team_members m where m.team_id = documents.team_id and m.user_id = (select auth.uid())
        and m.role in ('owner', 'editor')));
    create policy upd on documents for update to authenticated using (exists (
      select 1 from team_members m where m.team_id = documents.team_id and m.user_id = (select auth.uid())
        and m.role in ('owner', 'editor')));
    create policy everything on pages using (is_member(team_id));
    create policy sel on files for select using (is_member(team_id));
    create policy ins on files for insert with check (is_member(team_id) and created_by = auth.uid());
    create policy del on files for delete using (created_by = auth.uid());`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { custom, defineConfig, memberOf } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // guess: memberOf replaces the condition of its policies on team_members
        documents: { access: memberOf("team_members", { write: ["owner", "editor"], delete: false }) },
        // guess: copied from its policies of today
        files: {
          access: custom({
            select: "public.is_member(team_id)",
            insert: "public.is_member(team_id) AND (created_by = auth.uid())",
            delete: "created_by = auth.uid()",
          }),
        },
        // guess: memberOf replaces the condition of its policies on team_members
        pages: { access: memberOf("team_members") },
        // guess: copied from its policies of today
        plans: {
          access: custom({
            select: "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))",
            insert: "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))",
            update:
              "(team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))) AND (NOT archived)",
            delete: "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))",
          }),
        },
        // guess: copied from its policies of today
        records: {
          access: custom({
            select:
              "EXISTS ( SELECT FROM public.team_members m WHERE ((m.team_id = records.team_id) AND (m.user_id = auth.uid()) AND m.active))",
            insert:
              "EXISTS ( SELECT FROM public.team_members m WHERE ((m.team_id = records.team_id) AND (m.user_id = auth.uid()) AND m.active))",
            update:
              "EXISTS ( SELECT FROM public.team_members m WHERE ((m.team_id = records.team_id) AND (m.user_id = auth.uid()) AND m.active))",
            delete:
              "EXISTS ( SELECT FROM public.team_members m WHERE ((m.team_id = records.team_id) AND (m.user_id = auth.uid()) AND m.active))",
          }),
        },
        // guess: copied from its policies of today
        seats: {
          access: custom({
            select:
              "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE ((m.user_id = auth.uid()) AND (m.role IS NOT NULL)))",
          }),
        },
        // guess: memberOf replaces the condition of its policies on team_members
        sheets: { access: memberOf("team_members", { insert: ["admin"], update: ["admin"] }) },
        // guess: only the service adds members: today users can add themselves to any team
        // guess: copied from its policies of today
        team_members: { access: custom({ select: "(public.is_member(team_id)) OR (user_id = auth.uid())" }) },
        // guess: copied from its policies of today
        teams: { access: custom({ select: "public.is_member(id)", update: "public.is_admin(id)" }) },
        // guess: copied from its policies of today
        vaults: {
          access: custom({
            select: "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))",
            insert: "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))",
            update: "team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))",
            delete:
              "(team_id IN ( SELECT m.team_id FROM public.team_members m WHERE (m.user_id = auth.uid()))) AND (team_id IN ( SELECT m.team_id FROM public.team_members m WHERE ((m.user_id = auth.uid()) AND (m.role = 'admin'::text))))",
          }),
        },
      },
      routines: {
        // guess: a table calls it, and it runs as postgres: read it
        is_admin: { execute: ["authenticated"] },
        // guess: a table calls it, and it runs as postgres: read it
        is_member: { execute: ["authenticated"] },
      },
    });
    "
  `);
});

test("a shop: what everybody reads, what a customer owns, what hangs on an order", async () => {
  const sql = `
    create table products (id bigint generated always as identity primary key, title text, price numeric);
    create table categories (id int primary key, name text);
    create table announcements (id int primary key, body text);
    create table orders (id uuid primary key, user_id uuid not null references auth.users, total numeric);
    create table order_items (
      id uuid primary key, product_id bigint not null references products, order_id uuid not null references orders);
    create table item_notes (id uuid primary key, item_id uuid references order_items, body text);
    create table parcels (
      id uuid primary key, again_for uuid references orders, item_id uuid not null references order_items);
    create table order_webhooks (id uuid primary key, order_id uuid not null references orders);
    create table counts (id uuid primary key, user_id int, order_id uuid not null references orders);
    create table "order" (id uuid primary key, "user" uuid references auth.users);
    create table stamps (id uuid primary key, "order" uuid references "order");
    create table payments (id uuid primary key, user_id uuid references auth.users, order_id uuid references orders);
    create table stripe_webhooks (id text primary key, payload jsonb);
    create table audit_log (id bigint primary key, user_id uuid references auth.users, what text);
    alter table products enable row level security;
    alter table announcements enable row level security;
    create policy "Everybody sees products" on products for select using (true);
    create policy "Signed-in users see announcements" on announcements for select using (auth.role() = 'authenticated');`;
  expect(await draft(sql)).toMatchInlineSnapshot(`
    "import { custom, defineConfig, ownedBy, publicRead, readOwn, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      tables: {
        // signed-in users read every row
        announcements: { access: { ...publicRead(), anon: serviceOnly().anon } },
        // guess: only the service writes it, as its name suggests
        audit_log: { access: readOwn("user_id") },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        categories: { access: serviceOnly() },
        // guess: user_id is integer, which cannot hold a user's id: the rows have no owner
        counts: { access: serviceOnly() },
        // guess: read with its row of order_items; writes are the service's until somebody says who may
        item_notes: { access: custom({ select: "item_id in (select id from public.order_items)" }) },
        // guess: user is the owner: it refers to a user
        order: { access: ownedBy("user") },
        // guess: read with its row of orders; writes are the service's until somebody says who may
        order_items: { access: custom({ select: "order_id in (select id from public.orders)" }) },
        order_webhooks: { access: serviceOnly() },
        orders: { access: ownedBy("user_id") },
        // guess: read with its row of order_items; writes are the service's until somebody says who may
        parcels: { access: custom({ select: "item_id in (select id from public.order_items)" }) },
        // guess: only the service writes it, as its name suggests
        payments: { access: readOwn("user_id") },
        products: { access: publicRead() },
        // guess: read with its row of order; writes are the service's until somebody says who may
        stamps: { access: custom({ select: '"order" in (select "id" from "public"."order")' }) },
        stripe_webhooks: { access: serviceOnly() },
      },
    });
    "
  `);
});

test("odd names", async () => {
  const sql = `
    create table "HTTPLogEntry" (id int primary key, "userId" uuid, "requestURL" text);
    create table "User" (id uuid primary key references auth.users, "select" text, "isAdmin" boolean);
    create table "Order" (id uuid primary key, "user" uuid references auth.users, user_id uuid);
    create table "order" (id int primary key);
    create table "Twice" (id uuid primary key, "userId" uuid, user_id uuid);
    create table "DayOne" (id int); create table "dayOne" (id int);
    create table "it's ""quoted"" \\ and long" (id uuid primary key, "user's id" uuid references auth.users);
    create table "line
    export default 1 // breaks" (id int primary key, "owner
    process.exit(7)" uuid references auth.users);
    create table "2024" (user_id uuid); create table "naïve" (user_id uuid); create table "Größe" (user_id uuid);
    create table "日記" (user_id text); create table __proto__ (user_id uuid); create table constructor (user_id uuid);
    create table "a.b" (user_id uuid); create table "public.c" (user_id uuid);
    create table "TaskOfTheDayThatHasAVeryLongNameIndeedSoThatItNeedsManyBytes" (user_id uuid);
    create schema app;
    create table app.notes (id uuid primary key, user_id uuid references auth.users, parent uuid references app.notes);
    create table public.notes (id uuid primary key, app_note uuid references app.notes);
    create function app."do it"() returns int language sql as 'select 1';
    grant execute on function app."do it"() to authenticated;`;
  expect(await draft(sql, ["public", "app"])).toMatchInlineSnapshot(`
    "import { custom, defineConfig, ownedBy, serviceOnly } from "rowproof";

    // Drafted by rowproof init from the database. Each guess is marked above its entry.
    export default defineConfig({
      migrations: "migrations",
      schema: "schema.sql",
      schemas: ["public", "app"],
      tables: {
        "app.notes": { access: ownedBy("user_id") },
        "2024": { access: ownedBy("user_id") },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        // no view day_one: it would be dayOne, too
        DayOne: { access: serviceOnly() },
        Größe: { access: ownedBy("user_id"), views: ["größe"] },
        HTTPLogEntry: { access: ownedBy("userId"), views: ["http_log_entry"] },
        // guess: user is the owner: it refers to a user
        // no view order: a table has that name
        Order: { access: ownedBy("user") },
        // no view task_of_the_day_that_has_a_very_long_name_indeed_so_that_it_needs_many_bytes: the name is too
        //   long
        TaskOfTheDayThatHasAVeryLongNameIndeedSoThatItNeedsManyBytes: { access: ownedBy("user_id") },
        // guess: userId is the owner, by its name, and user_id could be
        // no view twice: two columns would be user_id in it
        Twice: { access: ownedBy("userId") },
        // guess: only the service writes isAdmin, by its name
        User: { access: ownedBy("id", { readOnly: ["isAdmin"] }), views: ["user"] },
        ["__proto__"]: { access: ownedBy("user_id") },
        "a.b": { access: ownedBy("user_id") },
        constructor: { access: ownedBy("user_id") },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        // no view day_one: it would be DayOne, too
        dayOne: { access: serviceOnly() },
        // guess: user's id is the owner: it refers to a user
        'it\\'s "quoted" \\\\ and long': { access: ownedBy("user's id") },
        // guess: owner     process.exit(7) is the owner: it refers to a user
        "line\\n    export default 1 // breaks": { access: ownedBy("owner\\n    process.exit(7)") },
        naïve: { access: ownedBy("user_id") },
        // guess: read with its row of app.notes; writes are the service's until somebody says who may
        notes: { access: custom({ select: "app_note in (select id from app.notes)" }) },
        // guess: no column says whose a row is; publicRead() if everybody may read it
        order: { access: serviceOnly() },
        "public.public.c": { access: ownedBy("user_id") },
        日記: { access: ownedBy("user_id") },
      },
      routines: {
        // guess: users call it: it is granted to authenticated by name
        "app.do it": { execute: ["authenticated"] },
      },
    });
    "
  `);
});
