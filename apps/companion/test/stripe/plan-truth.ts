import type { Account } from "./account.js";

/** A user's plan, computed from the account's data without the API's code. */
export function truePlan({ customers, subscriptions }: Account, userId: string): string {
  const own = [...customers.values()].filter(
    ({ metadata, deleted }) => metadata.user_id === userId && !deleted,
  );
  const paid = [...subscriptions.values()]
    .filter(({ customer }) => own.some(({ id }) => id === customer))
    .filter(({ status }) => status === "active" || status === "trialing" || status === "past_due")
    .flatMap(({ items }) => items.map(({ price }) => price));
  if (paid.includes("price_elite")) return "ELITE";
  return paid.some((price) => price === "price_pro" || price === "price_pro_year") ? "PRO" : "FREE";
}
