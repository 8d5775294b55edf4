import { z } from "zod";
import { rowsOf } from "../answer.js";
import { type Brief, brief, briefOf } from "./events.js";
import { processCustomer, processEvent, type Work } from "./processing.js";

/** The numbers of processed and failed items. */
export interface Reconciled {
  readonly processed: number;
  readonly failed: number;
}

/** Processes the events that the webhook could not process, and those that Stripe could not deliver. */
export async function reconcileEvents(work: Work): Promise<Reconciled> {
  const tried = new Set<string>();
  const tally = tallied();
  for await (const event of storedEvents(work)) {
    tried.add(event.id);
    await tally.add(() => processEvent(work, event));
  }
  for await (const event of work.stripe.events.list({ delivery_success: false, limit: 100 })) {
    if (!tried.has(event.id)) await tally.add(() => processEvent(work, briefOf(event)));
  }
  return tally.sum();
}

/** Sets every customer's plan to their state at Stripe, with or without an event. */
export async function reconcileCustomers(work: Work): Promise<Reconciled> {
  const tally = tallied();
  const known = await knownCustomers(work);
  for (const id of known) await tally.add(() => processCustomer(work, id));
  for await (const { id, metadata } of work.stripe.customers.list({ limit: 100 })) {
    // Other customers of the Stripe account belong to no user of this app.
    if (!known.has(id) && metadata.user_id !== undefined) await tally.add(() => processCustomer(work, id));
  }
  return tally.sum();
}

function tallied() {
  let processed = 0;
  let failed = 0;
  return {
    async add(one: () => Promise<string>): Promise<void> {
      try {
        if ((await one()) !== "done") processed += 1;
      } catch {
        failed += 1;
      }
    },
    sum: (): Reconciled => ({ processed, failed }),
  };
}

const pageLength = 100;
const storedEvent = z.object({ id: z.string(), payload: brief });

/** Events that fail again stay, so each page begins after the last one. */
async function* storedEvents({ database }: Work): AsyncGenerator<Brief> {
  for (let last = ""; ; ) {
    const found = database.from("webhook_events").select("id, payload").eq("processed", false);
    const page = await rowsOf(found.gt("id", last).order("id").limit(pageLength), storedEvent);
    for (const { payload } of page) yield payload;
    const end = page.at(-1);
    if (end === undefined || page.length < pageLength) return;
    last = end.id;
  }
}

const customerRow = z.object({ stripe_customer_id: z.string() });

async function knownCustomers({ database }: Work): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const table of ["billing_customers", "billing_states"]) {
    for (let last = ""; ; ) {
      const found = database.from(table).select("stripe_customer_id").gt("stripe_customer_id", last);
      const page = await rowsOf(found.order("stripe_customer_id").limit(pageLength), customerRow);
      for (const row of page) known.add(row.stripe_customer_id);
      const end = page.at(-1);
      if (end === undefined || page.length < pageLength) break;
      last = end.stripe_customer_id;
    }
  }
  return known;
}
