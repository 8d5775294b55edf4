import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, type Person } from "./harness.js";

let harness: Harness;
let one: Person;
let two: Person;

beforeAll(async () => {
  harness = await openHarness();
  [one, two] = [await harness.signUp(), await harness.signUp()];
});

afterAll(() => harness?.close());

async function begin(person: Person, summary?: string): Promise<string> {
  const { status, body } = await person.ask("POST", "/api/chat/sessions", {
    body: summary === undefined ? {} : { summary },
  });
  expect(status).toBe(201);
  return `/api/chat/sessions/${body.id}`;
}

const say = (person: Person, session: string, content: string) =>
  person.ask("POST", `${session}/messages`, { body: { role: "user", content } });

test("a session is started, summarized, ended and deleted, with its messages", async () => {
  const session = await begin(one, "about the river");
  const message = {
    role: "user",
    content: "hello '); --",
    emotion: "joy",
    intensity: 0.5,
    topics: ["a,b", 'c"d'],
  };
  const said = await one.ask("POST", `${session}/messages`, { body: message });
  expect([said.status, said.body]).toEqual([
    201,
    expect.objectContaining({ ...message, assistantReaction: null }),
  ]);
  await one.ask("POST", `${session}/messages`, {
    body: { role: "assistant", content: "日々", assistantReaction: "listening" },
  });
  const read = await one.ask("GET", session);
  expect(read.body).toMatchObject({
    summary: "about the river",
    endTime: null,
    duration: null,
    messageCount: 2,
  });
  const endTime = new Date(Date.parse(read.body.startTime) + 90_000).toISOString();
  const ended = await one.ask("PATCH", session, { body: { endTime, summary: null } });
  expect([ended.status, ended.body]).toEqual([200, { ...read.body, endTime, duration: 90, summary: null }]);
  expect((await one.ask("PATCH", session, { body: {} })).body).toEqual(ended.body);
  const listed = await one.ask("GET", "/api/chat/sessions");
  expect(listed.body.entries).toContainEqual(ended.body);
  expect((await one.ask("DELETE", session)).status).toBe(204);
  expect((await one.ask("GET", session)).status).toBe(404);
  expect((await one.ask("GET", `${session}/messages`)).status).toBe(404);
  const left = await harness.database.client.query('select from public."ChatMessage" where "userId" = $1', [
    one.id,
  ]);
  expect(left.rowCount).toBe(0);
});

test("messages added at the same time are all counted", async () => {
  const session = await begin(one);
  await Promise.all(Array.from({ length: 10 }, (_, index) => say(one, session, `${index}`)));
  expect((await one.ask("GET", session)).body.messageCount).toBe(10);
});

test("messages come newest first, page by page", async () => {
  const session = await begin(one);
  const said: string[] = [];
  for (const content of ["one", "two", "three"])
    said.unshift((await say(one, session, content)).body.content);
  const first = await one.ask("GET", `${session}/messages?limit=2`);
  const second = await one.ask("GET", `${session}/messages?limit=2&after=${first.body.next}`);
  const contents = [...first.body.entries, ...second.body.entries].map(({ content }) => content);
  expect([contents, second.body.next]).toEqual([said, null]);
});

test("without a paid plan users can read thirty days, and the page says from when; with one they can read all", async () => {
  const person = await harness.signUp();
  const session = await begin(person);
  await say(person, session, "new");
  await harness.database.client.query(
    `insert into public."ChatMessage" ("sessionId", "userId", role, content, "timestamp")
     select "sessionId", "userId", 'user', 'old', (now() at time zone 'utc') - interval '31 days'
     from public."ChatSession" where "userId" = $1`,
    [person.id],
  );
  const free = await person.ask("GET", `${session}/messages`);
  expect(free.body.entries.map(({ content }) => content)).toEqual(["new"]);
  const days = (Date.now() - Date.parse(free.body.limitedTo)) / 86_400_000;
  expect(Math.abs(days - 30)).toBeLessThan(0.01);
  expect((await person.ask("GET", session)).body.messageCount).toBe(1);
  await harness.database.client.query("update public.profiles set plan = 'PRO' where user_id = $1", [
    person.id,
  ]);
  const paid = await person.ask("GET", `${session}/messages`);
  expect(paid.body.entries).toHaveLength(2);
  expect(paid.body.limitedTo).toBeNull();
  expect((await person.ask("GET", session)).body.messageCount).toBe(2);
});

test("other users cannot read, add, change, end or delete anything in it", async () => {
  const session = await begin(one);
  await say(one, session, "mine");
  const before = (await one.ask("GET", session)).body;
  for (const [method, path, body] of [
    ["GET", "", undefined],
    ["PATCH", "", { summary: "x" }],
    ["PATCH", "", {}],
    ["DELETE", "", undefined],
    ["GET", "/messages", undefined],
    ["POST", "/messages", { role: "user", content: "x" }],
  ] as const) {
    const answer = await two.ask(method, `${session}${path}`, body === undefined ? {} : { body });
    expect([method, path, answer.status, answer.body.type]).toEqual([
      method,
      path,
      404,
      "urn:companion:problem:not-found",
    ]);
  }
  expect((await two.ask("GET", "/api/chat/sessions")).body.entries).toEqual([]);
  expect((await one.ask("GET", session)).body).toEqual(before);
});

test.each([
  ["PATCH", "", { endTime: "2000-01-01T00:00:00Z" }, "body.endTime"],
  ["PATCH", "", { endTime: "2026-02-30T00:00:00Z" }, "body.endTime"],
  ["PATCH", "", { startTime: "2026-02-28T00:00:00Z" }, "body"],
  ["POST", "/messages", { role: "system", content: "x" }, "body.role"],
  ["POST", "/messages", { role: "user", content: "\ud83d" }, "body.content"],
  ["POST", "/messages", { role: "user", content: "x", intensity: 2 }, "body.intensity"],
  ["POST", "/messages", { role: "user", content: "x", timestamp: "2020-01-01T00:00:00Z" }, "body"],
  ["GET", "/messages?after=%22", undefined, "query.after"],
])("refuses %s %s with %o", async (method, path, body, where) => {
  const session = await begin(one);
  const answer = await one.ask(method, `${session}${path}`, body === undefined ? {} : { body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toContainEqual({ path: where, message: expect.any(String) });
});

test("a session that does not exist, or an id that is not valid", async () => {
  expect((await say(one, "/api/chat/sessions/none", "x")).status).toBe(404);
  expect((await one.ask("GET", "/api/chat/sessions/none/messages")).status).toBe(404);
  expect((await say(one, "/api/chat/sessions/a'b", "x")).status).toBe(400);
});
