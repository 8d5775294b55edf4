import { seed, takesAll } from "@rowproof/testing/sample";
import fc from "fast-check";
import { signToken } from "rowproof/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type Shop } from "../stripe/shop.js";
import { type Generated, type OpenApiDocument, requestsOf, type Sender } from "./generated.js";
import type { Harness, Person } from "./harness.js";
import { clearRows, rowsDigest, seedRows } from "./seeded-rows.js";

/** How many requests are made up; `npm run test:all` sends 2,000. */
const count = Number(process.env.COMPANION_REQUESTS ?? (takesAll ? 2000 : 500));

let shop: Shop;
let harness: Harness;
let victim: Person;
let attacker: Person;
let tokens: Readonly<Record<Sender, string | undefined>>;

/** A new attacker, and the tokens to try in their name. */
async function takeAttacker(): Promise<void> {
  attacker = await harness.signUp();
  const { keys } = harness.stack;
  const claims = { sub: attacker.id, role: "authenticated", aud: "authenticated" };
  tokens = {
    user: attacker.token,
    nobody: undefined,
    malformed: "eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
    expired: signToken(keys, { ...claims, exp: 1_700_000_000 }),
    forged: signToken(
      { ...keys, jwtSecret: "another secret than the stack's" },
      { ...claims, sub: victim.id },
    ),
    "service-like": signToken(keys, { ...claims, role: "service_role" }),
  };
}

beforeAll(async () => {
  shop = await openShop();
  ({ harness } = shop);
  victim = await harness.signUp();
  await takeAttacker();
});

afterAll(() => shop?.close());

test(`of ${count} generated requests none fails the server, reaches another's rows, or half succeeds`, async () => {
  await clearRows(harness.database.client);
  const known = await seedRows(harness.database.client, victim.id);
  const document = (await harness.ask<OpenApiDocument>("GET", "/api/openapi.json")).body;
  const statuses = new Map<number, number>();
  let theirs = await rowsDigest(harness.database.client, { ofOthers: attacker.id });
  let all = await rowsDigest(harness.database.client);
  await fc.assert(
    fc.asyncProperty(requestsOf(document, [...known, victim.id]), async (request) => {
      await harness.database.client.query(
        "delete from public.user_limits where kind = 'write'; delete from public.sign_in_limits",
      );
      const { status, problem } = await send(request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 400) expect(problem, `${status}`).toBe(true);
      expect(status, JSON.stringify(request).slice(0, 2000)).toBeLessThan(500);
      const after = await rowsDigest(harness.database.client);
      if (status >= 400) expect(after, `refused with ${status}, and yet something changed`).toBe(all);
      if (after === all) return;
      all = after;
      expect(
        await rowsDigest(harness.database.client, { ofOthers: attacker.id }),
        "a row of somebody else's changed",
      ).toBe(theirs);
      // After an attacker deletes their account, a new one continues.
      if (request.method !== "DELETE" || request.path !== "/api/account") return;
      await takeAttacker();
      theirs = await rowsDigest(harness.database.client, { ofOthers: attacker.id });
      all = await rowsDigest(harness.database.client);
    }),
    { numRuns: count, seed, endOnFailure: true },
  );
  console.log(
    [...statuses]
      .toSorted()
      .map(([status, times]) => `${status}: ${times}`)
      .join(", "),
  );
  // If no request succeeded, nothing was tested.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 50);
  expect(statuses.get(401) ?? 0).toBeGreaterThan(count / 50);
}, 240_000);

async function send({ method, path, sender, body, contentType }: Generated) {
  const token = tokens[sender];
  const response = await harness.api.fetch(
    new Request(`http://api.test${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(contentType ? { "content-type": contentType } : {}),
      },
      ...(body === undefined || method === "GET" ? {} : { body }),
    }),
  );
  await response.arrayBuffer();
  const problem = response.headers.get("content-type") === "application/problem+json";
  return { status: response.status, problem };
}
