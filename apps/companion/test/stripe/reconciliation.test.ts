import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openService } from "../../api/service.js";
import { billingOf } from "../../api/stripe/billing.js";
import type { Work } from "../../api/stripe/processing.js";
import { reconcileCustomers, reconcileEvents } from "../../api/stripe/reconciliation.js";
import { listen } from "../../server/listen.js";
import { environmentOf } from "./api-process.js";
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

test("undelivered and failed events are processed; those that fail again are counted", async () => {
  const { account, ways } = shop.fake;
  const people = await Promise.all([1, 2, 3].map(() => shop.harness.signUp()));
  const customers = people.map(({ id }) => account.createCustomer({ user_id: id }));
  for (const { id } of customers) account.subscribe(id, ["price_pro"]);
  ways.fails = (asked) => (asked.includes("/subscriptions") ? 500 : undefined);
  // One event of each is sent and fails; the others never arrive.
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

test("every customer gets their state at Stripe, without an event", async () => {
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

test("the command prints one line, and its exit code is the result", async () => {
  const { account, ways } = shop.fake;
  const person = await shop.harness.signUp();
  account.subscribe(account.createCustomer({ user_id: person.id }).id, ["price_pro"]);
  const stack = await listen((request) => shop.harness.stack.fetch(request), 0);
  const { supabase } = shop.harness.settings;
  const env = environmentOf({ ...shop.harness.settings, supabase: { ...supabase, url: stack.url } });
  try {
    ways.fails = (asked) => (asked.includes("/subscriptions") ? 500 : undefined);
    expect(await run([], env)).toEqual([1, "0 events processed, 3 failed\n", ""]);
    ways.fails = () => undefined;
    expect(await run([], env)).toEqual([0, "3 events processed, 0 failed\n", ""]);
    expect(await shop.planOf(person.id)).toBe("PRO");
    const [status, told] = await run(["--all"], env);
    expect([status, told]).toEqual([
      0,
      expect.stringMatching(/^0 events .*; [1-9]\d* customers processed, 0 failed\n$/),
    ]);
    ways.fails = () => 500;
    expect(await run([], env)).toEqual([3, "", expect.stringContaining("(stripe-refused)")]);
    const { STRIPE_SECRET_KEY: _, STRIPE_WEBHOOK_SECRET: __, ...bare } = env;
    expect(await run([], bare)).toEqual([2, "", expect.stringContaining("STRIPE_SECRET_KEY")]);
    expect((await run(["--everything"], env))[0]).toBe(2);
  } finally {
    await stack.close();
  }
});

const command = fileURLToPath(new URL("../../server/reconcile.ts", import.meta.url));

async function run(parameters: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly unknown[]> {
  const child = spawn(process.execPath, ["--import", "jiti/register", command, ...parameters], { env });
  const [ended, stdout, stderr] = await Promise.all([
    once(child, "exit"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return [ended[0], stdout, stderr];
}
