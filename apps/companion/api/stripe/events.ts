import { z } from "zod";

/** The stored part of an event: enough to process it again, without personal data. */
export const brief = z.object({
  id: z.string(),
  type: z.string(),
  created: z.int(),
  object: z.string().nullable(),
  customer: z.string().nullable(),
});
export type Brief = z.infer<typeof brief>;

const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).nullable();

const event = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  created: z.int(),
  data: z.object({
    object: z.object({
      id: z.string().nullable().catch(null),
      object: z.string().catch(""),
      customer: reference.catch(null),
    }),
  }),
});

/** Reduces an event of Stripe. The customer is set only if the event may have changed their plan. */
export function briefOf(sent: unknown): Brief {
  const { id, type, created, data } = event.parse(sent);
  const { object } = data;
  const customer = object.object === "customer" ? object.id : object.customer;
  return { id, type, created, object: object.id, customer: isAboutCustomers(type) ? customer : null };
}

function isAboutCustomers(type: string): boolean {
  return /^(?:checkout\.session|customer|invoice)\./.test(type);
}
