import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { seed } from "@rowproof/testing/sample";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { seededRandom } from "../../fixture/random.js";
import { type Listening, listen } from "../../server/listen.js";
import type { AccountEvent } from "./account.js";
import { type ApiProcess, startApi } from "./api-process.js";
import { truePlan } from "./plan-truth.js";
import { openShop, type Shop } from "./shop.js";
import { change, changeOf, oneOf } from "./traffic.js";

// `npm run test:billing` sends 1,000. ROWPROOF_SEED draws the same changes and the same order again.
const total = Number(process.env.ROWPROOF_EVENTS ?? 150);
const wave = 32;
const random = seededRandom(seed);

let shop: Shop;
let stack: Listening;
let api: ApiProcess | undefined;
const people = Array.from({ length: 60 }, () => randomUUID());
/** Events whose processing has begun since the last wave. */
const begun = new Set<string>();
/** Called at each step of the API: a request to the database or to Stripe. */
let onStep: () => void = () => undefined;
/** Sends an event while others are in progress. */
let sendMore: (event: AccountEvent) => void = () => undefined;

beforeAll(async () => {
  shop = await openShop();
  await shop.rows(
    "insert into auth.users (id, email) select id, id || '@x.test' from unnest($1::uuid[]) as id",
    [people],
  );
  stack = await listen(watched, 0);
  const { account } = shop.fake;
  shop.fake.ways.lag = async (asked) => {
    onStep();
    const customer = /^GET \/v1\/subscriptions\?.*customer=(\w+)/.exec(asked)?.[1];
    if (customer === undefined || account.events.length >= total || random.chance(0.7))
      return sleep(random.between(0, 12));
    // The response is old before it arrives: the state changes meanwhile, and the event of that change overtakes it.
    const before = account.events.length;
    changeOf(account, random, customer);
    for (const event of account.events.slice(before)) sendMore(event);
    return sleep(random.between(20, 150));
  };
});

afterAll(async () => {
  api?.kill();
  await stack?.close();
  await shop?.close();
});

const beginning = z.object({ event_id: z.string() });

/** The stack, as the API's process reaches it. */
async function watched(request: Request): Promise<Response> {
  if (request.url.endsWith("/rpc/companion_billing_begin"))
    begun.add(beginning.parse(await request.clone().json()).event_id);
  onStep();
  return shop.harness.stack.fetch(request);
}

test(`${total} events in any order, some twice, a third of them hit by a crash (seed ${seed})`, async () => {
  const { account } = shop.fake;
  const hit = new Set<string>();
  let crashes = 0;
  for (;;) {
    makeChanges();
    if (pending().length === 0) break;
    api ??= await startApi({
      ...shop.harness.settings,
      supabase: { ...shop.harness.settings.supabase, url: stack.url },
    });
    const events = drawWave();
    const isCrashing = mayCrash(events, hit) || random.chance(0.03);
    // Each event takes four steps or so.
    const fatalStep = isCrashing
      ? random.between(events.length / 2, events.length * 2)
      : Number.POSITIVE_INFINITY;
    const lost = await sendWave(api, events, fatalStep);
    if (lost === undefined) continue;
    for (const id of lost) hit.add(id);
    crashes += 1;
    api = undefined;
  }
  console.log(`${account.events.length} events, ${hit.size} of them hit by one of ${crashes} crashes`);
  const plans = await shop.rows(
    "select user_id, plan from public.profiles where user_id = any ($1::uuid[])",
    [people],
  );
  const kept = Object.fromEntries(plans.map(({ user_id, plan }) => [user_id, plan]));
  expect(kept).toEqual(Object.fromEntries(people.map((id) => [id, truePlan(account, id)])));
  expect(new Set(Object.values(kept)).size).toBeGreaterThan(1);
  const recorded = await shop.rows("select id from public.webhook_events where processed order by id");
  expect(recorded.map(({ id }) => id)).toEqual(account.events.map(({ id }) => id).toSorted());
  expect(hit.size).toBeGreaterThanOrEqual(total / 3);
}, 600_000);

/**
 * At first so many that events of one customer wait together for long. The last third comes in small lots, the overtaking ones
 * first: then no event that waited longest corrects what an overtaken one got wrong.
 */
function makeChanges(): void {
  const { account } = shop.fake;
  const isEarly = account.events.length < (total * 2) / 3;
  const enough = isEarly || pending().length === 0 ? (isEarly ? 4 : 0.5) * wave : 0;
  while (account.events.length < total && pending().length < enough) change(account, random, people);
}

/** Whether to crash, until a third has been hit: if half of a wave remains, and always if few are left. */
function mayCrash(events: readonly AccountEvent[], hit: ReadonlySet<string>): boolean {
  const wanted = total / 3 - hit.size;
  const left = total - shop.fake.account.events.filter(({ delivered }) => delivered).length;
  const fresh = new Set(events.filter(({ id, delivered }) => !delivered && !hit.has(id))).size;
  return wanted > 0 && (fresh >= events.length / 2 || left < 4 * wanted);
}

function pending(): readonly AccountEvent[] {
  return shop.fake.account.events.filter(({ delivered }) => !delivered);
}

/** Sends some at once; returns undefined if the process survived, else the events that it began and did not answer. */
async function sendWave(
  target: ApiProcess,
  events: readonly AccountEvent[],
  fatalStep: number,
): Promise<readonly string[] | undefined> {
  begun.clear();
  let steps = 0;
  let isKilled = false;
  onStep = () => {
    steps += 1;
    if (steps < fatalStep || isKilled) return;
    isKilled = true;
    target.kill();
  };
  const lost: string[] = [];
  const sending: Promise<void>[] = [];
  const send = async (event: AccountEvent) => {
    const request = shop.fake.signed(event);
    const answer = await fetch(`${target.url}/api/stripe/webhook`, request).catch(() => undefined);
    if (answer?.status === 200) event.delivered = true;
    // An event without a 200 stays undelivered and is sent again, as Stripe does.
    if (answer === undefined && begun.has(event.id)) lost.push(event.id);
  };
  sendMore = (event) => sending.push(send(event));
  for (const event of events) sendMore(event);
  // It grows meanwhile.
  for (const one of sending) await one;
  onStep = () => undefined;
  sendMore = () => undefined;
  if (!isKilled) return undefined;
  await target.ended;
  return lost;
}

/** Waiting events in random order; one in seven was sent before or is being sent. */
function drawWave(): readonly AccountEvent[] {
  const waiting = [...pending()];
  const drawn: AccountEvent[] = [];
  while (drawn.length < wave && waiting.length > 0) {
    drawn.push(...waiting.splice(random.between(0, waiting.length - 1), 1));
    if (random.chance(1 / 7)) drawn.push(oneOf(random, shop.fake.account.events));
  }
  return drawn;
}
