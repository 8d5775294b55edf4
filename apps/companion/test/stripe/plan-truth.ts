import type { Account } from "./account.js";

/** What the account says a user's plan is: told apart from the API's own reasoning, from the account's data as they stand. */
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
