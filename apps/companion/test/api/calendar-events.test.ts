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

const dinner = {
  date: "2026-02-28",
  title: "Dinner",
  location: { label: "Lisbon", latitude: 38.7, longitude: -9.1 },
};

test("a user creates, reads, changes and deletes an event", async () => {
  const made = await one.ask("POST", "/api/calendar/events", { body: dinner });
  expect([made.status, made.body]).toEqual([
    201,
    expect.objectContaining({ ...dinner, emotion: null, notes: null }),
  ]);
  const path = `/api/calendar/events/${made.body.id}`;
  expect((await one.ask("GET", path)).body).toEqual(made.body);
  const changed = await one.ask("PATCH", path, { body: { notes: "at eight", location: null } });
  expect(changed.body).toMatchObject({
    title: "Dinner",
    notes: "at eight",
    location: { label: null, latitude: null },
  });
  expect((await one.ask("PATCH", path, { body: {} })).body).toEqual(changed.body);
  const listed = await one.ask("GET", "/api/calendar/events?from=2026-02-01&to=2026-02-28");
  expect(listed.body).toEqual([changed.body]);
  expect((await one.ask("DELETE", path)).status).toBe(204);
  expect((await one.ask("GET", path)).status).toBe(404);
});

test("other users cannot read, change or delete it, or learn that it exists", async () => {
  const { body } = await one.ask("POST", "/api/calendar/events", { body: dinner });
  const path = `/api/calendar/events/${body.id}`;
  for (const [method, sent] of [["GET"], ["PATCH", { title: "x" }], ["DELETE"]] as const) {
    const answer = await two.ask(method, path, sent === undefined ? {} : { body: sent });
    expect([answer.status, answer.body.type]).toEqual([404, "urn:companion:problem:not-found"]);
  }
  expect((await two.ask("GET", "/api/calendar/events?from=2026-01-01&to=2026-12-31")).body).toEqual([]);
  expect((await one.ask("GET", path)).body.title).toBe("Dinner");
});

test.each([
  ["a day that is not there", { ...dinner, date: "2026-02-29" }, "body.date"],
  ["no title", { ...dinner, title: "" }, "body.title"],
  ["a place off the globe", { ...dinner, location: { latitude: 91 } }, "body.location.latitude"],
  ["another's id", { ...dinner, user_id: "a3f1c6d2-5b0e-4a57-9c1d-0e7f6b2a9d01" }, "body"],
  ["a character that cannot be stored", { ...dinner, title: "a\u0000b" }, "body.title"],
  ["half a surrogate pair", { ...dinner, title: "\ud83d" }, "body.title"],
])("refuses %s, and says where", async (_, body, path) => {
  const answer = await one.ask("POST", "/api/calendar/events", { body });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  expect(answer.body.errors).toContainEqual({ path, message: expect.any(String) });
});

test("without a token, with a forged or an expired one: 401 and nothing done", async () => {
  const forged = `${one.token.slice(0, -6)}AAAAAA`;
  for (const headers of [{}, { authorization: "Bearer x" }, { authorization: `Bearer ${forged}` }]) {
    const answer = await harness.ask("POST", "/api/calendar/events", { body: dinner, headers });
    expect([answer.status, answer.body.type]).toEqual([401, "urn:companion:problem:not-signed-in"]);
  }
});

test("a form of another site is refused; CORS refuses a page of another origin", async () => {
  const form = { "content-type": "text/plain", origin: "http://evil.test" };
  const posted = await harness.ask("POST", "/api/calendar/events", { headers: form });
  expect([posted.status, posted.body.type]).toEqual([403, "urn:companion:problem:not-allowed"]);
  const origin = async (from: string) =>
    (await harness.ask("OPTIONS", "/api/calendar/events", { headers: { origin: from } })).headers.get(
      "access-control-allow-origin",
    );
  expect([await origin("http://app.test"), await origin("http://evil.test")]).toEqual([
    "http://app.test",
    null,
  ]);
});

test("a body of more than a mebibyte is refused, and so is a body that is not JSON", async () => {
  const large = await one.ask("POST", "/api/calendar/events", {
    body: { ...dinner, notes: "x".repeat(10_000_000) },
  });
  expect([large.status, large.body.type]).toEqual([413, "urn:companion:problem:too-large"]);
  const headers = { authorization: `Bearer ${one.token}`, "content-type": "application/json" };
  const broken = new Request("http://api.test/api/calendar/events", {
    method: "POST",
    headers,
    body: '{"date":',
  });
  expect((await harness.api.fetch(broken)).status).toBe(400);
});

test("the log has routes, and no text or token of a user", async () => {
  await one.ask("POST", "/api/calendar/events", { body: { ...dinner, title: "a secret dinner" } });
  const all = harness.logged.join("");
  expect(all).toContain('"route":"/api/calendar/events');
  expect(all).not.toContain("secret dinner");
  expect(all).not.toContain(one.token);
});
