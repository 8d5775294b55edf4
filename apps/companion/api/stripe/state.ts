import type Stripe from "stripe";
import { z } from "zod";
import { type Plan, plans } from "../../lib/plan-policy.js";
import type { StripeSettings } from "../settings.js";
import type { Billing } from "./billing.js";

/** The current state of a customer at Stripe. */
export interface CustomerState {
  /** The highest plan of their subscriptions. */
  readonly plan: Plan;
  /** Deleted at Stripe. */
  readonly gone: boolean;
  /** The user for whom the API created the customer, from its metadata. */
  readonly userId: string | null;
}

/**
 * Subscriptions in these states give their plan. `past_due` too: Stripe is still trying to collect, and moves them to `canceled`
 * or `unpaid` when it gives up, as its settings say.
 */
const giving: ReadonlySet<Stripe.Subscription.Status> = new Set(["active", "trialing", "past_due"]);

/** Fetches the current state from Stripe. */
export async function fetchState({ stripe, settings }: Billing, customerId: string): Promise<CustomerState> {
  const customer = await stripe.customers.retrieve(customerId);
  if (customer.deleted === true) return { plan: "FREE", gone: true, userId: null };
  let plan: Plan = "FREE";
  // Without canceled subscriptions; every page is read.
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

/** A price that is not configured gives no plan. */
function planOf({ PRO, ELITE }: StripeSettings["prices"], price: string): Plan {
  if (ELITE.includes(price)) return "ELITE";
  return PRO.includes(price) ? "PRO" : "FREE";
}

/** `plans` is in ascending order. */
function higher(one: Plan, other: Plan): Plan {
  return plans.indexOf(one) >= plans.indexOf(other) ? one : other;
}
