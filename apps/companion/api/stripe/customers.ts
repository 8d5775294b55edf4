import type { PostgrestClient } from "@supabase/postgrest-js";
import Stripe from "stripe";
import { z } from "zod";
import { rowsOf } from "../answer.js";
import { Problem } from "../problem.js";
import type { Settings } from "../settings.js";
import { answered, type Billing, billingOf } from "./billing.js";
import { type CustomerState, fetchState } from "./state.js";

const customerRow = z.object({ stripe_customer_id: z.string() });

/** The user's customer, if there is one. The query names the user, because ops can read all customers. */
export async function customerOf(database: PostgrestClient, userId: string): Promise<string | undefined> {
  const found = database.from("billing_customers").select("stripe_customer_id").eq("user_id", userId);
  const [row] = await rowsOf(found, customerRow);
  return row?.stripe_customer_id;
}

/** The user's customer with its current state; created if there is none or it was deleted. */
export async function payingCustomer(
  billing: Billing,
  userId: string,
  known: string | undefined,
): Promise<CustomerState & { readonly id: string }> {
  let id = known ?? (await createCustomer(billing, userId, "first"));
  for (let made = 0; made < 5; made += 1) {
    const state = await answered(fetchState(billing, id));
    if (!state.gone) return { id, ...state };
    id = await createCustomer(billing, userId, id);
  }
  throw new Problem(
    "upstream-failed",
    "The payment provider could not create a customer for you. Try again later.",
  );
}

/** Calls at the same time, or before the customer's event arrives, get the same customer. */
async function createCustomer({ stripe }: Billing, userId: string, after: string): Promise<string> {
  const customer = { metadata: { user_id: userId } };
  const idempotencyKey = `companion-customer-${userId}-${after}`;
  return (await answered(stripe.customers.create(customer, { idempotencyKey }))).id;
}

/**
 * Deletes the user's customers at Stripe, which ends their subscriptions at once. For erasure, before the user is deleted. A
 * second call does nothing.
 *
 * @param database as the service
 * @throws {Problem} `upstream-failed`, or `not-available` if there is a customer and Stripe is not set up: the deleted user
 * would continue to pay.
 */
export async function forgetCustomers(
  settings: Settings,
  database: PostgrestClient,
  userId: string,
): Promise<void> {
  const known = await knownCustomers(database, userId);
  if (settings.stripe === undefined && known.size === 0) return;
  const billing = billingOf(settings);
  // Only Stripe knows a customer whose events have not arrived yet.
  const query = `metadata['user_id']:'${z.uuid().parse(userId)}'`;
  for (const { id } of await answered(
    billing.stripe.customers.search({ query, limit: 100 }).autoPagingToArray({ limit: 1000 }),
  ))
    known.add(id);
  for (const id of known) await answered(deleteCustomer(billing, id));
}

async function knownCustomers(database: PostgrestClient, userId: string): Promise<Set<string>> {
  const known = new Set<string>();
  for (const table of ["billing_customers", "billing_states"]) {
    const rows = database.from(table).select("stripe_customer_id").eq("user_id", userId);
    for (const row of await rowsOf(rows, customerRow)) known.add(row.stripe_customer_id);
  }
  return known;
}

async function deleteCustomer({ stripe }: Billing, id: string): Promise<void> {
  try {
    await stripe.customers.del(id);
  } catch (error) {
    const isGone = error instanceof Stripe.errors.StripeError && error.code === "resource_missing";
    if (!isGone) throw error;
  }
}
