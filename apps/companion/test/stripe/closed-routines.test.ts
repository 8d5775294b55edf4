import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type Shop } from "./shop.js";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop?.close());

test("only the service can execute the functions that set a plan", async () => {
  const person = await shop.harness.signUp();
  const { anonKey, url } = shop.harness.settings.supabase;
  for (const routine of ["companion_billing_begin", "companion_billing_apply", "companion_billing_fail"]) {
    for (const token of [person.token, undefined]) {
      const headers = {
        apikey: anonKey,
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const body = JSON.stringify(callOf[routine]);
      const { status } = await shop.harness.stack.fetch(
        new Request(`${url}/rest/v1/rpc/${routine}`, { method: "POST", headers, body }),
      );
      expect([401, 403, 404]).toContain(status);
    }
  }
  expect(await shop.planOf(person.id)).toBe("FREE");
});

const callOf: Readonly<Record<string, object>> = {
  companion_billing_begin: { event_id: null },
  companion_billing_apply: {
    event_id: null,
    event_type: null,
    payload: null,
    customer_id: "cus_x",
    claimed_user: null,
    plan: "ELITE",
    gone: false,
    ticket: 1_000_000,
  },
  companion_billing_fail: { event_id: "evt_x", event_type: "x", payload: "{}", error_code: "x" },
};
