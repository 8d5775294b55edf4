import { randomBytes } from "node:crypto";

/** The parts of a Stripe account that the API uses; every change creates an event, as at Stripe. */
export class Account {
  readonly customers = new Map<string, Customer>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly events: AccountEvent[] = [];

  createCustomer(metadata: Readonly<Record<string, string>> = {}): Customer {
    const id = newId("cus");
    // Names and addresses of people, to check that none is stored.
    const customer = { id, metadata, name: "Ada Secret", email: `${id}@secret.example`, deleted: false };
    this.customers.set(id, customer);
    this.#tell("customer.created", customerObject(customer));
    return customer;
  }

  updateCustomer(id: string, metadata: Readonly<Record<string, string>>): void {
    const customer = this.customer(id);
    customer.metadata = metadata;
    this.#tell("customer.updated", customerObject(customer));
  }

  deleteCustomer(id: string): void {
    const customer = this.customer(id);
    for (const subscription of this.subscriptionsOf(id)) this.setStatus(subscription.id, "canceled");
    customer.deleted = true;
    this.#tell("customer.deleted", customerObject(customer));
  }

  subscribe(customer: string, prices: readonly string[], status = "active"): Subscription {
    const items = prices.map((price) => ({ id: newId("si"), price }));
    const subscription = { id: newId("sub"), customer: this.customer(customer).id, status, items };
    this.subscriptions.set(subscription.id, subscription);
    this.#tell("customer.subscription.created", subscriptionObject(subscription));
    this.#tell("invoice.paid", { id: newId("in"), object: "invoice", customer });
    return subscription;
  }

  setStatus(id: string, status: string): void {
    const subscription = this.subscription(id);
    subscription.status = status;
    const type = status === "canceled" ? "deleted" : "updated";
    this.#tell(`customer.subscription.${type}`, subscriptionObject(subscription));
  }

  setPrices(id: string, prices: readonly string[]): void {
    const subscription = this.subscription(id);
    subscription.items = prices.map((price) => ({ id: newId("si"), price }));
    this.#tell("customer.subscription.updated", subscriptionObject(subscription));
  }

  /** The user has paid on the page of a checkout session. */
  complete(session: {
    readonly id: string;
    readonly customer: string;
    readonly price: string;
  }): Subscription {
    const subscription = this.subscribe(session.customer, [session.price]);
    this.#tell("checkout.session.completed", {
      id: session.id,
      object: "checkout.session",
      customer: session.customer,
      customer_details: { email: "ada@secret.example" },
    });
    return subscription;
  }

  /** An event without a customer. */
  makeProduct(): void {
    this.#tell("product.created", { id: newId("prod"), object: "product" });
  }

  customer(id: string): Customer {
    return found(this.customers.get(id));
  }

  subscription(id: string): Subscription {
    return found(this.subscriptions.get(id));
  }

  /** The subscriptions that are not canceled. */
  subscriptionsOf(customer: string): readonly Subscription[] {
    return [...this.subscriptions.values()].filter(
      (one) => one.customer === customer && one.status !== "canceled",
    );
  }

  #tell(type: string, object: Readonly<Record<string, unknown>>): void {
    const created = Math.floor(Date.now() / 1000);
    const data = { object: structuredClone(object) };
    this.events.push({ id: newId("evt"), object: "event", type, created, data, delivered: false });
  }
}

export interface Customer {
  readonly id: string;
  metadata: Readonly<Record<string, string>>;
  readonly name: string;
  readonly email: string;
  deleted: boolean;
}

export interface Subscription {
  readonly id: string;
  readonly customer: string;
  status: string;
  items: readonly { readonly id: string; readonly price: string }[];
}

export interface AccountEvent {
  readonly id: string;
  readonly object: "event";
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
  /** Whether the response was 200. */
  delivered: boolean;
}

export function customerObject({ id, metadata, name, email }: Customer) {
  return { id, object: "customer", metadata, name, email };
}

/** As Stripe returns it: with ten items at most. */
export function subscriptionObject({ id, customer, status, items }: Subscription) {
  const data = items.slice(0, 10).map(itemObject);
  return {
    id,
    object: "subscription",
    customer,
    status,
    items: { ...list(data), has_more: items.length > 10 },
  };
}

export function itemObject({ id, price }: { readonly id: string; readonly price: string }) {
  return { id, object: "subscription_item", price: { id: price, object: "price" } };
}

export function list(data: readonly unknown[], hasMore = false) {
  return { object: "list", data, has_more: hasMore };
}

export function newId(kind: string): string {
  return `${kind}_${randomBytes(8).toString("hex")}`;
}

/** Stripe's error for an object that does not exist. */
export class Missing extends Error {}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Missing("there is no such object");
  return value;
}
