import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openService } from "../../api/service.js";
import { forgetCustomers } from "../../api/stripe/customers.js";
import { openHarness, type Person } from "../api/harness.js";
import { openShop, type Shop } from "./shop.js";

let shop: Shop;
let person: Person;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop?.close());

beforeEach(async () => {
  person = await shop.harness.signUp();
  shop.fake.asked.length = 0;
  shop.fake.ways.fails = () => undefined;
});

function buy(body: unknown, by = person) {
  return by.ask("POST", "/api/stripe/create-session", { body });
}

function manage(by = person) {
  return by.ask("POST", "/api/stripe/portal");
}

function customersOf(userId: string) {
  return [...shop.fake.account.customers.values()].filter(
    ({ metadata, deleted }) => metadata.user_id === userId && !deleted,
  );
}

async function pay() {
  const session = shop.fake.sessions.at(-1);
  if (session === undefined) throw new Error("no session yet");
  shop.fake.account.complete(session);
  await shop.deliver();
}

describe("to buy a plan", () => {
  test("leads to a page of Stripe, and after payment the user can manage the plan", async () => {
    expect((await manage()).status).toBe(404);
    const answer = await buy({ plan: "PRO", price: "price_pro_year" });
    expect([answer.status, answer.body]).toEqual([
      200,
      { url: expect.stringMatching(/^https:\/\/pay\.test\/cs_/) },
    ]);
    const [customer] = customersOf(person.id);
    expect(Object.fromEntries(shop.fake.sessions.at(-1)?.parameters ?? [])).toEqual({
      mode: "subscription",
      customer: customer?.id,
      client_reference_id: person.id,
      "line_items[0][price]": "price_pro_year",
      "line_items[0][quantity]": "1",
      "subscription_data[metadata][user_id]": person.id,
      success_url: "http://app.test/billing?checkout=done",
      cancel_url: "http://app.test/billing?checkout=left",
    });
    expect(await shop.planOf(person.id)).toBe("FREE");
    await pay();
    expect(await shop.planOf(person.id)).toBe("PRO");
    expect(await manage()).toMatchObject({
      status: 200,
      body: { url: `https://portal.test/${customer?.id}` },
    });
  });

  test("creates one customer, however often, with or without Stripe's event", async () => {
    const together = await Promise.all([buy({ plan: "PRO" }), buy({ plan: "ELITE" }), buy({ plan: "PRO" })]);
    expect(together.map(({ status }) => status)).toEqual([200, 200, 200]);
    await shop.deliver();
    expect((await buy({ plan: "ELITE" })).status).toBe(200);
    expect(customersOf(person.id)).toHaveLength(1);
  });

  test("creates a new customer if the old one was deleted", async () => {
    await buy({ plan: "PRO" });
    const [first] = customersOf(person.id);
    shop.fake.account.deleteCustomer(first?.id ?? "");
    expect((await buy({ plan: "PRO" })).status).toBe(200);
    await pay();
    const [second] = customersOf(person.id);
    expect(second?.id).not.toBe(first?.id);
    expect(await manage()).toMatchObject({ body: { url: `https://portal.test/${second?.id}` } });
  });

  test("is refused to a user with a plan, who would pay twice", async () => {
    await buy({ plan: "PRO" });
    await pay();
    const again = await buy({ plan: "ELITE" });
    expect([again.status, again.body.type]).toEqual([409, "urn:companion:problem:conflict"]);
  });

  test.each([
    [{ plan: "FREE" }, "body.plan"],
    [{ plan: "PRO", price: "price_elite" }, "body.price"],
    [{ plan: "PRO", price: "price_of_something_else" }, "body.price"],
    [{ plan: "PRO", customer: "cus_of_another" }, "body"],
  ])("refuses %j, and says where", async (body, path) => {
    const answer = await buy(body);
    expect([answer.status, answer.body.errors]).toEqual([400, [{ path, message: expect.any(String) }]]);
    expect(shop.fake.asked).toEqual([]);
  });

  test("without a token or with a forged one nothing is created at Stripe", async () => {
    const forged = `${person.token.slice(0, -6)}AAAAAA`;
    for (const path of ["/api/stripe/create-session", "/api/stripe/portal"]) {
      for (const headers of [{}, { authorization: `Bearer ${forged}` }])
        expect((await shop.harness.ask("POST", path, { body: { plan: "PRO" }, headers })).status).toBe(401);
    }
    expect(shop.fake.asked).toEqual([]);
  });

  test("ops get their own customer, although they can read all", async () => {
    await buy({ plan: "PRO" });
    await pay();
    const ops = await shop.harness.signUp();
    await shop.rows("insert into public.users_roles (user_id, role) values ($1, 'ops')", [ops.id]);
    expect((await ops.client.from("billing_customers").select("id")).data?.length).toBeGreaterThan(0);
    expect((await manage(ops)).status).toBe(404);
  });

  test("if Stripe fails: 502, without its text", async () => {
    shop.fake.ways.fails = () => 500;
    const answer = await buy({ plan: "PRO" });
    expect([answer.status, answer.body.type]).toEqual([502, "urn:companion:problem:upstream-failed"]);
    expect(JSON.stringify(answer.body) + shop.harness.logged.join("")).not.toContain("a text of Stripe's");
  });
});

describe("to forget a customer", () => {
  const forget = (userId: string) => {
    const { settings, stack } = shop.harness;
    const service = openService(settings, (input, init) => stack.fetch(new Request(input, init)));
    return forgetCustomers(settings, service.database, userId);
  };

  test("ends subscriptions, even before Stripe's event, and does nothing the second time", async () => {
    await buy({ plan: "PRO" });
    await pay();
    shop.fake.account.createCustomer({ user_id: person.id });
    const other = shop.fake.account.createCustomer({ user_id: (await shop.harness.signUp()).id });
    const own = customersOf(person.id);
    expect(own).toHaveLength(2);
    await forget(person.id);
    expect(customersOf(person.id)).toEqual([]);
    expect(own.flatMap(({ id }) => shop.fake.account.subscriptionsOf(id))).toEqual([]);
    expect(other.deleted).toBe(false);
    await forget(person.id);
    await shop.deliver();
    expect(await shop.planOf(person.id)).toBe("FREE");
    await forget(person.id);
  });

  test("fails if Stripe fails, so that no paying user is erased", async () => {
    await buy({ plan: "PRO" });
    await pay();
    const erase = () => person.ask("DELETE", "/api/account", { body: { confirm: "delete my account" } });
    const left = () => shop.rows("select from auth.users where id = $1", [person.id]);
    shop.fake.ways.fails = (asked) => (asked.startsWith("DELETE") ? 500 : undefined);
    expect((await erase()).status).toBe(502);
    expect([await left(), customersOf(person.id)]).toEqual([[{}], [expect.anything()]]);
    shop.fake.ways.fails = () => undefined;
    expect((await erase()).status).toBe(204);
    expect([await left(), customersOf(person.id)]).toEqual([[], []]);
  });

  test("without Stripe: nothing to do for a user who never paid, refused for one who did", async () => {
    await buy({ plan: "PRO" });
    await pay();
    const { settings, stack } = shop.harness;
    const { stripe: _, ...bare } = settings;
    const { database } = openService(bare, (input, init) => stack.fetch(new Request(input, init)));
    await expect(forgetCustomers(bare, database, person.id)).rejects.toMatchObject({ kind: "not-available" });
    await forgetCustomers(bare, database, (await shop.harness.signUp()).id);
  });
});

test("without Stripe's settings: 503 that says what to set", async () => {
  const bare = await openHarness();
  try {
    const one = await bare.signUp();
    const answers = [
      await one.ask("POST", "/api/stripe/create-session", { body: { plan: "PRO" } }),
      await one.ask("POST", "/api/stripe/portal"),
      await bare.ask("POST", "/api/stripe/webhook", { body: {} }),
    ];
    for (const { status, body } of answers)
      expect([status, body.detail]).toEqual([503, expect.stringContaining("STRIPE_WEBHOOK_SECRET")]);
  } finally {
    await bare.close();
  }
});
