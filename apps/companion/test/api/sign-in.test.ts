import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApi } from "../../api/api.js";
import { makeLog } from "../../api/log.js";
import { type Harness, openHarness, type Person } from "./harness.js";

let harness: Harness;
let one: Person;

beforeAll(async () => {
  harness = await openHarness();
  one = await harness.signUp();
});

beforeEach(() => harness.database.client.query("truncate public.sign_in_limits"));

afterAll(() => harness?.close());

const signIn = (email: string, password: string) =>
  harness.ask("POST", "/api/auth/sign-in", { body: { email, password } });

test("a user who signs in gets tokens for their own data, and can refresh them", async () => {
  const { status, body } = await signIn(one.email, one.password);
  expect([status, body]).toEqual([
    200,
    {
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresAt: expect.stringMatching(/Z$/),
      userId: one.id,
    },
  ]);
  const opens = async (token: string) =>
    (await harness.ask("GET", "/api/account", { headers: { authorization: `Bearer ${token}` } })).body.userId;
  expect(await opens(body.accessToken)).toBe(one.id);
  const refreshed = await harness.ask("POST", "/api/auth/refresh", {
    body: { refreshToken: body.refreshToken },
  });
  expect(refreshed.status).toBe(200);
  expect(await opens(refreshed.body.accessToken)).toBe(one.id);
  const unknown = await harness.ask("POST", "/api/auth/refresh", { body: { refreshToken: "x'; --" } });
  expect([unknown.status, unknown.body.type]).toEqual([401, "urn:companion:problem:not-signed-in"]);
});

test("an unknown address and a wrong password get the same response, and the password is logged nowhere", async () => {
  const wrong = await signIn(one.email, "my secret guess");
  const unknown = await signIn("nobody@example.com", "my secret guess");
  expect([wrong.status, wrong.body.type]).toEqual([401, "urn:companion:problem:not-signed-in"]);
  expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
  const told = JSON.stringify([wrong.body, unknown.body, harness.logged]);
  expect(told).not.toContain("secret guess");
  expect(told).not.toContain(one.email);
});

test("after ten attempts for one account the next one waits, even with the right password; other accounts do not", async () => {
  for (let tried = 0; tried < 10; tried += 1) expect((await signIn(one.email, "x")).status).toBe(401);
  const limited = await signIn(one.email.toUpperCase(), one.password);
  expect([limited.status, limited.body.type]).toEqual([429, "urn:companion:problem:too-many-requests"]);
  const seconds = Number(limited.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(800);
  expect(seconds).toBeLessThanOrEqual(900);
  const other = await harness.signUp();
  expect((await signIn(other.email, other.password)).status).toBe(200);
});

test("attempts from one address are limited, whatever the account; the database stores no address", async () => {
  const settings = { ...harness.settings, addressHeader: "x-forwarded-for" };
  const api = createApi(settings, {
    log: makeLog({ logLevel: "silent" }),
    fetch: (input, init) => harness.stack.fetch(new Request(input, init)),
  });
  const from = async (address: string, email: string) => {
    // What a client writes there comes before the proxy's value, and gives no further attempts.
    const forwarded = `198.51.100.${Math.floor(Math.random() * 250)}, ${address}`;
    const headers = { "content-type": "application/json", "x-forwarded-for": forwarded };
    const body = JSON.stringify({ email, password: "x" });
    return (await api.request("/api/auth/sign-in", { method: "POST", headers, body })).status;
  };
  for (let tried = 0; tried < 10; tried += 1)
    expect(await from("192.0.2.1", `user${tried}@example.com`)).toBe(401);
  expect(await from("192.0.2.1", "another@example.com")).toBe(429);
  expect(await from("192.0.2.2", "more@example.com")).toBe(401);
  const { rows } = await harness.database.client.query<{ key: string }>(
    "select key from public.sign_in_limits",
  );
  expect(rows.map(({ key }) => key).every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
});

test.each([
  [{ email: "not an address", password: "x" }, "body.email"],
  [{ email: "a@example.com'; drop table profiles; --", password: "x" }, "body.email"],
  [{ email: "a@example.com", password: "" }, "body.password"],
  [{ email: "a@example.com", password: "x".repeat(1000) }, "body.password"],
  [{ email: "a@example.com", password: "x", role: "admin" }, "body"],
])("refuses %o without trying it", async (body, path) => {
  const answer = await harness.ask("POST", "/api/auth/sign-in", { body });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toContainEqual({ path, message: expect.any(String) });
  expect((await harness.database.client.query("select from public.sign_in_limits")).rowCount).toBe(0);
});

test("if the sign-in service does not respond, the API says so", async () => {
  const api = createApi(harness.settings, {
    log: makeLog({ logLevel: "silent" }),
    fetch: (input, init) => {
      const request = new Request(input, init);
      if (request.url.includes("/auth/v1/")) throw new TypeError("fetch failed");
      return harness.stack.fetch(request);
    },
  });
  const response = await api.request("/api/auth/sign-in", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: one.email, password: one.password }),
  });
  expect(response.status).toBe(503);
});
