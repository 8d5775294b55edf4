import { acting, anon, service, signedIn, type TestActor, tryAs } from "@rowproof/testing/actor";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { testedMajors } from "@rowproof/testing/sample";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { legacyPeople, misplacedMessage, users } from "../fixture/people.js";
import { policies, routines, rules } from "./expected-access.js";
import { heldBy } from "./privileges.js";
import { ownedTables, relationsOf } from "./relations.js";

const { amara, bruno } = users;
const asAmara = signedIn(amara.id);

describe.each(testedMajors)("who may touch which row, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await afterDatabase(major);
    client = database.client;
    await client.query(
      `insert into public.calendar_events (user_id, date, title) select id, '2025-06-01', 'walk' from auth.users;
       insert into public.users_roles (user_id) select id from auth.users;
       insert into public.billing_customers (user_id, stripe_customer_id) select id, 'cus_' || id from auth.users;
       insert into public.webhook_events (id, event_type, payload) values ('evt_1', 'invoice.paid', '{}');
       update public.profiles set plan = 'PRO'`,
    );
  });
  afterAll(() => database.drop());

  test("row level security is on for every table, and seven views are security_invoker", async () => {
    const { rows } = await client.query(
      `select count(*) filter (where relkind = 'r')::int as tables,
              count(*) filter (where relkind = 'r' and relrowsecurity)::int as secured,
              count(*) filter (where relkind = 'v')::int as views,
              count(*) filter (where relkind = 'v' and reloptions = '{security_invoker=true}')::int as invoking
       from pg_catalog.pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(rows).toEqual([{ tables: 15, secured: 15, views: 7, invoking: 7 }]);
  });

  test("the policies are those of the contract, each with its role", async () => {
    const { rows } = await client.query<{ policy: string }>(
      `select policyname || ' ' || lower(cmd) || ' to ' || array_to_string(roles, ',') as policy
       from pg_catalog.pg_policies where schemaname = 'public' order by policyname collate "C"`,
    );
    const expected = Object.entries(policies).flatMap(([name, commands]) => [
      ...commands.map((command) => `${name}_${command}_own ${command} to authenticated`),
      ...(rules[name] ?? []).map((command) => `${name}_${command}_rule ${command} to authenticated`),
      `${name}_service_role all to service_role`,
    ]);
    expect(rows.map((row) => row.policy)).toEqual(expected.sort());
  });

  test("anon may only execute the sign-in counter, and has no privilege on objects that the owner creates later", async () => {
    await client.query("begin");
    await client.query(
      `create table public.later (id bigserial primary key, note text);
       create view public.later_view as select * from public.later;
       create sequence public.later_sequence;
       create function public.later_function() returns int language sql as 'select 1';
       create procedure public.later_procedure() language sql as 'select 1'`,
    );
    const rows = await heldBy(client, "anon", "authenticated");
    await client.query("rollback");
    const byAnon = rows.filter((row) => row.role === "anon");
    const later = rows.filter((row) => row.object.includes("later"));
    expect(byAnon.map((row) => row.object)).toEqual(routines.anon);
    expect(later).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test("anon gets 42501 for every command on every table and view", async () => {
    for (const relation of await relationsOf(client)) {
      for (const statement of relation.statements) {
        expect([statement, (await tryAs(client, anon, statement)).code]).toEqual([statement, "42501"]);
      }
    }
  });

  test("authenticated has no TRUNCATE, REFERENCES, TRIGGER or MAINTAIN, and executes what the contract names", async () => {
    const rows = await heldBy(client, "authenticated", "service_role");
    const commands = ["SELECT", "INSERT", "UPDATE", "DELETE"];
    const others = rows.filter((row) => !commands.includes(row.privilege));
    expect(others.map((row) => [row.role, row.privilege, row.object]).sort()).toEqual([
      ...routines.authenticated.map((routine) => ["authenticated", "EXECUTE", routine]),
      ...routines.service_role.map((routine) => ["service_role", "EXECUTE", routine]),
    ]);
  });

  test("a user sees all of their own rows, and no one else's", async () => {
    for (const { table, owner, views } of ownedTables) {
      const { rows } = await client.query(
        `select count(*)::int as own from public.${table} where "${owner}"::text = $1`,
        [amara.id],
      );
      expect(rows[0].own).toBeGreaterThan(0);
      for (const [name, column] of [[table, owner], ...views.map((view) => [view, "user_id"])]) {
        const seen = await tryAs(client, asAmara, `select "${column}"::text as owner from public.${name}`);
        expect([name, seen.count]).toEqual([name, rows[0].own]);
        expect(new Set(seen.rows.map((row) => row.owner))).toEqual(new Set([amara.id]));
      }
    }
  });

  const subjectless: readonly (readonly [string, TestActor])[] = [
    ["unset", { role: "authenticated" }],
    ["empty", { role: "authenticated", claims: "" }],
    ["without a subject", { role: "authenticated", claims: '{"role":"authenticated"}' }],
    ["with a null subject", { role: "authenticated", claims: '{"sub":null}' }],
    ["with an empty subject", { role: "authenticated", claims: '{"sub":""}' }],
    ["with a legacy subject", signedIn(legacyPeople[0].id)],
    ["malformed", { role: "authenticated", claims: "{not json" }],
    ["not an object", { role: "authenticated", claims: '["sub"]' }],
  ];
  test.each(
    subjectless,
  )("claims that are %s see nothing, change nothing and raise nothing", async (_, actor) => {
    for (const { table, owner, views } of ownedTables) {
      for (const name of [table, ...views]) {
        expect(await tryAs(client, actor, `select from public.${name}`)).toMatchObject({
          code: null,
          count: 0,
        });
      }
      const deleted = await tryAs(client, actor, `delete from public.${table} where "${owner}" is not null`);
      expect([table, deleted.count]).toEqual([table, 0]);
    }
    const spoofed = `insert into public."DailyMood" ("userId", date, emotion, intensity, fruit)
                     values ('', '2030-01-01', 'joy', 1, 'mango')`;
    expect(await tryAs(client, actor, spoofed)).toMatchObject({ code: "42501" });
  });

  test("the service reaches every row, including legacy ones", async () => {
    for (const relation of await relationsOf(client)) {
      if (relation.name === "_prisma_migrations") continue;
      const all = await client.query(`select from ${relation.sql}`);
      expect(await tryAs(client, service, `select from ${relation.sql}`)).toMatchObject({
        count: all.rowCount,
      });
    }
    const history = 'select from public."_prisma_migrations"';
    expect(await tryAs(client, service, history)).toMatchObject({ code: "42501" });
    expect((await client.query(history)).rowCount).toBe(2);
  });

  test("a row cannot be made for another, given away or taken over", async () => {
    for (const { table, owner, views, columns, values } of ownedTables) {
      if (values === undefined) continue;
      for (const [name, column] of [[table, owner], ...views.map((view) => [view, "user_id"])]) {
        const insert = (id: string) => {
          const list = name === table ? columns : columns.map(snakeCase);
          return tryAs(
            client,
            asAmara,
            `insert into public.${name} ("${column}", ${list.map((item) => `"${item}"`).join(", ")})
             values ($1, ${values})`,
            [id],
          );
        };
        expect([name, await insert(bruno.id)]).toMatchObject([name, { code: "42501" }]);
        expect([name, await insert(amara.id)]).toMatchObject([name, { code: null, count: 1 }]);
        if (table === '"InsightRun"') continue;
        const give = `update public.${name} set "${column}" = $1`;
        expect([name, await tryAs(client, asAmara, give, [bruno.id])]).toMatchObject([
          name,
          { code: "42501" },
        ]);
        const take = `update public.${name} set "${column}" = $1 where "${column}" = $2`;
        expect(await tryAs(client, asAmara, take, [amara.id, bruno.id])).toMatchObject({
          code: null,
          count: 0,
        });
      }
    }
  });

  test("an insight is never changed", async () => {
    for (const name of ['"InsightRun"', "insight_run"]) {
      const changed = await tryAs(client, asAmara, `update public.${name} set narrative = 'better'`);
      expect(changed.code).toBe("42501");
    }
  });

  test("users cannot write plan and plan_updated_at, by update, insert or upsert", async () => {
    const upsert = `insert into public.profiles (user_id, plan) values ($1, 'ELITE')
                    on conflict (user_id) do update set plan = excluded.plan`;
    const quiet = `insert into public.profiles (user_id, voice_enabled) values ($1, true)
                   on conflict (user_id) do update set voice_enabled = true`;
    for (const [statement, values] of [
      ["update public.profiles set plan = 'ELITE'", []],
      ["update public.profiles set plan_updated_at = now()", []],
      ["update public.profiles set voice_enabled = true, plan = 'ELITE'", []],
      ["update public.profiles set user_id = $1", [bruno.id]],
      [upsert, [amara.id]],
      [quiet, [amara.id]],
      ["insert into public.profiles (user_id, plan) values ($1, 'ELITE')", [amara.id]],
      ["delete from public.profiles", []],
    ] as const) {
      expect([statement, (await tryAs(client, asAmara, statement, values)).code]).toEqual([
        statement,
        "42501",
      ]);
    }
    await acting(client, asAmara, async (run) => {
      const changed = await run("update public.profiles set voice_enabled = true returning user_id, plan");
      expect(changed.rows).toEqual([{ user_id: amara.id, plan: "PRO" }]);
    });
    expect(await tryAs(client, service, upsert, [amara.id])).toMatchObject({ code: null, count: 1 });
  });

  test("users cannot write roles, customers and webhook events", async () => {
    for (const statement of [
      `insert into public.users_roles (user_id, role) values ('${amara.id}', 'admin')`,
      `insert into public.billing_customers (user_id, stripe_customer_id) values ('${amara.id}', 'cus_x')`,
      "update public.billing_customers set stripe_customer_id = 'cus_x'",
      "delete from public.billing_customers",
      "insert into public.webhook_events (id, event_type, payload) values ('evt_2', 'x', '{}')",
    ]) {
      expect([statement, (await tryAs(client, asAmara, statement)).code]).toEqual([statement, "42501"]);
    }
  });

  test("a message cannot be inserted into another user's session, by any role", async () => {
    const { rows } = await client.query<{ sessionId: string; userId: string }>(
      `select distinct on ("userId") "sessionId", "userId" from public."ChatSession"
       where "userId" in ($1, $2) order by "userId", "sessionId"`,
      [amara.id, bruno.id],
    );
    const [own, other] = [rows[0]?.sessionId, rows[1]?.sessionId];
    const refused = { code: "23503", constraint: "ChatMessage_sessionId_userId_fkey" };
    const inserts = [
      `insert into public."ChatMessage" ("sessionId", "userId", role, content) values ($1, $2, 'user', 'hello')`,
      `insert into public.chat_messages (session_id, user_id, role, content) values ($1, $2, 'user', 'hello')`,
    ];
    for (const actor of [asAmara, service]) {
      for (const insert of inserts) {
        expect(await tryAs(client, actor, insert, [other, amara.id])).toMatchObject(refused);
        expect(await tryAs(client, actor, insert, [own, amara.id])).toMatchObject({ code: null, count: 1 });
      }
      for (const [name, session, user] of [
        ['"ChatMessage"', '"sessionId"', '"userId"'],
        ["chat_messages", "session_id", "user_id"],
      ]) {
        const move = `update public.${name} set ${session} = $1 where ${session} = $2 and ${user} = $3`;
        expect(await tryAs(client, actor, move, [other, own, amara.id])).toMatchObject(refused);
      }
    }
  });

  test("an old misplaced message stays, and its sender can read and change it", async () => {
    const change = `update public."ChatMessage" set content = 'x' where id = $1`;
    expect(await tryAs(client, signedIn(bruno.id), change, [misplacedMessage.id])).toMatchObject({
      count: 1,
    });
    expect(await tryAs(client, asAmara, change, [misplacedMessage.id])).toMatchObject({
      code: null,
      count: 0,
    });
  });

  test("a session that gets another owner takes its messages along", async () => {
    await acting(client, service, async (run) => {
      const moved = await run(
        `update public."ChatSession" set "userId" = $1
         where "sessionId" = (select min("sessionId") from public."ChatSession" where "userId" = $2)
         returning "sessionId"`,
        [bruno.id, amara.id],
      );
      const owners = await run('select distinct "userId" from public."ChatMessage" where "sessionId" = $1', [
        moved.rows[0]?.sessionId,
      ]);
      expect(owners.rows).toEqual([{ userId: bruno.id }]);
    });
  });
});

function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
