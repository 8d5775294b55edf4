import type Stripe from "stripe";
import { z } from "zod";
import { type Plan, plans } from "../../lib/plan-policy.js";
import type { StripeSettings } from "../settings.js";
import type { Billing } from "./billing.js";

/** What a customer is at Stripe at this moment. */
export interface CustomerState {
  /** The highest that a subscription of theirs gives. */
  readonly plan: Plan;
  /** Deleted at Stripe, for good. */
  readonly gone: boolean;
  /** Whom the API made the customer for, as it then wrote on it. */
  readonly userId: string | null;
}

/**
 * Subscriptions in these states give their plan. `past_due` too: they were paid, or tried, and Stripe is still trying to collect;
 * when it gives up, as its own settings say, it moves them to `canceled` or `unpaid`.
 */
const giving: ReadonlySet<Stripe.Subscription.Status> = new Set(["active", "trialing", "past_due"]);

/** Asks Stripe how it is now, whatever an event said. */
export async function fetchState({ stripe, settings }: Billing, customerId: string): Promise<CustomerState> {
  const customer = await stripe.customers.retrieve(customerId);
  if (customer.deleted === true) return { plan: "FREE", gone: true, userId: null };
  let plan: Plan = "FREE";
  // Those that are canceled are left out; every page is walked.
  for await (const subscription of stripe.subscriptions.list({ customer: customerId, limit: 100 })) {
    if (!giving.has(subscription.status)) continue;
    for (const price of await pricesOf(stripe, subscription))
      plan = higher(plan, planOf(settings.prices, price));
  }
  return { plan, gone: false, userId: z.uuid().safeParse(customer.metadata.user_id).data ?? null };
}

async function pricesOf(stripe: Stripe, { id, items }: Stripe.Subscription): Promise<readonly string[]> {
  if (!items.has_more) return items.data.map(({ price }) => price.id);
  const prices: string[] = [];
  for await (const { price } of stripe.subscriptionItems.list({ subscription: id, limit: 100 }))
    prices.push(price.id);
  return prices;
}

/** A price that nobody configured gives nothing. */
function planOf({ PRO, ELITE }: StripeSettings["prices"], price: string): Plan {
  if (ELITE.includes(price)) return "ELITE";
  return PRO.includes(price) ? "PRO" : "FREE";
}

/** `plans` is in their order. */
function higher(one: Plan, other: Plan): Plan {
  return plans.indexOf(one) >= plans.indexOf(other) ? one : other;
}
