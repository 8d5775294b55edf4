import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { Problem } from "../problem.js";
import { json, jsonBody, problems } from "../responses.js";
import type { Settings, StripeSettings } from "../settings.js";
import { answered, billingOf } from "./billing.js";
import { customerOf, payingCustomer } from "./customers.js";

const asked = z.strictObject({
  plan: z.enum(["PRO", "ELITE"]),
  price: z.string().max(255).optional().openapi({
    description: "one of the prices that the plan is sold at; without it, the first",
    example: "price_monthly",
  }),
});

/** A page of Stripe's to send the user to. */
export const page = z.object({ url: z.url() }).openapi("StripePage");

/** Begins a subscription. The plan follows when Stripe has told the webhook, not when the user comes back. */
export function checkout(settings: Settings): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Buy a plan",
      request: { body: jsonBody(asked) },
      responses: { 200: json(page, "Where the user pays."), ...problems },
    }),
    async (context) => {
      const { plan, price } = context.req.valid("json");
      const { database, userId } = context.get("caller");
      // The database has checked the token with this, before anything is made in the user's name.
      const known = await customerOf(database, userId);
      const billing = billingOf(settings);
      const line = { price: priceOf(billing.settings, plan, price), quantity: 1 };
      const customer = await payingCustomer(billing, userId, known);
      if (customer.plan !== "FREE")
        throw new Problem("conflict", "You have a plan already. Change it where it is managed.");
      const session = await answered(
        billing.stripe.checkout.sessions.create({
          mode: "subscription",
          customer: customer.id,
          client_reference_id: userId,
          line_items: [line],
          subscription_data: { metadata: { user_id: userId } },
          success_url: `${settings.appUrl}/billing?checkout=done`,
          cancel_url: `${settings.appUrl}/billing?checkout=left`,
        }),
      );
      if (session.url === null) throw new Problem("upstream-failed", "The payment provider has no page.");
      return context.json({ url: session.url }, 200);
    },
  );
  return routes;
}

function priceOf({ prices }: StripeSettings, plan: "PRO" | "ELITE", asked: string | undefined): string {
  const price = asked ?? prices[plan][0];
  if (price === undefined)
    throw new Problem("not-available", `The plan is not sold: set STRIPE_PRICES_${plan}.`);
  if (prices[plan].includes(price)) return price;
  const errors = [{ path: "body.price", message: "is not a price of this plan" }];
  throw new Problem("invalid-request", "Fix what is told and send it again.", { errors });
}
