import type { PostgrestClient } from "@supabase/postgrest-js";
import Stripe from "stripe";
import { z } from "zod";
import { done, resultOf } from "../answer.js";
import { Problem } from "../problem.js";
import type { Billing } from "./billing.js";
import type { Brief } from "./events.js";
import { fetchState } from "./state.js";

/** Stripe, and the database as the service. */
export interface Work extends Billing {
  readonly database: PostgrestClient;
}

const begun = z.object({ ticket: z.int(), processed: z.boolean() });
const outcome = z.enum(["applied", "stale", "nobody", "recorded"]);
type Outcome = z.infer<typeof outcome> | "done";

/**
 * Writes the current state of the event's customer at Stripe into the database, together with the event: both or neither. The
 * event's own data about the customer is never used, so neither the order nor the number of events matters.
 *
 * @throws the error of processing, after recording it.
 */
export async function processEvent(work: Work, event: Brief): Promise<Outcome> {
  try {
    return await applyState(work, event.customer, event);
  } catch (error) {
    const failed = { ...recordOf(event), error_code: codeOf(error) };
    await done(work.database.rpc("companion_billing_fail", failed));
    throw error;
  }
}

/** Does the same without an event. */
export function processCustomer(work: Work, customerId: string): Promise<Outcome> {
  return applyState(work, customerId, null);
}

async function applyState(work: Work, customerId: string | null, event: Brief | null): Promise<Outcome> {
  const { database } = work;
  // Draw the ticket first: what is fetched afterwards contains everything that happened before.
  const { ticket, processed } = await resultOf(
    database.rpc("companion_billing_begin", { event_id: event?.id ?? null }),
    begun,
  );
  if (processed) return "done";
  const state = customerId === null ? null : await fetchState(work, customerId);
  const effect = {
    ...recordOf(event),
    customer_id: customerId,
    claimed_user: state?.userId ?? null,
    plan: state?.plan ?? null,
    gone: state?.gone ?? null,
    ticket,
  };
  return resultOf(database.rpc("companion_billing_apply", effect), outcome);
}

function recordOf(event: Brief | null) {
  if (event === null) return { event_id: null, event_type: null, payload: null };
  return { event_id: event.id, event_type: event.type, payload: JSON.stringify(event) };
}

/** Our own text: a server's message may contain personal data. */
export function codeOf(error: unknown): string {
  if (error instanceof Stripe.errors.StripeConnectionError) return "stripe-unreachable";
  if (error instanceof Stripe.errors.StripeRateLimitError) return "stripe-busy";
  if (error instanceof Stripe.errors.StripeError) return "stripe-refused";
  return error instanceof Problem ? "database-failed" : "unexpected";
}
