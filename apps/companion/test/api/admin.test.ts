import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signedIn } from "../../api/authentication.js";
import type { Env } from "../../api/environment.js";
import { requireRole } from "../../lib/authz.js";
import { type Harness, openHarness, type Person } from "./harness.js";

let harness: Harness;
let user: Person;
let ops: Person;
let admin: Person;

beforeAll(async () => {
  harness = await openHarness();
  [user, ops, admin] = [await harness.signUp(), await harness.signUp(), await harness.signUp()];
  const { client } = harness.database;
  await client.query("insert into public.users_roles (user_id, role) values ($1, 'ops'), ($2, 'admin')", [
    ops.id,
    admin.id,
  ]);
  await client.query(
    "insert into public.billing_customers (user_id, stripe_customer_id) values ($1, 'cus_1')",
    [user.id],
  );
  await client.query(
    `insert into public.webhook_events (id, event_type, payload, processed, last_error)
     values ('evt_1', 'invoice.paid', '{"secret": "of the customer"}', true, null),
            ('evt_2', 'invoice.paid', '{}', false, 'no such price')`,
  );
});

afterAll(() => harness?.close());

const lists = ["profiles", "billing-customers", "webhook-events", "roles"] as const;

test("a user gets 403 with the needed role; without a token it is 401", async () => {
  for (const list of lists) {
    const refused = await user.ask("GET", `/api/admin/${list}`);
    expect([list, refused.status, refused.body.type]).toEqual([
      list,
      403,
      "urn:companion:problem:not-allowed",
    ]);
    expect((await harness.ask("GET", `/api/admin/${list}`)).status).toBe(401);
  }
});

test("ops and admins read profiles, customers and events, page by page, and no content", async () => {
  for (const person of [ops, admin]) {
    const profiles = await person.ask("GET", "/api/admin/profiles?limit=2");
    expect(profiles.body.entries.map(({ userId }) => userId)).toEqual([admin.id, ops.id]);
    const next = await person.ask("GET", `/api/admin/profiles?limit=100&after=${profiles.body.next}`);
    expect(next.body.entries[0]?.userId).toBe(user.id);
    expect(next.body.next).toBeNull();
    const elite = await person.ask("GET", "/api/admin/profiles?plan=ELITE");
    expect(elite.body.entries).toEqual([]);
    const customers = await person.ask("GET", "/api/admin/billing-customers");
    expect(customers.body.entries).toEqual([
      { userId: user.id, stripeCustomerId: "cus_1", createdAt: expect.any(String) },
    ]);
    const events = await person.ask("GET", "/api/admin/webhook-events?processed=false");
    expect(events.body.entries).toEqual([
      expect.objectContaining({ id: "evt_2", processed: false, lastError: "no such price" }),
    ]);
    const first = await person.ask("GET", "/api/admin/webhook-events?limit=1");
    const all = await person.ask("GET", `/api/admin/webhook-events?limit=1&after=${first.body.next}`);
    expect([...first.body.entries, ...all.body.entries]).toHaveLength(2);
    expect(JSON.stringify([first.body, all.body])).not.toContain("of the customer");
  }
});

test("staff read nothing of what people write", async () => {
  const { body: entry } = await user.ask("POST", "/api/journal", { body: { content: "private" } });
  for (const person of [ops, admin]) {
    expect((await person.ask("GET", `/api/journal/${entry.id}`)).status).toBe(404);
    expect((await person.ask("GET", "/api/journal")).body.entries).toEqual([]);
    const { body } = await person.ask("GET", "/api/account/export");
    expect(JSON.stringify(body)).not.toContain(user.id);
    expect(body.tables.profiles).toHaveLength(1);
    expect((await person.ask("GET", "/api/account")).body.userId).toBe(person.id);
  }
});

test("an admin gives and removes roles; ops and users cannot", async () => {
  const role = `/api/admin/roles/${user.id}/ops`;
  for (const person of [user, ops]) {
    for (const method of ["PUT", "DELETE"]) expect((await person.ask(method, role)).status).toBe(403);
    expect((await person.ask("PUT", `/api/admin/roles/${person.id}/admin`)).status).toBe(403);
  }
  const given = await admin.ask("PUT", role);
  expect([given.status, given.body]).toEqual([
    200,
    { userId: user.id, role: "ops", createdAt: expect.any(String) },
  ]);
  expect((await admin.ask("PUT", role)).body).toEqual(given.body);
  expect((await user.ask("GET", "/api/admin/profiles")).status).toBe(200);
  const listed = await admin.ask("GET", "/api/admin/roles");
  expect(listed.body.entries).toHaveLength(3);
  expect((await admin.ask("DELETE", role)).status).toBe(204);
  expect((await admin.ask("DELETE", role)).status).toBe(404);
  expect((await user.ask("GET", "/api/admin/profiles")).status).toBe(403);
});

test("users see their own roles; only admins see those of others", async () => {
  expect((await ops.ask("GET", `/api/admin/roles/${ops.id.toUpperCase()}`)).body).toEqual([
    { userId: ops.id, role: "ops", createdAt: expect.any(String) },
  ]);
  expect((await user.ask("GET", `/api/admin/roles/${user.id}`)).body).toEqual([]);
  for (const person of [user, ops])
    expect((await person.ask("GET", `/api/admin/roles/${admin.id}`)).status).toBe(403);
  expect((await admin.ask("GET", `/api/admin/roles/${ops.id}`)).body).toHaveLength(1);
});

test("admins cannot remove their own role, and a user who does not exist gets none", async () => {
  expect((await admin.ask("DELETE", `/api/admin/roles/${admin.id}/admin`)).status).toBe(409);
  const unknown = "a0000000-0000-4000-8000-000000000000";
  expect((await admin.ask("PUT", `/api/admin/roles/${unknown}/ops`)).status).toBe(404);
  expect((await admin.ask("PUT", `/api/admin/roles/${user.id}/root`)).status).toBe(400);
  expect((await admin.ask("PUT", "/api/admin/roles/1;select/ops")).status).toBe(400);
  const { rows } = await harness.database.client.query("select role from public.users_roles order by role");
  expect(rows).toEqual([{ role: "admin" }, { role: "ops" }]);
});

test("another user's role gives no access, not even to those who can read it", async () => {
  const { settings, stack } = harness;
  const app = new Hono<Env>().use(
    signedIn(settings, (input, init) => stack.fetch(new Request(input, init))),
    requireRole("ops"),
  );
  app.get("/", (context) => context.text("come in"));
  app.onError(
    (error) => new Response(error.message, { status: "status" in error ? Number(error.status) : 500 }),
  );
  const status = async ({ token }: Person) =>
    (await app.request("/", { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await status(user), await status(admin), await status(ops)]).toEqual([403, 403, 200]);
});
