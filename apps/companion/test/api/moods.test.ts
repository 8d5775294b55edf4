import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmotionName, emotions, fruitOf, toneOf } from "../../lib/emotions.js";
import { type Harness, openHarness, type Person } from "./harness.js";

interface Mood {
  readonly day: string;
  readonly emotion: EmotionName;
  readonly fruit: string;
}

let harness: Harness;
let one: Person;
let two: Person;

beforeAll(async () => {
  harness = await openHarness();
  [one, two] = [await harness.signUp(), await harness.signUp()];
});

afterAll(() => harness?.close());

test("a day has one mood: a second check-in changes the same row", async () => {
  const path = "/api/moods/2024-02-29";
  const first = await one.ask("PUT", path, { body: { emotion: "joy", intensity: 7, notes: "🌿 «sí»" } });
  expect([first.status, first.body]).toEqual([
    200,
    {
      day: "2024-02-29",
      emotion: "joy",
      intensity: 7,
      fruit: "mango",
      notes: "🌿 «sí»",
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    },
  ]);
  const again = await one.ask("PUT", path, { body: { emotion: "anxiety", intensity: 2 } });
  expect(again.body).toMatchObject({ emotion: "anxiety", intensity: 2, fruit: "lemon", notes: null });
  expect(again.body.createdAt).toBe(first.body.createdAt);
  expect((await one.ask("GET", path)).body).toEqual(again.body);
  const { rows } = await harness.database.client.query(
    'select date::text, fruit from public."DailyMood" where "userId" = $1',
    [one.id],
  );
  expect(rows).toEqual([{ date: "2024-02-29 00:00:00", fruit: "lemon" }]);
});

test("check-ins at the same time leave one row", async () => {
  const answers = await Promise.all(
    emotions.map((emotion) => one.ask("PUT", "/api/moods/2025-01-01", { body: { emotion, intensity: 5 } })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const { body } = await one.ask<readonly Mood[]>("GET", "/api/moods?from=2025-01-01&to=2025-01-01");
  expect(body).toHaveLength(1);
  expect(body[0]?.fruit).toBe(body[0] && fruitOf(body[0].emotion));
  expect(body[0]?.fruit).toBeDefined();
});

test("the days between two are listed, both included", async () => {
  for (const day of ["2025-06-01", "2025-06-02", "2025-06-03", "2025-06-04"])
    await one.ask("PUT", `/api/moods/${day}`, { body: { emotion: "hope", intensity: 1 } });
  const { body } = await one.ask<readonly Mood[]>("GET", "/api/moods?from=2025-06-02&to=2025-06-03");
  expect(body.map(({ day }) => day)).toEqual(["2025-06-02", "2025-06-03"]);
});

test("another user has their own mood of the day, and cannot read or delete this one", async () => {
  const path = "/api/moods/2025-07-01";
  await one.ask("PUT", path, { body: { emotion: "calm", intensity: 3 } });
  expect((await two.ask("GET", path)).status).toBe(404);
  expect((await two.ask("DELETE", path)).status).toBe(404);
  expect((await two.ask("PUT", path, { body: { emotion: "anger", intensity: 9 } })).status).toBe(200);
  expect((await two.ask("GET", "/api/moods?from=2000-01-01&to=2100-01-01")).body).toHaveLength(1);
  expect((await one.ask("GET", path)).body.emotion).toBe("calm");
  expect((await one.ask("DELETE", path)).status).toBe(204);
  expect((await one.ask("GET", path)).status).toBe(404);
  expect((await two.ask("GET", path)).body.emotion).toBe("anger");
});

test.each([
  ["2026-02-29", { emotion: "joy", intensity: 5 }, "path.day"],
  ["2026-13-01", { emotion: "joy", intensity: 5 }, "path.day"],
  ["0001-01-01", { emotion: "joy", intensity: 5 }, "path.day"],
  ["2026-02-28'; drop table profiles; --", { emotion: "joy", intensity: 5 }, "path.day"],
  ["%E0%A4%A", { emotion: "joy", intensity: 5 }, "path.day"],
  ["2026-02-28", { emotion: "bliss", intensity: 5 }, "body.emotion"],
  ["2026-02-28", { emotion: "constructor", intensity: 5 }, "body.emotion"],
  ["2026-02-28", { emotion: "joy", intensity: 11 }, "body.intensity"],
  ["2026-02-28", { emotion: "joy", intensity: 1.5 }, "body.intensity"],
  ["2026-02-28", { emotion: "joy", intensity: 5, fruit: "apple" }, "body"],
])("refuses %s with %o", async (day, body, path) => {
  const answer = await one.ask("PUT", `/api/moods/${day}`, { body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toContainEqual({ path, message: expect.any(String) });
  const { rowCount } = await harness.database.client.query(
    `select from public."DailyMood" where "userId" = $1 and date in ('2026-02-28', '2026-03-01')`,
    [one.id],
  );
  expect(rowCount).toBe(0);
});

test("every emotion has its own fruit, the same as in the fixture", async () => {
  expect(new Set(emotions.map(fruitOf)).size).toBe(emotions.length);
  const { rows } = await harness.database.client.query<{ emotion: string; fruit: string }>(
    `select distinct emotion, fruit from public."DailyMood" where "userId" not in ($1, $2)`,
    [one.id, two.id],
  );
  expect(Object.fromEntries(rows.map(({ emotion, fruit }) => [emotion, fruit]))).toEqual(
    Object.fromEntries(emotions.map((emotion) => [emotion, fruitOf(emotion)])),
  );
  expect([toneOf("joy"), toneOf("anger"), toneOf("constructor")]).toEqual([1, -1, 0]);
});
