import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openShop, type Shop } from "../stripe/shop.js";
import type { AskOptions, Harness, Person } from "./harness.js";

let shop: Shop;
let harness: Harness;
let person: Person;
let document: ServedDocument;
/** The ids of the person's rows. */
const ids: Record<string, string> = {};

interface ServedOperation {
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

interface ServedDocument {
  readonly paths: Record<string, Record<string, ServedOperation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

/** A valid request for each operation, in an order in which each finds what it needs. */
const examples: Readonly<Record<string, (() => readonly [path: string, options?: AskOptions]) | undefined>> =
  {
    "get /health": () => ["/health"],
    "get /ready": () => ["/ready"],
    "post /api/auth/sign-in": () => [
      "/api/auth/sign-in",
      { body: { email: person.email, password: person.password } },
    ],
    "post /api/auth/refresh": () => ["/api/auth/refresh", { body: { refreshToken: ids.refresh } }],
    "post /api/calendar/events": () => [
      "/api/calendar/events",
      { body: { date: "2026-02-28", title: "Dinner" } },
    ],
    "get /api/calendar/events": () => ["/api/calendar/events?from=2026-02-01&to=2026-02-28"],
    "get /api/calendar/events/{id}": () => [`/api/calendar/events/${ids.event}`],
    "patch /api/calendar/events/{id}": () => [
      `/api/calendar/events/${ids.event}`,
      { body: { intensity: 3 } },
    ],
    "put /api/moods/{day}": () => ["/api/moods/2026-02-28", { body: { emotion: "joy", intensity: 5 } }],
    "get /api/moods": () => ["/api/moods?from=2026-02-01&to=2026-02-28"],
    "get /api/moods/{day}": () => ["/api/moods/2026-02-28"],
    "post /api/journal": () => [
      "/api/journal",
      { body: { content: "x", date: "2026-02-28T12:00:00Z", emotion: "calm", tags: ["work"] } },
    ],
    "get /api/journal": () => ["/api/journal?limit=1&text=x&tag=work"],
    "get /api/journal/{id}": () => [`/api/journal/${ids.entry}`],
    "patch /api/journal/{id}": () => [`/api/journal/${ids.entry}`, { body: { title: "t" } }],
    "get /api/calendar": () => ["/api/calendar?year=2026&month=2&timeZone=Asia/Tokyo"],
    "post /api/chat/sessions": () => ["/api/chat/sessions", { body: { summary: "s" } }],
    "get /api/chat/sessions": () => ["/api/chat/sessions"],
    "get /api/chat/sessions/{id}": () => [`/api/chat/sessions/${ids.session}`],
    "patch /api/chat/sessions/{id}": () => [
      `/api/chat/sessions/${ids.session}`,
      { body: { endTime: new Date(Date.now() + 1000).toISOString() } },
    ],
    "post /api/chat/sessions/{id}/messages": () => [
      `/api/chat/sessions/${ids.session}/messages`,
      { body: { role: "user", content: "hi" } },
    ],
    "get /api/chat/sessions/{id}/messages": () => [`/api/chat/sessions/${ids.session}/messages`],
    "post /api/memory": () => [
      "/api/memory",
      { body: { source: { type: "journal", id: ids.entry }, summary: "m" } },
    ],
    "get /api/memory": () => ["/api/memory"],
    "post /api/insights": () => ["/api/insights"],
    "get /api/insights": () => ["/api/insights"],
    "get /api/insights/{id}": () => [`/api/insights/${ids.insight}`],
    "get /api/account": () => ["/api/account"],
    "patch /api/account": () => ["/api/account", { body: { voiceEnabled: true } }],
    "get /api/account/export": () => ["/api/account/export"],
    "get /api/admin/profiles": () => ["/api/admin/profiles"],
    "get /api/admin/billing-customers": () => ["/api/admin/billing-customers"],
    "get /api/admin/webhook-events": () => ["/api/admin/webhook-events"],
    "put /api/admin/roles/{userId}/{role}": () => [`/api/admin/roles/${person.id}/ops`],
    "get /api/admin/roles": () => ["/api/admin/roles"],
    "get /api/admin/roles/{userId}": () => [`/api/admin/roles/${person.id}`],
    "delete /api/admin/roles/{userId}/{role}": () => [`/api/admin/roles/${person.id}/ops`],
    "delete /api/insights/{id}": () => [`/api/insights/${ids.insight}`],
    "delete /api/memory/{id}": () => [`/api/memory/${ids.memory}`],
    "delete /api/chat/sessions/{id}": () => [`/api/chat/sessions/${ids.session}`],
    "delete /api/journal/{id}": () => [`/api/journal/${ids.entry}`],
    "delete /api/moods/{day}": () => ["/api/moods/2026-02-28"],
    "delete /api/calendar/events/{id}": () => [`/api/calendar/events/${ids.event}`],
    "delete /api/account": () => ["/api/account", { body: { confirm: "delete my account" } }],
  };

/** What a response gives to later requests. */
const kept: Readonly<Record<string, string>> = {
  "post /api/calendar/events": "event",
  "post /api/journal": "entry",
  "post /api/chat/sessions": "session",
  "post /api/memory": "memory",
  "post /api/insights": "insight",
};

beforeAll(async () => {
  shop = await openShop();
  ({ harness } = shop);
  person = await harness.signUp();
  document = (await harness.ask<ServedDocument>("GET", "/api/openapi.json")).body;
  const { client } = harness.database;
  await client.query("update public.profiles set plan = 'PRO' where user_id = $1", [person.id]);
  await client.query("insert into public.users_roles (user_id, role) values ($1, 'admin')", [person.id]);
  await client.query(
    "insert into public.billing_customers (user_id, stripe_customer_id) values ($1, 'cus_1')",
    [person.id],
  );
  await client.query(
    "insert into public.webhook_events (id, event_type, payload) values ('evt_1', 'x', '{}')",
  );
  await client.query(
    `insert into public."DailyMood" ("userId", date, emotion, intensity, fruit)
     values ($1, date_trunc('day', now() at time zone 'utc') - interval '1 day', 'joy', 5, 'mango')`,
    [person.id],
  );
});

afterAll(() => shop?.close());

test("is a valid OpenAPI 3.1 document", async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
});

test("lists exactly the existing routes; each needs a token or says that it needs none", () => {
  const told = operations().map(([name]) => name);
  const mounted = harness.api.routes
    .filter(({ method, path }) => method !== "ALL" && path !== "/api/openapi.json")
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`);
  expect(told.toSorted()).toEqual([...new Set(mounted)].toSorted());
  const open = operations().filter(([, { security }]) => security !== undefined);
  expect(open.map(([name]) => name).toSorted()).toEqual([
    "get /health",
    "get /ready",
    "post /api/auth/refresh",
    "post /api/auth/sign-in",
    "post /api/stripe/webhook",
  ]);
});

test("has an example here for every operation", () => {
  const others = operations()
    .map(([name]) => name)
    .filter((name) => !name.includes("/api/stripe/"));
  expect(Object.keys(examples).toSorted()).toEqual(others.toSorted());
});

describe("responses match the document", () => {
  test.each(Object.keys(examples))("%s", async (name) => {
    const [path, options] = examples[name]?.() ?? [""];
    const method = name.split(" ")[0]?.toUpperCase() ?? "";
    const isOpen = operation(name).security !== undefined;
    const answer = await (isOpen ? harness.ask : person.ask)(method, path, options);
    expect(answer.status).toBeLessThan(300);
    parse(name, answer.status, "application/json", answer.body);
    if (name === "post /api/auth/sign-in") ids.refresh = answer.body.refreshToken;
    const id = kept[name];
    if (id !== undefined) ids[id] = answer.body.id;
  });

  test.each(Object.keys(examples).filter((name) => name.includes("/api/")))("%s, refused", async (name) => {
    const [path] = examples[name]?.() ?? [""];
    const method = name.split(" ")[0]?.toUpperCase() ?? "";
    // Without a type it could be a form of another site, and CSRF protection refuses it.
    const headers = { "content-type": "application/json" };
    const answer = await harness.ask(method, path, { headers });
    expect(answer.status).toBe(operation(name).security === undefined ? 401 : 400);
    parse(name, answer.status, "application/problem+json", answer.body);
  });
});

function operations(): readonly (readonly [string, ServedOperation])[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]) => [`${method} ${path}`, one] as const),
  );
}

function operation(name: string): ServedOperation {
  const [method = "", path = ""] = name.split(" ");
  return document.paths[path]?.[method] ?? { responses: {} };
}

/** Compares a response with the document, which must name every field. */
function parse(name: string, status: number, type: string, body: unknown): void {
  const response = operation(name).responses[status];
  expect(response).toBeDefined();
  const schema = response?.content?.[type]?.schema;
  expect(schema === undefined).toBe(status === 204);
  if (schema === undefined) return;
  const whole = { ...closed(schema), $defs: closed(document.components.schemas) };
  z.fromJSONSchema(JSON.parse(JSON.stringify(whole).replaceAll("#/components/schemas/", "#/$defs/"))).parse(
    body,
  );
}

function closed<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map(closed) as Node;
  if (typeof node !== "object" || node === null) return node;
  const children = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, closed(child)]));
  const isShape = "properties" in node && !("additionalProperties" in node);
  return { ...children, ...(isShape ? { additionalProperties: false } : {}) } as Node;
}
