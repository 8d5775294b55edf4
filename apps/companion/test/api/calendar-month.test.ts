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

async function write(person: Person, table: string, rows: readonly object[]): Promise<void> {
  const owner = table === "calendar_events" ? "user_id" : "userId";
  const { error } = await person.client
    .from(table)
    .insert(rows.map((row) => ({ ...row, [owner]: person.id })));
  expect(error).toBeNull();
}

const month = (person: Person, year: number, number: number, zone?: string) =>
  person.ask(
    "GET",
    `/api/calendar?year=${year}&month=${number}${zone === undefined ? "" : `&timeZone=${encodeURIComponent(zone)}`}`,
  );

test("a month has every day with its entries, and statistics; other users do not see them", async () => {
  await write(one, "calendar_events", [
    { date: "2024-02-29", title: "Leap" },
    { date: "2024-03-01", title: "not of this month" },
  ]);
  await write(one, "DailyMood", [
    { date: "2024-02-01", emotion: "joy", intensity: 4, fruit: "mango" },
    { date: "2024-02-02", emotion: "calm", intensity: 9, fruit: "pear" },
    { date: "2024-02-04", emotion: "joy", intensity: 3, fruit: "mango" },
    { date: "2024-02-29", emotion: "calm", intensity: 8, fruit: "pear" },
    { date: "2024-01-31", emotion: "anger", intensity: 10, fruit: "pomegranate" },
  ]);
  await write(one, "JournalEntry", [
    { title: "日々", content: "x", date: "2024-02-29T23:59:59.999Z", mood: "joy" },
    { title: "not of this month", content: "x", date: "2024-03-01T00:00:00Z" },
  ]);
  await write(one, "ChatSession", [
    { sessionId: "leap", startTime: "2024-02-29T00:00:00Z", endTime: "2024-02-29T00:30:00.5Z" },
  ]);
  const { status, body } = await month(one, 2024, 2);
  expect([status, body.days.length]).toEqual([200, 29]);
  expect(body.days[28]).toEqual({
    day: "2024-02-29",
    mood: { emotion: "calm", intensity: 8, fruit: "pear" },
    events: [expect.objectContaining({ title: "Leap", date: "2024-02-29" })],
    journalEntries: [
      { id: expect.any(String), date: "2024-02-29T23:59:59.999Z", title: "日々", emotion: "joy" },
    ],
    chatSessions: [
      {
        id: "leap",
        startTime: "2024-02-29T00:00:00.000Z",
        endTime: "2024-02-29T00:30:00.500Z",
        summary: null,
        dominantEmotion: null,
      },
    ],
  });
  expect(body.statistics).toEqual({
    events: 1,
    journalEntries: 1,
    chatSessions: 1,
    daysWithMood: 4,
    averageIntensity: 6,
    dominantEmotion: "calm",
    emotions: { calm: 2, joy: 2 },
    longestStreak: 2,
  });
  const others = await month(two, 2024, 2);
  expect(others.body.days.every(({ mood, events }) => mood === null && events.length === 0)).toBe(true);
  expect(others.body.statistics).toMatchObject({
    daysWithMood: 0,
    averageIntensity: null,
    dominantEmotion: null,
  });
});

/** The day on which each entry appears, by title, in these months. */
async function daysOf(zone: string, ...months: readonly (readonly [number, number])[]) {
  const found: Record<string, string> = {};
  for (const [year, number] of months) {
    const { body } = await month(one, year, number, zone);
    for (const { day, journalEntries } of body.days)
      for (const { title } of journalEntries) found[title] = day;
  }
  return found;
}

test("times appear on their day in the user's zone; moods stay on their day", async () => {
  await write(one, "JournalEntry", [
    { title: "before Lisbon's spring", content: "x", date: "2025-03-29T23:59:59.999Z" },
    { title: "Lisbon's short day ends", content: "x", date: "2025-03-30T22:59:59.999Z" },
    { title: "Lisbon's next day", content: "x", date: "2025-03-30T23:00:00Z" },
    { title: "old year", content: "x", date: "2025-12-31T18:29:59.999Z" },
    { title: "new year in India", content: "x", date: "2025-12-31T18:30:00Z" },
  ]);
  await write(one, "DailyMood", [{ date: "2025-12-31", emotion: "hope", intensity: 5, fruit: "apricot" }]);
  expect(await daysOf("Europe/Lisbon", [2025, 3])).toEqual({
    "before Lisbon's spring": "2025-03-29",
    "Lisbon's short day ends": "2025-03-30",
    "Lisbon's next day": "2025-03-31",
  });
  expect(await daysOf("Asia/Kolkata", [2025, 12], [2026, 1])).toEqual({
    "old year": "2025-12-31",
    "new year in India": "2026-01-01",
  });
  for (const zone of ["Pacific/Apia", "Asia/Kolkata", "America/Los_Angeles"]) {
    const { body } = await month(one, 2025, 12, zone);
    expect(body.days[30]?.mood).toMatchObject({ emotion: "hope" });
  }
});

test("a day that a zone skipped is present and empty; if midnight is skipped, the day begins later", async () => {
  await write(one, "JournalEntry", [
    { title: "Samoa's last moment before", content: "x", date: "2011-12-30T09:59:59.999Z" },
    { title: "Samoa's first moment after", content: "x", date: "2011-12-30T10:00:00Z" },
    { title: "Havana before", content: "x", date: "2025-03-09T04:59:59.999Z" },
    { title: "Havana after", content: "x", date: "2025-03-09T05:00:00Z" },
  ]);
  expect(await daysOf("Pacific/Apia", [2011, 12])).toEqual({
    "Samoa's last moment before": "2011-12-29",
    "Samoa's first moment after": "2011-12-31",
  });
  expect(await daysOf("America/Havana", [2025, 3])).toMatchObject({
    "Havana before": "2025-03-08",
    "Havana after": "2025-03-09",
  });
});

test("a month of more than a thousand rows is complete", async () => {
  const rows = Array.from({ length: 1001 }, (_, index) => ({ date: "2030-05-15", title: `${index}` }));
  await write(two, "calendar_events", rows);
  const { body } = await month(two, 2030, 5);
  expect([body.days[14]?.events.length, body.statistics.events]).toEqual([1001, 1001]);
});

test.each([
  ["year=2026&month=13", "query.month"],
  ["year=2026&month=0", "query.month"],
  ["year=2026&month=1.5", "query.month"],
  ["year=2026", "query.month"],
  ["year=1&month=1", "query.year"],
  ["year=99999&month=1", "query.year"],
  ["year=2026;drop table profiles&month=1", "query.year"],
  ["year=2026&month=1&timeZone=Mars/Olympus", "query.timeZone"],
  ["year=2026&month=1&timeZone=%2B02:00", "query.timeZone"],
  ["year=2026&month=1&timeZone=2020-01-01T00:00[Europe/Rome]", "query.timeZone"],
  ["year=2026&month=1&timeZone=", "query.timeZone"],
])("refuses %s", async (query, path) => {
  const answer = await one.ask("GET", `/api/calendar?${query}`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
});

test("without a token: 401", async () => {
  expect((await harness.ask("GET", "/api/calendar?year=2026&month=1")).status).toBe(401);
});
