import type { PostgrestClient } from "@supabase/postgrest-js";
import Stripe from "stripe";
import { z } from "zod";
import { rowsOf } from "../answer.js";
import { Problem } from "../problem.js";
import type { Settings } from "../settings.js";
import { answered, type Billing, billingOf } from "./billing.js";
import { type CustomerState, fetchState } from "./state.js";

const customerRow = z.object({ stripe_customer_id: z.string() });

/** Which customer the user is, if one yet. Ops read those of others too, so it is asked for by the user's id. */
export async function customerOf(database: PostgrestClient, userId: string): Promise<string | undefined> {
  const found = database.from("billing_customers").select("stripe_customer_id").eq("user_id", userId);
  const [row] = await rowsOf(found, customerRow);
  return row?.stripe_customer_id;
}

/** The user's customer, made where there is none or theirs is gone, with what it has now. */
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
  throw new Problem("upstream-failed", "The payment provider has no customer for you. Try again later.");
}

/** Of calls at the same time, or before the event tells of the customer, each gets the same one. */
async function createCustomer({ stripe }: Billing, userId: string, after: string): Promise<string> {
  const customer = { metadata: { user_id: userId } };
  const idempotencyKey = `companion-customer-${userId}-${after}`;
  return (await answered(stripe.customers.create(customer, { idempotencyKey }))).id;
}

/**
 * Deletes the user's customers at Stripe, which ends their subscriptions at once. For erasure, before the user is deleted;
 * again, it finds nothing left to do.
 *
 * @param database as the service
 * @throws {Problem} `upstream-failed`, or `not-available` where there is a customer and no way to Stripe: deleting the user
 * would leave someone paying for nothing.
 */
export async function forgetCustomers(
  settings: Settings,
  database: PostgrestClient,
  userId: string,
): Promise<void> {
  const known = await knownCustomers(database, userId);
  if (settings.stripe === undefined && known.size === 0) return;
  const billing = billingOf(settings);
  // One whose events have not arrived yet, Stripe alone knows.
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
