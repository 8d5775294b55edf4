import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { narrate } from "../../api/insights/narrative.js";
import { findingsOf, lastSevenDays, mondayBefore, type Sources } from "../../api/insights/week.js";
import { type Harness, openHarness, type Person } from "./harness.js";

let harness: Harness;
let one: Person;
let two: Person;

const day = 86_400_000;
const { start, end } = lastSevenDays(Date.now());
const at = (milliseconds: number) => new Date(milliseconds).toISOString();

beforeAll(async () => {
  harness = await openHarness();
  [one, two] = [await harness.signUp(), await harness.signUp()];
});

afterAll(() => harness?.close());

async function live(person: Person): Promise<void> {
  const own = { userId: person.id };
  const moods = [...Array(14).keys()].map((index) => ({
    ...own,
    date: at(start - 7 * day + index * day),
    emotion: index < 10 ? "sadness" : "joy",
    fruit: "x",
    intensity: 5,
  }));
  const { client } = person;
  const written = await Promise.all([
    client
      .from("DailyMood")
      .insert([...moods, { ...own, date: at(end), emotion: "anger", fruit: "x", intensity: 9 }]),
    client.from("JournalEntry").insert([
      { ...own, content: "x", date: at(start), tags: ["work", "sleep"], emotion: null },
      { ...own, content: "x", date: at(end - 1), tags: ["work", "work"], emotion: null },
      { ...own, content: "x", date: at(end), tags: ["later", "later"], emotion: null },
      { ...own, content: "x", date: at(start - 1), tags: ["earlier"], emotion: null },
    ]),
    client.from("ChatSession").insert({ ...own, sessionId: person.id }),
  ]);
  expect(written.map(({ error }) => error)).toEqual([null, null, null]);
  const message = {
    ...own,
    sessionId: person.id,
    content: "x",
    timestamp: at(start + day),
    topics: ["sleep"],
  };
  const said = await client.from("ChatMessage").insert([
    { ...message, role: "user", emotion: "joy" },
    { ...message, role: "assistant", emotion: "anger" },
  ]);
  expect(said.error).toBeNull();
}

test("one insight of the last seven days per week, however many requests come at the same time", async () => {
  await live(one);
  const answers = await Promise.all(Array.from({ length: 5 }, () => one.ask("POST", "/api/insights")));
  const statuses = answers.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([200, 200, 200, 200, 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers[0]?.body).toEqual({
    id: expect.any(String),
    from: at(start),
    to: at(end),
    dominantEmotions: ["joy", "sadness"],
    recurringThemes: ["sleep", "work"],
    moodTrend: "rising",
    resilience: "improving",
    narrative:
      "This week you checked in on 7 days, wrote 2 journal entries and sent one message. Most of it was joy and sadness. You came back to sleep and work. Your mood rose towards the end of the week. Heavy feelings took up less room than the week before.",
    createdAt: expect.any(String),
  });
  await one.client
    .from("JournalEntry")
    .insert({ userId: one.id, content: "x", date: at(start), tags: ["new", "new"] });
  const again = await one.ask("POST", "/api/insights");
  expect([again.status, again.body]).toEqual([200, answers[0]?.body]);
  expect((await one.ask("GET", "/api/insights")).body.entries).toEqual([again.body]);
});

test("other users cannot read or delete it; an empty week gets no insight", async () => {
  const { body } = await one.ask("POST", "/api/insights");
  const path = `/api/insights/${body.id}`;
  expect((await one.ask("GET", path)).body).toEqual(body);
  for (const method of ["GET", "DELETE"]) expect((await two.ask(method, path)).status).toBe(404);
  expect((await two.ask("GET", "/api/insights")).body.entries).toEqual([]);
  const nothing = await two.ask("POST", "/api/insights");
  expect([nothing.status, nothing.body.type]).toEqual([404, "urn:companion:problem:not-found"]);
  expect((await one.ask("PATCH", path, { body: { narrative: "x" } })).status).toBe(404);
  expect((await one.ask("DELETE", path)).status).toBe(204);
  expect((await one.ask("GET", path)).status).toBe(404);
  expect((await one.ask("POST", "/api/insights")).status).toBe(201);
});

test.each([
  "/api/insights/nope",
  "/api/insights/1;select",
  "/api/insights?after=x",
])("refuses %s", async (path) => {
  expect((await one.ask("GET", path)).status).toBe(400);
});

test.each([
  ["2026-11-23T00:00:00.000Z", "2026-11-17T00:00:00.000Z", "2026-11-23T00:00:00.000Z"],
  ["2026-11-22T23:59:59.999Z", "2026-11-16T00:00:00.000Z", "2026-11-16T00:00:00.000Z"],
  ["2024-03-01T12:00:00.000Z", "2024-02-24T00:00:00.000Z", "2024-02-26T00:00:00.000Z"],
])("at %s the seven days began on %s, and the week on %s", (now, began, monday) => {
  const days = lastSevenDays(Date.parse(now));
  expect([at(days.start), days.end - days.start]).toEqual([began, 7 * day]);
  expect(at(mondayBefore(Date.parse(now)))).toBe(at(Date.parse(monday)));
});

test("an insight of last week or of future days is not that of this week", async () => {
  const person = await harness.signUp();
  await person.client
    .from("DailyMood")
    .insert({ userId: person.id, date: at(end - day), emotion: "joy", fruit: "x", intensity: 5 });
  const monday = mondayBefore(Date.now());
  for (const to of [monday, end + day]) {
    const range = { time_range_start: at(to - 7 * day), time_range_end: at(to) };
    await person.client.from("InsightRun").insert({ user_id: person.id, ...range, narrative: "another" });
  }
  expect((await person.ask("POST", "/api/insights")).status).toBe(201);
  expect((await person.ask("POST", "/api/insights")).status).toBe(200);
});

describe("the statistics", () => {
  const moods = (...scores: readonly (readonly [string, number])[]) =>
    scores.map(([emotion, intensity], index) => ({ date: index * day, emotion, intensity }));
  const found = (sources: Partial<Sources>) =>
    findingsOf({ moods: [], moodsBefore: [], entries: [], messages: [], ...sources });
  const heavy = moods(["anger", 5], ["anger", 5], ["anger", 5]);
  const light = moods(["joy", 5], ["joy", 5], ["joy", 5]);

  test("are null if there is too little data", () => {
    expect(found({})).toEqual({
      dominantEmotions: [],
      recurringThemes: [],
      moodTrend: null,
      resilience: null,
    });
    expect(found({ moods: heavy.slice(1), moodsBefore: light })).toMatchObject({
      moodTrend: null,
      resilience: null,
    });
  });

  test("follow the moods, weighted by intensity", () => {
    expect(found({ moods: light, moodsBefore: heavy })).toMatchObject({
      moodTrend: "stable",
      resilience: "improving",
    });
    expect(found({ moods: heavy, moodsBefore: light })).toMatchObject({
      moodTrend: "stable",
      resilience: "strained",
    });
    expect(found({ moods: heavy, moodsBefore: heavy })).toMatchObject({ resilience: "stable" });
    expect(found({ moods: moods(["joy", 9], ["tired", 5], ["anger", 9]) })).toMatchObject({
      moodTrend: "declining",
    });
    expect(found({ moods: moods(["unheard of", 9], ["tired", 1], ["tired", 9]) })).toMatchObject({
      moodTrend: "stable",
    });
  });

  test("become whole sentences, whatever is missing", () => {
    const sources = {
      moods: [],
      moodsBefore: [],
      entries: [],
      messages: [{ emotion: null, topics: ["a", "a"] }],
    };
    expect(narrate(findingsOf(sources), sources)).toBe("This week you sent one message.");
  });
});
