import type { Random } from "../../fixture/random.js";
import type { Account } from "./account.js";

/** Makes a random change in the account, as users and Stripe do; each creates one or more events. */
export function change(account: Account, random: Random, people: readonly string[]): void {
  const kinds: readonly (() => void)[] = [
    () => subscribe(account, random, people),
    () => subscribe(account, random, people),
    () => withSubscription(account, random, (id) => account.setPrices(id, drawPrices(random))),
    () => withSubscription(account, random, (id) => account.setStatus(id, oneOf(random, statuses))),
    () => withSubscription(account, random, (id) => account.setStatus(id, "canceled")),
    () =>
      withCustomer(account, random, (id) => (random.chance(0.2) ? account.deleteCustomer(id) : undefined)),
    () => account.makeProduct(),
    // A customer who is not a user of the app.
    () => account.createCustomer({}),
  ];
  oneOf(random, kinds)();
}

/** Changes this customer's subscriptions. */
export function changeOf(account: Account, random: Random, customer: string): void {
  const [first] = account.subscriptionsOf(customer);
  if (first === undefined) account.subscribe(customer, drawPrices(random));
  else if (random.chance(0.5)) account.setStatus(first.id, oneOf(random, statuses));
  else account.setPrices(first.id, drawPrices(random));
}

const statuses = ["active", "trialing", "past_due", "unpaid", "incomplete", "paused"];
const sold = ["price_pro", "price_pro_year", "price_elite", "price_of_something_else"];

function drawPrices(random: Random): readonly string[] {
  return random.chance(0.25) ? [oneOf(random, sold), oneOf(random, sold)] : [oneOf(random, sold)];
}

function subscribe(account: Account, random: Random, people: readonly string[]): void {
  const person = oneOf(random, people);
  const own = [...account.customers.values()].find(
    ({ metadata, deleted }) => metadata.user_id === person && !deleted,
  );
  // Sometimes a user has two customers.
  const customer =
    own === undefined || random.chance(0.05) ? account.createCustomer({ user_id: person }) : own;
  account.subscribe(
    customer.id,
    drawPrices(random),
    oneOf(random, ["active", "active", "trialing", "incomplete"]),
  );
}

function withSubscription(account: Account, random: Random, act: (id: string) => void): void {
  const all = [...account.subscriptions.values()].filter(({ status }) => status !== "canceled");
  if (all.length > 0) act(oneOf(random, all).id);
}

function withCustomer(account: Account, random: Random, act: (id: string) => void): void {
  const all = [...account.customers.values()].filter(({ deleted }) => !deleted);
  if (all.length > 0) act(oneOf(random, all).id);
}

export function oneOf<Value>(random: Random, from: readonly Value[]): Value {
  const value = from[random.between(0, from.length - 1)];
  if (value === undefined) throw new Error("there is nothing to pick from");
  return value;
}
