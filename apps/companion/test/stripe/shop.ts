import { type Harness, openHarness } from "../api/harness.js";
import type { AccountEvent } from "./account.js";
import { type FakeStripe, openFakeStripe } from "./fake-stripe.js";

/** The API with billing, and a fake Stripe. */
export interface Shop {
  readonly harness: Harness;
  readonly fake: FakeStripe;
  /** Sends an event to the webhook, changed or not; returns the status. */
  send(event: AccountEvent, request?: RequestInit): Promise<number>;
  /** Sends every undelivered event, the oldest first. */
  deliver(): Promise<void>;
  planOf(userId: string): Promise<unknown>;
  /** Rows of a statement, as superuser. */
  rows(statement: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens a shop: use it in `beforeAll`, close it in `afterAll`. */
export async function openShop(): Promise<Shop> {
  const fake = await openFakeStripe();
  const harness = await openHarness({ stripe: fake.settings });
  const { client } = harness.database;
  const send: Shop["send"] = async (event, request = fake.signed(event)) => {
    const { status } = await harness.api.fetch(new Request("http://api.test/api/stripe/webhook", request));
    if (status === 200) event.delivered = true;
    return status;
  };
  const rows: Shop["rows"] = async (statement, values = []) =>
    (await client.query<Record<string, unknown>>(statement, [...values])).rows;
  return {
    harness,
    fake,
    send,
    deliver: async () => {
      for (const event of fake.account.events) if (!event.delivered) await send(event);
    },
    planOf: async (userId) =>
      (await rows("select plan from public.profiles where user_id = $1", [userId]))[0]?.plan,
    rows,
    close: async () => {
      await harness.close();
      await fake.close();
    },
  };
}
