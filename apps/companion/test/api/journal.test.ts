import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness, type Person } from "./harness.js";

let harness: Harness;
let one: Person;
let two: Person;

beforeAll(async () => {
  harness = await openHarness();
  [one, two] = [await harness.signUp(), await harness.signUp()];
});

afterAll(() => harness?.close());

const titlesOf = (body: { entries: readonly { title: string }[] }) => body.entries.map(({ title }) => title);

test("a user writes, reads, changes and deletes an entry", async () => {
  const sent = {
    title: "Ñandú 🌿",
    content: 'Robert\'); drop table "JournalEntry";--',
    date: "2026-02-28T23:30:00+14:00",
    emotion: "sadness",
    tags: ["money, again", 'the "big" move'],
  };
  const made = await one.ask("POST", "/api/journal", { body: sent });
  expect([made.status, made.body]).toEqual([
    201,
    expect.objectContaining({
      ...sent,
      date: "2026-02-28T09:30:00.000Z",
      fruit: "blueberry",
      isPrivate: true,
    }),
  ]);
  const path = `/api/journal/${made.body.id}`;
  expect((await one.ask("GET", path)).body).toEqual(made.body);
  expect((await one.ask("PATCH", path, { body: {} })).body).toEqual(made.body);
  const changed = await one.ask("PATCH", path, { body: { emotion: null, tags: [], title: null } });
  expect(changed.body).toMatchObject({
    emotion: null,
    fruit: null,
    tags: [],
    title: null,
    content: sent.content,
  });
  const stored = await one.client.from("JournalEntry").select("mood, emotion, fruit").eq("id", made.body.id);
  expect(stored.data).toEqual([{ mood: null, emotion: null, fruit: null }]);
  expect((await one.ask("DELETE", path)).status).toBe(204);
  expect((await one.ask("GET", path)).status).toBe(404);
});

test("an old row with its emotion in mood shows it, and missing tags are an empty list", async () => {
  const row = { userId: one.id, content: "old", date: "2020-01-01", mood: "joy" };
  const { data } = await one.client.from("JournalEntry").insert(row).select("id").single();
  const { body } = await one.ask("GET", `/api/journal/${data?.id}`);
  expect(body).toMatchObject({ emotion: "joy", tags: [], title: null, date: "2020-01-01T00:00:00.000Z" });
});

test("other users cannot read, find, change or delete it", async () => {
  const { body } = await one.ask("POST", "/api/journal", { body: { content: "only mine", tags: ["mine"] } });
  const path = `/api/journal/${body.id}`;
  for (const [method, sent] of [["GET"], ["PATCH", { content: "x" }], ["PATCH", {}], ["DELETE"]] as const) {
    const answer = await two.ask(method, path, sent === undefined ? {} : { body: sent });
    expect([answer.status, answer.body.type]).toEqual([404, "urn:companion:problem:not-found"]);
  }
  for (const query of ["", "?text=only", "?tag=mine"])
    expect((await two.ask("GET", `/api/journal${query}`)).body.entries).toEqual([]);
  expect((await one.ask("GET", path)).body).toEqual(body);
});

describe("search", () => {
  let person: Person;
  beforeAll(async () => {
    person = await harness.signUp();
    const rows = [
      {
        title: 'a, "b" (c) \\ 100% _x',
        content: "C:\\life*now^[]{}|$.+?-:",
        tags: ["money, again", 'the "big" move'],
      },
      { title: null, content: "Plain words", tags: null },
      { title: "Groß", content: "日々 🍵", tags: ["a{b}", "back\\slash", "日々"] },
    ].map((row) => ({ ...row, userId: person.id, date: "2026-01-01" }));
    expect((await person.client.from("JournalEntry").insert(rows)).error).toBeNull();
  });

  test.each([
    ['a, "b"', 1],
    ["(c) \\ 100%", 1],
    ["\\life*now^[", 1],
    ["]{}|$.+?-:", 1],
    ["LIFE*", 1],
    ["words", 1],
    ["ß", 1],
    ["日々", 1],
    ["🍵", 1],
    ["%", 1],
    ["_", 1],
    ["*", 1],
    [")", 1],
    ['"', 1],
    ["\\", 1],
    [".", 1],
    ["P%s", 0],
    ["P_ain", 0],
    ["P.ain", 0],
    ["Pl*", 0],
    ["", 0],
    ["***=words", 0],
    ["(?i)words", 0],
    ["x,userId.not.is.null", 0],
    ['x",content.not.is.null,title.imatch."', 0],
    ["x)&or=(id.not.is.null", 0],
  ])("text %j is nothing but itself", async (text, found) => {
    const answer = await person.ask("GET", `/api/journal?${new URLSearchParams({ text })}`);
    if (text === "") expect(answer.status).toBe(400);
    else expect([answer.status, answer.body.entries.length]).toEqual([200, found]);
  });

  test.each([
    ["money, again", 1],
    ['the "big" move', 1],
    ["a{b}", 1],
    ["back\\slash", 1],
    ["日々", 1],
    ["money", 0],
    ['money, again","x', 0],
    ["}", 0],
    ["NULL", 0],
  ])("tag %j is nothing but itself", async (tag, found) => {
    const answer = await person.ask("GET", `/api/journal?${new URLSearchParams({ tag })}`);
    expect([answer.status, answer.body.entries.length]).toEqual([200, found]);
  });
});

test("each entry is on exactly one page, even with equal times and writes in between", async () => {
  const person = await harness.signUp();
  const titles = Array.from({ length: 7 }, (_, index) => `${index}`);
  const rows = titles.map((title) => ({
    userId: person.id,
    title,
    content: "x",
    date: Number(title) < 5 ? "2026-01-01T00:00:00" : "2026-01-02T00:00:00.123",
  }));
  expect((await person.client.from("JournalEntry").insert(rows)).error).toBeNull();
  const seen: (string | null)[] = [];
  let query = "?limit=2";
  for (;;) {
    const { body } = await person.ask("GET", `/api/journal${query}`);
    seen.push(...titlesOf(body));
    if (body.next === null) break;
    query = `?limit=2&after=${body.next}`;
    await person.ask("POST", "/api/journal", { body: { content: "new", date: "2026-02-01T00:00:00Z" } });
  }
  expect(seen.toSorted()).toEqual(titles);
});

test.each([
  ["POST", "", { content: "" }, "body.content"],
  ["POST", "", { content: "x", date: "2026-02-29T00:00:00Z" }, "body.date"],
  ["POST", "", { content: "x", date: "2026-02-28" }, "body.date"],
  ["POST", "", { content: "x", date: "0000-01-01T00:00:00+14:00" }, "body.date"],
  ["POST", "", { content: "x", date: "9999-12-31T23:59:59-14:00" }, "body.date"],
  ["POST", "", { content: "x", date: "infinity" }, "body.date"],
  ["POST", "", { content: "x", userId: "a3f1c6d2-5b0e-4a57-9c1d-0e7f6b2a9d01" }, "body"],
  ["POST", "", { content: "x", tags: ["a\u0000"] }, "body.tags.0"],
  ["PATCH", "/..%2f", { content: "x" }, "path.id"],
  ["GET", "/%00", undefined, "path.id"],
  ["GET", "/1' or '1'='1", undefined, "path.id"],
  ["GET", "?limit=0", undefined, "query.limit"],
  ["GET", "?limit=1e9", undefined, "query.limit"],
  ["GET", "?after=x", undefined, "query.after"],
  [
    "GET",
    `?after=${Buffer.from('["2026-02-30T00:00:00","x"]').toString("base64url")}`,
    undefined,
    "query.after",
  ],
  [
    "GET",
    `?after=${Buffer.from('["2026-01-01T00:00:00","x\\",id.not.is.null"]').toString("base64url")}`,
    undefined,
    "query.after",
  ],
  ["GET", "?text=a%00", undefined, "query.text"],
])("refuses %s %s with %o", async (method, path, body, where) => {
  const answer = await one.ask(method, `/api/journal${path}`, body === undefined ? {} : { body });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  expect(answer.body.errors).toContainEqual({ path: where, message: expect.any(String) });
});
