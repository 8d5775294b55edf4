import { acting, signedIn, type TestActor, tryAs } from "@rowproof/testing/actor";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { users } from "../fixture/people.js";
import { ownedTables } from "./relations.js";

const { amara, bruno, chiyo, diego } = users;
const [admin, ops, user] = [amara, bruno, chiyo].map(({ id }) => signedIn(id)) as [
  TestActor,
  TestActor,
  TestActor,
];
const staff = { admin: [admin, amara.id], ops: [ops, bruno.id] } as const;
const makeAdmin = "insert into public.users_roles (user_id, role) values ($1, 'admin')";

describe.each([15, 17] as const)("who works for the company, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await afterDatabase(major);
    client = database.client;
    await client.query(
      `insert into public.calendar_events (user_id, date, title) select id, '2025-06-01', 'walk' from auth.users;
       insert into public.billing_customers (user_id, stripe_customer_id) select id, 'cus_' || id from auth.users;
       insert into public.webhook_events (id, event_type, payload) values ('evt_1', 'invoice.paid', '{}');
       insert into public.users_roles (user_id, role) values ('${amara.id}', 'admin'), ('${bruno.id}', 'ops'),
         ('${chiyo.id}', 'user'), ('${diego.id}', 'user');
       update public.profiles set plan = 'PRO'`,
    );
  });
  afterAll(() => database.drop());

  const seen = async (actor: TestActor, relation: string) =>
    (await tryAs(client, actor, `select from public.${relation}`)).count;

  test("ops and admins can read every profile, customer and webhook event; users can read their own", async () => {
    for (const [relation, all, own] of [
      ["profiles", 4, 1],
      ["billing_customers", 4, 1],
      ["webhook_events", 1, 0],
    ] as const) {
      const counts = [await seen(admin, relation), await seen(ops, relation), await seen(user, relation)];
      expect([relation, counts]).toEqual([relation, [all, all, own]]);
    }
    expect([await seen(admin, "users_roles"), await seen(ops, "users_roles")]).toEqual([4, 1]);
  });

  test.each(["admin", "ops"] as const)("%s writes none of these but their own voice setting", async (who) => {
    const [actor, id] = staff[who];
    for (const statement of [
      "update public.profiles set plan = 'ELITE'",
      "delete from public.profiles",
      "update public.billing_customers set stripe_customer_id = 'cus_x'",
      "update public.webhook_events set processed = true",
      "delete from public.webhook_events",
      "insert into public.webhook_events (id, event_type, payload) values ('evt_2', 'x', '{}')",
    ]) {
      expect([statement, (await tryAs(client, actor, statement)).code]).toEqual([statement, "42501"]);
    }
    const voice = "update public.profiles set voice_enabled = true returning user_id";
    expect((await tryAs(client, actor, voice)).rows).toEqual([{ user_id: id }]);
  });

  test.each([
    "admin",
    "ops",
  ] as const)("%s sees and changes no one else's chat, moods, journal, memory, insights or calendar", async (who) => {
    const [actor, id] = staff[who];
    const shown = ["profiles", "users_roles", "billing_customers"];
    const tables = ownedTables.filter(({ table }) => !shown.includes(table));
    expect(tables).toHaveLength(7);
    for (const { table, owner, views } of tables) {
      for (const [name, column] of [[table, owner], ...views.map((view) => [view, "user_id"])]) {
        const others = `public.${name} where "${column}"::text <> '${id}'`;
        expect(await tryAs(client, actor, `select from ${others}`)).toMatchObject({ code: null, count: 0 });
        expect((await tryAs(client, actor, `delete from ${others}`)).count).toBe(0);
        expect(await seen(actor, String(name))).toBeGreaterThan(0);
      }
    }
  });

  test("an admin gives, changes and removes the role of any user", async () => {
    await acting(client, admin, async (run) => {
      expect(await run(makeAdmin, [diego.id])).toMatchObject({ code: null, count: 1 });
      const change = "update public.users_roles set role = 'ops' where user_id = $1 and role = 'user'";
      expect(await run(change, [chiyo.id])).toMatchObject({ code: null, count: 1 });
      const move = "update public.users_roles set user_id = $1 where user_id = $2";
      expect(await run(move, [chiyo.id, bruno.id])).toMatchObject({ code: "23505" });
      const leave = "delete from public.users_roles where user_id = $1";
      expect(await run(leave, [bruno.id])).toMatchObject({ code: null, count: 1 });
      // After that the user is no longer an admin.
      expect(await run(leave, [amara.id])).toMatchObject({ code: null, count: 1 });
      expect(await run(makeAdmin, [amara.id])).toMatchObject({ code: "42501" });
    });
  });

  test.each([
    ["a user", user, chiyo.id],
    ["ops", ops, bruno.id],
    ["who has no claims", { role: "authenticated", claims: "" } as const, chiyo.id],
  ])("%s gives nobody a role, and keeps the one they have", async (_, actor, id) => {
    const upsert = `${makeAdmin} on conflict (user_id, role) do update set role = excluded.role`;
    for (const target of [id, diego.id]) {
      for (const statement of [makeAdmin, upsert]) {
        expect(await tryAs(client, actor, statement, [target])).toMatchObject({ code: "42501" });
      }
    }
    for (const statement of [
      "update public.users_roles set role = 'admin'",
      `update public.users_roles set user_id = '${id}' where role = 'admin'`,
      "delete from public.users_roles",
    ]) {
      expect(await tryAs(client, actor, statement)).toMatchObject({ code: null, count: 0 });
    }
  });

  test("only the user's own role counts, whatever they claim", async () => {
    const claiming: TestActor = {
      role: "authenticated",
      claims: JSON.stringify({
        sub: chiyo.id,
        role: "authenticated",
        user_metadata: { role: "admin" },
        app_metadata: { role: "admin" },
      }),
    };
    const asked = "select public.companion_has_role(array['ops', 'admin']) as has";
    for (const [actor, has] of [
      [admin, true],
      [ops, true],
      [user, false],
      [claiming, false],
      [{ role: "authenticated" }, false],
    ] as const) {
      expect((await tryAs(client, actor, asked)).rows).toEqual([{ has }]);
    }
    expect(
      (await tryAs(client, user, "select public.companion_has_role(array['user']) as has")).rows,
    ).toEqual([{ has: true }]);
  });

  test("a type that the user created is not used instead of Postgres's", async () => {
    await client.query(`begin; create domain pg_temp.text as pg_catalog.text check (false);
                        create domain pg_temp.uuid as pg_catalog.uuid check (false)`);
    try {
      await client.query(`insert into public."DailyMood" ("userId", date, emotion, intensity, fruit)
                          values ('${amara.id}', '2031-01-01', 'joy', 1, 'mango')`);
      await client.query(`delete from auth.users where id = '${diego.id}'`);
      await client.query("select set_config('request.jwt.claims', $1, true)", [admin.claims]);
      const { rows } = await client.query("select public.companion_has_role(array['admin']) as has");
      expect(rows).toEqual([{ has: true }]);
    } finally {
      await client.query("rollback");
    }
  });
});
