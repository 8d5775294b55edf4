import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../api/harness.js";
import type { AccountEvent } from "./account.js";
import { openShop, type Shop } from "./shop.js";

let shop: Shop;
let person: Person;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop?.close());

beforeEach(async () => {
  person = await shop.harness.signUp();
  Object.assign(shop.fake.ways, { pageLength: 100, fails: () => undefined, lag: async () => undefined });
});

function newCustomer(userId = person.id) {
  return shop.fake.account.createCustomer({ user_id: userId });
}

function lastEvent(): AccountEvent {
  const event = shop.fake.account.events.at(-1);
  if (event === undefined) throw new Error("no event yet");
  return event;
}

async function recorded({ id }: AccountEvent) {
  return (await shop.rows("select * from public.webhook_events where id = $1", [id]))[0];
}

describe("a sender other than Stripe", () => {
  test.each([
    ["signs with another secret", (event: AccountEvent) => shop.fake.signed(event, { secret: "whsec_x" })],
    [
      "alters the body",
      (event: AccountEvent) => ({
        ...shop.fake.signed(event),
        body: JSON.stringify({ ...event, type: "x.y" }),
      }),
    ],
    [
      "replays an old one",
      (event: AccountEvent) => shop.fake.signed(event, { at: Math.floor(Date.now() / 1000) - 301 }),
    ],
    [
      "does not sign",
      (event: AccountEvent) => ({
        ...shop.fake.signed(event),
        headers: { "content-type": "application/json" },
      }),
    ],
  ])("%s: 400, nothing recorded, nothing asked", async (_, request) => {
    shop.fake.account.subscribe(newCustomer().id, ["price_pro"]);
    const event = lastEvent();
    shop.fake.asked.length = 0;
    expect(await shop.send(event, request(event))).toBe(400);
    expect([await recorded(event), shop.fake.asked]).toEqual([undefined, []]);
    expect(await shop.send(event)).toBe(200);
  });

  test("sends too much: 413", async () => {
    const body = "x".repeat(2_000_000);
    expect(await shop.send(lastEvent(), { ...shop.fake.signed(lastEvent()), body })).toBe(413);
  });
});

describe("the plan is the current state at Stripe", () => {
  test("upgrade, downgrade, trial, past due and end", async () => {
    const { account } = shop.fake;
    const { id } = account.subscribe(newCustomer().id, ["price_pro_year"]);
    const plans: unknown[] = [];
    const seen = async () => {
      await shop.deliver();
      plans.push(await shop.planOf(person.id));
    };
    await seen();
    for (const prices of [["price_elite"], ["price_pro"]]) {
      account.setPrices(id, prices);
      await seen();
    }
    for (const status of ["trialing", "past_due", "unpaid", "active", "paused", "active", "canceled"]) {
      account.setStatus(id, status);
      await seen();
    }
    expect(plans).toEqual(["PRO", "ELITE", "PRO", "PRO", "PRO", "FREE", "PRO", "FREE", "PRO", "FREE"]);
  });

  test("a late event changes nothing", async () => {
    const { account } = shop.fake;
    const { id } = account.subscribe(newCustomer().id, ["price_elite"]);
    account.setStatus(id, "canceled");
    for (const event of account.events.toReversed()) if (!event.delivered) await shop.send(event);
    expect(await shop.planOf(person.id)).toBe("FREE");
  });

  test("a price that is not configured gives nothing, and takes nothing from another one", async () => {
    const { account } = shop.fake;
    const { id } = account.subscribe(newCustomer().id, ["price_of_something_else"]);
    await shop.deliver();
    expect(await shop.planOf(person.id)).toBe("FREE");
    account.setPrices(id, ["price_of_something_else", "price_pro"]);
    await shop.deliver();
    expect(await shop.planOf(person.id)).toBe("PRO");
  });

  test("every page of subscriptions and of their items counts", async () => {
    const { account, ways } = shop.fake;
    ways.pageLength = 2;
    const customer = newCustomer();
    account.subscribe(customer.id, [...Array.from({ length: 14 }, (_, at) => `price_${at}`), "price_elite"]);
    for (let more = 0; more < 4; more += 1) account.subscribe(customer.id, ["price_pro"], "incomplete");
    await shop.deliver();
    expect(await shop.planOf(person.id)).toBe("ELITE");
  });

  test("a deleted customer gives nothing, and no older event brings it back", async () => {
    const { account } = shop.fake;
    const customer = newCustomer();
    account.subscribe(customer.id, ["price_pro"]);
    const [early, ...rest] = account.events.filter(({ delivered }) => !delivered);
    for (const event of rest) await shop.send(event);
    expect(await shop.planOf(person.id)).toBe("PRO");
    account.deleteCustomer(customer.id);
    await shop.deliver();
    if (early !== undefined) await shop.send(early, shop.fake.signed(early));
    expect(await shop.planOf(person.id)).toBe("FREE");
    expect(await shop.rows("select from public.billing_customers where user_id = $1", [person.id])).toEqual(
      [],
    );
  });

  test("two customers of one user: the highest plan counts, and the user manages that customer", async () => {
    const { account } = shop.fake;
    const [first, second] = [newCustomer(), newCustomer()];
    account.subscribe(first.id, ["price_pro"]);
    await shop.deliver();
    const mapped = async () =>
      (
        await shop.rows("select stripe_customer_id from public.billing_customers where user_id = $1", [
          person.id,
        ])
      )[0]?.stripe_customer_id;
    expect(await mapped()).toBe(first.id);
    const { id } = account.subscribe(second.id, ["price_elite"]);
    await shop.deliver();
    expect([await shop.planOf(person.id), await mapped()]).toEqual(["ELITE", second.id]);
    account.setStatus(id, "canceled");
    await shop.deliver();
    expect([await shop.planOf(person.id), await mapped()]).toEqual(["PRO", first.id]);
  });

  test("no user is found by e-mail address, and none is invented", async () => {
    const { account } = shop.fake;
    for (const metadata of [{}, { user_id: "no uuid" }, { user_id: randomUUID() }, { email: person.email }])
      account.subscribe(account.createCustomer(metadata).id, ["price_elite"]);
    await shop.deliver();
    expect(await shop.planOf(person.id)).toBe("FREE");
    expect((await recorded(lastEvent()))?.processed).toBe(true);
  });
});

describe("an event", () => {
  test("of any kind is recorded, without anything of a person", async () => {
    const { account } = shop.fake;
    account.makeProduct();
    const product = lastEvent();
    const customer = newCustomer();
    account.complete({ id: "cs_1", customer: customer.id, price: "price_pro" });
    await shop.deliver();
    expect(await recorded(product)).toMatchObject({
      event_type: "product.created",
      processed: true,
      attempts: 1,
    });
    const { id, type, created } = lastEvent();
    expect((await recorded(lastEvent()))?.payload).toEqual({
      id,
      type,
      created,
      object: "cs_1",
      customer: customer.id,
    });
    const stored = JSON.stringify(await shop.rows("select * from public.webhook_events"));
    expect(stored).not.toMatch(/secret|Ada/);
  });

  test("that comes twice is processed once, also at the same time", async () => {
    shop.fake.account.subscribe(newCustomer().id, ["price_pro"]);
    const event = lastEvent();
    expect(await Promise.all(Array.from({ length: 6 }, () => shop.send(event)))).toEqual(Array(6).fill(200));
    expect(await recorded(event)).toMatchObject({ processed: true, attempts: 1 });
    shop.fake.asked.length = 0;
    expect([await shop.send(event), shop.fake.asked]).toEqual([200, []]);
  });

  test("with an old response of Stripe loses to a later request", async () => {
    const { account, ways } = shop.fake;
    const { id } = account.subscribe(newCustomer().id, ["price_elite"]);
    const slow = lastEvent();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked: () => void = () => undefined;
    const hasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    ways.lag = (what) => {
      if (!what.includes("subscriptions")) return Promise.resolve();
      asked();
      return held;
    };
    const sending = shop.send(slow);
    await hasAsked;
    ways.lag = async () => undefined;
    account.setStatus(id, "canceled");
    expect(await shop.send(lastEvent())).toBe(200);
    release();
    expect(await sending).toBe(200);
    expect([await shop.planOf(person.id), (await recorded(slow))?.processed]).toEqual(["FREE", true]);
    expect(shop.harness.logged.join("")).toContain('"outcome":"stale"');
  });

  test("that fails is recorded and gets 503, and is processed the next time", async () => {
    shop.fake.account.subscribe(newCustomer().id, ["price_pro"]);
    const event = lastEvent();
    shop.fake.ways.fails = () => 500;
    expect([await shop.send(event), await shop.send(event)]).toEqual([503, 503]);
    expect(await recorded(event)).toMatchObject({
      processed: false,
      attempts: 2,
      last_error: "stripe-refused",
    });
    expect(await shop.planOf(person.id)).toBe("FREE");
    shop.fake.ways.fails = () => undefined;
    expect(await shop.send(event)).toBe(200);
    expect(await recorded(event)).toMatchObject({ processed: true, attempts: 3, last_error: null });
    expect(await shop.planOf(person.id)).toBe("PRO");
    expect(shop.harness.logged.join("")).not.toContain("a text of Stripe's");
  });

  test("of a deleted user is processed, and leaves no rows of the user", async () => {
    const { account } = shop.fake;
    const customer = newCustomer();
    const { id } = account.subscribe(customer.id, ["price_pro"]);
    await shop.deliver();
    await shop.rows("delete from auth.users where id = $1", [person.id]);
    account.setPrices(id, ["price_elite"]);
    account.deleteCustomer(customer.id);
    await shop.deliver();
    expect((await recorded(lastEvent()))?.processed).toBe(true);
    for (const table of ["profiles", "billing_customers", "billing_states"])
      expect(await shop.rows(`select from public.${table} where user_id = $1`, [person.id])).toEqual([]);
  });

  test("and an erasure of its user at the same time both end", async () => {
    for (let round = 0; round < 8; round += 1) {
      const one = await shop.harness.signUp();
      const customer = newCustomer(one.id);
      shop.fake.account.subscribe(customer.id, ["price_pro"]);
      const events = shop.fake.account.events.filter(({ delivered }) => !delivered);
      const sent = events.map((event) => shop.send(event));
      const erased = shop.harness.settings.supabase;
      const erasing = shop.harness.stack.fetch(
        new Request(`${erased.url}/auth/v1/admin/users/${one.id}`, {
          method: "DELETE",
          headers: { apikey: erased.serviceKey, authorization: `Bearer ${erased.serviceKey}` },
        }),
      );
      expect([...(await Promise.all(sent)), (await erasing).status]).toEqual([200, 200, 200, 200]);
      expect(await shop.rows("select from public.billing_states where user_id = $1", [one.id])).toEqual([]);
    }
  });
});
