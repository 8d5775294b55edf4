import { afterAll, beforeAll, expect, test } from "vitest";
import { allows, featuresOf, plans } from "../../lib/plan-policy.js";
import { type Harness, openHarness, type Person } from "./harness.js";

let harness: Harness;
let one: Person;
let two: Person;

beforeAll(async () => {
  harness = await openHarness();
  [one, two] = [await harness.signUp(), await harness.signUp()];
  await setPlan(one, "PRO");
  await setPlan(two, "ELITE");
});

afterAll(() => harness?.close());

const setPlan = (person: Person, plan: string) =>
  harness.database.client.query("update public.profiles set plan = $2 where user_id = $1", [person.id, plan]);

async function write(person: Person): Promise<string> {
  const body = { content: "the river", date: "2026-02-28T10:00:00Z" };
  return (await person.ask("POST", "/api/journal", { body })).body.id;
}

test("a memory of a journal entry or a chat session is created, listed and deleted", async () => {
  const entry = { type: "journal", id: await write(one) };
  const made = await one.ask("POST", "/api/memory", {
    body: { source: entry, summary: "Likes the river 🌿" },
  });
  expect([made.status, made.body]).toEqual([
    201,
    {
      id: expect.any(String),
      summary: "Likes the river 🌿",
      source: { ...entry, date: "2026-02-28T10:00:00.000Z" },
      createdAt: expect.any(String),
    },
  ]);
  const session = (await one.ask("POST", "/api/chat/sessions", { body: {} })).body;
  const chat = { type: "chat", id: session.id };
  const second = await one.ask("POST", "/api/memory", { body: { source: chat, summary: "Talks at night" } });
  expect([second.status, second.body.source]).toEqual([201, { ...chat, date: session.startTime }]);
  expect((await one.ask("GET", "/api/memory")).body.entries).toEqual([second.body, made.body]);
  expect((await one.ask("DELETE", `/api/memory/${made.body.id}`)).status).toBe(204);
  expect((await one.ask("GET", "/api/memory")).body.entries).toEqual([second.body]);
});

test("no memory of another user's entry; another user's memory cannot be read or deleted", async () => {
  const id = await write(one);
  const { body } = await one.ask("POST", "/api/memory", {
    body: { source: { type: "journal", id }, summary: "mine" },
  });
  for (const type of ["journal", "chat"]) {
    const stolen = await two.ask("POST", "/api/memory", { body: { source: { type, id }, summary: "x" } });
    expect([stolen.status, stolen.body.type]).toEqual([404, "urn:companion:problem:not-found"]);
  }
  expect((await two.ask("DELETE", `/api/memory/${body.id}`)).status).toBe(404);
  expect((await two.ask("GET", "/api/memory")).body.entries).toEqual([]);
  expect((await one.ask("GET", "/api/memory")).body.entries).toContainEqual(body);
});

test("the free plan makes no memories, whatever users write about themselves; existing ones stay", async () => {
  const person = await harness.signUp();
  const source = { type: "journal", id: await write(person) };
  const make = () => person.ask("POST", "/api/memory", { body: { source, summary: "x" } });
  const refused = await make();
  expect([refused.status, refused.body.type]).toEqual([403, "urn:companion:problem:plan-required"]);
  await person.client.auth.updateUser({ data: { plan: "ELITE" } });
  const { data } = await person.client.auth.refreshSession();
  const headers = { authorization: `Bearer ${data.session?.access_token}` };
  const again = await harness.ask("POST", "/api/memory", { body: { source, summary: "x" }, headers });
  expect(again.status).toBe(403);
  await setPlan(person, "PRO");
  const { body } = await make();
  await setPlan(person, "FREE");
  expect((await person.ask("GET", "/api/memory")).body.entries).toEqual([body]);
  expect((await person.ask("DELETE", `/api/memory/${body.id}`)).status).toBe(204);
});

test.each([
  [{ source: { type: "dream", id: "x" }, summary: "x" }, "body.source.type"],
  [{ source: { type: "chat", id: "x'--" }, summary: "x" }, "body.source.id"],
  [{ source: { type: "chat", id: "x" }, summary: "a\u0000" }, "body.summary"],
  [{ source: { type: "chat", id: "x" }, summary: "x", sourceDate: "2026-01-01" }, "body"],
])("refuses %o", async (body, path) => {
  const answer = await one.ask("POST", "/api/memory", { body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toContainEqual({ path, message: expect.any(String) });
});

test("the table of plans matches the database", async () => {
  for (const plan of plans) {
    await setPlan(one, plan);
    const { data } = await one.client.rpc("companion_history_start");
    const { chatHistoryDays } = featuresOf(plan);
    const days = data === "-infinity" ? null : (Date.now() - Date.parse(`${data}Z`)) / 86_400_000;
    expect([plan, days === null ? null : Math.round(days * 1000) / 1000]).toEqual([plan, chatHistoryDays]);
  }
  await setPlan(one, "PRO");
  expect([allows("FREE", "memory"), allows("PRO", "memory"), allows(undefined, "memory")]).toEqual([
    false,
    true,
    false,
  ]);
  expect([allows("FREE", "chatHistoryDays"), allows("ELITE", "chatHistoryDays")]).toEqual([false, true]);
});
