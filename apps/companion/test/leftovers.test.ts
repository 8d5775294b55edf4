import { acting, signedIn } from "@rowproof/testing/actor";
import { beforeDatabase, migrate, migrations, swapped } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { misplacedMessage, users } from "../fixture/people.js";

let database: FreshDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await beforeDatabase();
  client = database.client;
});
afterEach(() => database.drop());

describe.each([
  ["in order", migrations],
  ["with the last two swapped", swapped],
])("what others made, and the files %s leave in place", (_, files) => {
  test("a permissive policy is named, on any table", async () => {
    await client.query(`
      create policy "Enable read access for all users" on public."JournalEntry" using (true);
      create policy insight_run_update_own on public."InsightRun" for update using (true);
      create policy narrowing on public."JournalEntry" as restrictive using (true);
      create table public.users_roles (id uuid, user_id uuid, role text);
      create policy users_roles_insert_own on public.users_roles for insert with check (true);
      create table public.another (id int);
      create policy elsewhere on public.another using (true)`);
    const warnings = (await migrate(client, files)).filter((warning) => warning.includes("policies"));
    expect(warnings.toSorted()).toEqual([
      "permissive policies that these files do not make: " +
        'insight_run_update_own on public."InsightRun", ' +
        '"Enable read access for all users" on public."JournalEntry"',
      "permissive policies that this file does not make: users_roles_insert_own on public.users_roles",
    ]);
    expect((await migrate(client, files)).filter((warning) => warning.includes("policies"))).toHaveLength(2);
  });

  test("a sign-up trigger is named, if it fires", async () => {
    await client.query(`
      create function public.handle_new_user() returns trigger language plpgsql as 'begin return new; end';
      create trigger on_auth_user_created after insert on auth.users
        for each row execute function public.handle_new_user();
      create trigger "on change" before insert or update on auth.users
        for each row execute function public.handle_new_user();
      create trigger on_auth_user_deleted after delete on auth.users
        for each row execute function public.handle_new_user();
      create trigger asleep after insert on auth.users for each row execute function public.handle_new_user();
      alter table auth.users disable trigger asleep`);
    expect((await migrate(client, files)).filter((warning) => warning.includes("triggers"))).toEqual([
      'other triggers fire when a user is inserted into auth.users: "on change", on_auth_user_created',
    ]);
  });
});

test("a second run names only what a later file adds", async () => {
  await migrate(client);
  const said = (await migrate(client)).filter((warning) => /policies|triggers/.test(warning));
  expect(said).toEqual([
    "permissive policies that this file does not make: users_roles_delete_rule on public.users_roles, " +
      "users_roles_insert_rule on public.users_roles, users_roles_update_rule on public.users_roles, " +
      "webhook_events_select_rule on public.webhook_events",
  ]);
});

describe("a key with the name of the key from messages to sessions", () => {
  const key = (definition: string) =>
    client.query(
      `alter table public."ChatMessage" add constraint "ChatMessage_sessionId_userId_fkey" ${definition}`,
    );

  test.each([
    ["has one column", `foreign key ("sessionId") references public."ChatSession" ("sessionId")`],
    ["is no foreign key", `check ("sessionId" <> "userId")`],
    [
      "restricts",
      `foreign key ("sessionId", "userId") references public."ChatSession" ("sessionId", "userId") not valid`,
    ],
  ])("and %s stops the file", async (_, definition) => {
    await client.query(
      'create unique index "ChatSession_sessionId_userId_key" on public."ChatSession" ("sessionId", "userId")',
    );
    await key(definition);
    await expect(migrate(client)).rejects.toMatchObject({
      code: "42710",
      message: expect.stringContaining("is another than this file makes"),
    });
  });

  test("is accepted if it is the same, valid or not, with any search path", async () => {
    await client.query('delete from public."ChatMessage" where id = $1', [misplacedMessage.id]);
    await migrate(client);
    for (const path of ["''", "public"]) {
      await client.query(`set search_path = ${path}`);
      await migrate(client);
    }
    await client.query(
      'alter table public."ChatMessage" validate constraint "ChatMessage_sessionId_userId_fkey"',
    );
    await migrate(client);
  });
});

test("the owner of a session with a misplaced message can change all of it but its sessionId", async () => {
  await migrate(client);
  const { sessionId, sessionUserId } = misplacedMessage;
  await acting(client, signedIn(sessionUserId), async (run) => {
    const rename = "update public.chat_sessions set session_id = 'renamed' where session_id = $1";
    expect(await run(rename, [sessionId])).toMatchObject({
      code: "23503",
      constraint: "ChatMessage_sessionId_userId_fkey",
    });
    const summarize = `update public.chat_sessions set session_id = session_id, user_id = user_id, summary = 'x'
                       where session_id = $1`;
    expect(await run(summarize, [sessionId])).toMatchObject({ code: null, count: 1 });
  });
  await client.query('delete from public."ChatMessage" where id = $1', [misplacedMessage.id]);
  await acting(client, signedIn(users.amara.id), async (run) => {
    const renamed = await run(
      "update public.chat_sessions set session_id = 'renamed' where session_id = $1",
      [sessionId],
    );
    expect(renamed).toMatchObject({ code: null, count: 1 });
  });
});
