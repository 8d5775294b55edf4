import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openService } from "../../api/service.js";
import { billingOf } from "../../api/stripe/billing.js";
import type { Work } from "../../api/stripe/processing.js";
import { reconcileCustomers, reconcileEvents } from "../../api/stripe/reconciliation.js";
import { openShop, type Shop } from "./shop.js";

let shop: Shop;
let work: Work;

beforeAll(async () => {
  shop = await openShop();
  const { settings, stack } = shop.harness;
  const { database } = openService(settings, (input, init) => stack.fetch(new Request(input, init)));
  work = { ...billingOf(settings), database };
});

afterAll(() => shop?.close());

beforeEach(() => {
  shop.fake.ways.pageLength = 2;
  shop.fake.ways.fails = () => undefined;
});

test("events that were never delivered, or failed, are done; those that fail again are counted", async () => {
  const { account, ways } = shop.fake;
  const people = await Promise.all([1, 2, 3].map(() => shop.harness.signUp()));
  const customers = people.map(({ id }) => account.createCustomer({ user_id: id }));
  for (const { id } of customers) account.subscribe(id, ["price_pro"]);
  ways.fails = (asked) => (asked.includes("/subscriptions") ? 500 : undefined);
  // One event of each is tried and fails; of the others nothing is known here.
  for (const { id } of customers) {
    const event = account.events.find(({ data }) => data.object.customer === id);
    if (event !== undefined) expect(await shop.send(event)).toBe(503);
  }
  ways.fails = (asked) => (asked.endsWith(`/customers/${customers[0]?.id}`) ? 500 : undefined);
  const first = await reconcileEvents(work);
  expect(first).toEqual({ processed: 6, failed: 3 });
  const plans = async () => {
    const all: unknown[] = [];
    for (const { id } of people) all.push(await shop.planOf(id));
    return all;
  };
  expect(await plans()).toEqual(["FREE", "PRO", "PRO"]);
  ways.fails = () => undefined;
  expect(await reconcileEvents(work)).toEqual({ processed: 3, failed: 0 });
  expect(await plans()).toEqual(["PRO", "PRO", "PRO"]);
  expect(await reconcileEvents(work)).toEqual({ processed: 0, failed: 0 });
  expect(await shop.rows("select from public.webhook_events where not processed")).toEqual([]);
});

test("every customer is brought to what Stripe says, though no event told of it", async () => {
  const { account } = shop.fake;
  const [gone, fresh] = [await shop.harness.signUp(), await shop.harness.signUp()];
  const customer = account.createCustomer({ user_id: gone.id });
  account.subscribe(customer.id, ["price_elite"]);
  await shop.deliver();
  expect(await shop.planOf(gone.id)).toBe("ELITE");
  account.deleteCustomer(customer.id);
  account.subscribe(account.createCustomer({ user_id: fresh.id }).id, ["price_pro"]);
  account.createCustomer();
  account.events.length = 0;
  const { failed } = await reconcileCustomers(work);
  expect([failed, await shop.planOf(gone.id), await shop.planOf(fresh.id)]).toEqual([0, "FREE", "PRO"]);
});
