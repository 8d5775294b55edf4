import { type Context, Hono } from "hono";
import { Stripe } from "stripe";
import type { StripeSettings } from "../../api/settings.js";
import { listen } from "../../server/listen.js";
import {
  Account,
  type AccountEvent,
  customerObject,
  itemObject,
  list,
  Missing,
  newId,
  subscriptionObject,
} from "./account.js";

/** A server with the part of Stripe's HTTP API that the real SDK needs for the companion. */
export interface FakeStripe {
  readonly account: Account;
  readonly settings: StripeSettings;
  /** The created checkout sessions, the newest last. */
  readonly sessions: readonly Session[];
  /** The requests: `GET /v1/subscriptions?customer=…`. */
  readonly asked: string[];
  /** How it behaves; a test sets what it needs. */
  readonly ways: Ways;
  /** The request that Stripe would send. `at`: the time of its signature, in seconds. */
  signed(event: AccountEvent, options?: { readonly secret?: string; readonly at?: number }): RequestInit;
  close(): Promise<void>;
}

interface Session {
  readonly id: string;
  readonly customer: string;
  readonly price: string;
  readonly parameters: URLSearchParams;
}

interface Ways {
  /** The maximum size of a page. */
  pageLength: number;
  /** A status to fail with instead. */
  fails: (asked: string) => number | undefined;
  /** Runs after the response is made and before it is sent, so the response may be old. */
  lag: (asked: string) => Promise<void>;
}

const prices = { PRO: ["price_pro", "price_pro_year"], ELITE: ["price_elite"] } as const;

/** Starts one on a free port. */
export async function openFakeStripe(): Promise<FakeStripe> {
  const account = new Account();
  const sessions: Session[] = [];
  const asked: string[] = [];
  const ways: Ways = { pageLength: 100, fails: () => undefined, lag: async () => undefined };
  const app = routesOf(account, sessions, ways);
  const whole = new Hono();
  whole.use(async (context, next) => {
    const what = `${context.req.method} ${context.req.path}${new URL(context.req.url).search}`;
    asked.push(what);
    const status = ways.fails(what);
    if (status !== undefined) return refusal(status, "api_error", "a text of Stripe's", undefined);
    if (context.req.header("authorization") !== `Bearer ${secretKey}`)
      return refusal(401, "invalid_request_error", "Invalid API Key", undefined);
    await next();
    await ways.lag(what);
  });
  whole.route("/", app);
  const { url, close } = await listen(async (request) => whole.fetch(request), 0);
  const settings = { secretKey, webhookSecret, prices, api: url };
  return {
    account,
    settings,
    sessions,
    asked,
    ways,
    signed: (event, { secret = webhookSecret, at } = {}) => {
      const { delivered: _, ...sent } = event;
      const payload = JSON.stringify(sent);
      const signature = Stripe.webhooks.generateTestHeaderString({
        payload,
        secret,
        ...(at === undefined ? {} : { timestamp: at }),
      });
      const headers = { "content-type": "application/json", "stripe-signature": signature };
      return { method: "POST", headers, body: payload };
    },
    close,
  };
}

const secretKey = "sk_test_of_the_fake";
const webhookSecret = "whsec_of_the_fake";

function routesOf(account: Account, sessions: Session[], ways: Ways): Hono {
  const app = new Hono();
  const made = new Map<string, { readonly sent: string; readonly answer: object }>();
  app.onError((error) => {
    if (!(error instanceof Missing)) throw error;
    return refusal(404, "invalid_request_error", "No such object", "resource_missing");
  });
  app.post("/v1/customers", async (context) => {
    const sent = await context.req.text();
    const key = context.req.header("idempotency-key") ?? newId("key");
    const before = made.get(key);
    if (before !== undefined && before.sent !== sent)
      return refusal(400, "idempotency_error", "Keys for idempotent requests…", undefined);
    const answer = before?.answer ?? customerObject(account.createCustomer(metadataOf(sent)));
    made.set(key, { sent, answer });
    return context.json(answer);
  });
  app.get("/v1/customers/search", (context) => {
    const user = /^metadata\['user_id'\]:'([^']*)'$/.exec(context.req.query("query") ?? "")?.[1];
    const data = [...account.customers.values()].filter(
      ({ metadata, deleted }) => !deleted && metadata.user_id === user,
    );
    return context.json({ ...list(data.map(customerObject)), object: "search_result", next_page: null });
  });
  app.get("/v1/customers/:id", (context) => {
    const customer = account.customer(context.req.param("id"));
    const gone = { id: customer.id, object: "customer", deleted: true };
    return context.json(customer.deleted ? gone : customerObject(customer));
  });
  app.delete("/v1/customers/:id", (context) => {
    const { id, deleted } = account.customer(context.req.param("id"));
    if (deleted) throw new Missing();
    account.deleteCustomer(id);
    return context.json({ id, object: "customer", deleted: true });
  });
  app.get("/v1/customers", (context) => {
    const customers = [...account.customers.values()].filter(({ deleted }) => !deleted).toReversed();
    return context.json(page(context, ways, customers.map(customerObject)));
  });
  app.get("/v1/subscriptions", (context) => {
    const { id, deleted } = account.customer(context.req.query("customer") ?? "");
    if (deleted) throw new Missing();
    const subscriptions = account.subscriptionsOf(id).toReversed();
    return context.json(page(context, ways, subscriptions.map(subscriptionObject)));
  });
  app.get("/v1/subscription_items", (context) => {
    const { items } = account.subscription(context.req.query("subscription") ?? "");
    return context.json(page(context, ways, items.map(itemObject)));
  });
  app.get("/v1/events", (context) => {
    const undelivered = context.req.query("delivery_success") === "false";
    const events = account.events.filter(({ delivered }) => !(undelivered && delivered)).toReversed();
    return context.json(page(context, ways, events));
  });
  app.post("/v1/checkout/sessions", async (context) => {
    const parameters = new URLSearchParams(await context.req.text());
    const customer = account.customer(parameters.get("customer") ?? "");
    if (customer.deleted) throw new Missing();
    const session = {
      id: newId("cs"),
      customer: customer.id,
      price: parameters.get("line_items[0][price]") ?? "",
    };
    sessions.push({ ...session, parameters });
    return context.json({
      id: session.id,
      object: "checkout.session",
      url: `https://pay.test/${session.id}`,
    });
  });
  app.post("/v1/billing_portal/sessions", async (context) => {
    const { id } = account.customer(new URLSearchParams(await context.req.text()).get("customer") ?? "");
    return context.json({ object: "billing_portal.session", url: `https://portal.test/${id}` });
  });
  return app;
}

function metadataOf(sent: string): Readonly<Record<string, string>> {
  const pairs = [...new URLSearchParams(sent)].flatMap(([name, value]) => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}

function page(context: Context, { pageLength }: Ways, all: readonly { readonly id: string }[]) {
  const limit = Math.min(Number(context.req.query("limit") ?? 10), pageLength);
  const after = context.req.query("starting_after");
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  return list(all.slice(from, from + limit), all.length > from + limit);
}

function refusal(status: number, type: string, message: string, code: string | undefined): Response {
  return Response.json({ error: { type, message, ...(code === undefined ? {} : { code }) } }, { status });
}
