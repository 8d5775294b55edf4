import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { Problem } from "../problem.js";
import { json, jsonBody, problems } from "../responses.js";
import type { Settings, StripeSettings } from "../settings.js";
import { answered, billingOf } from "./billing.js";
import { customerOf, payingCustomer } from "./customers.js";

const order = z.strictObject({
  plan: z.enum(["PRO", "ELITE"]),
  price: z.string().max(255).optional().openapi({
    description: "one of the plan's prices (default: the first)",
    example: "price_monthly",
  }),
});

/** A page of Stripe to which the app sends the user. */
export const page = z.object({ url: z.url() }).openapi("StripePage");

/** Begins a subscription. The plan changes with Stripe's event, not when the user comes back. */
export function checkout(settings: Settings): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Buy a plan",
      request: { body: jsonBody(order) },
      responses: { 200: json(page, "The page where the user pays."), ...problems },
    }),
    async (context) => {
      const { plan, price } = context.req.valid("json");
      const { database, userId } = context.get("user");
      // This statement makes the database check the token before anything is created at Stripe.
      const known = await customerOf(database, userId);
      const billing = billingOf(settings);
      const line = { price: priceOf(billing.settings, plan, price), quantity: 1 };
      const customer = await payingCustomer(billing, userId, known);
      if (customer.plan !== "FREE")
        throw new Problem("conflict", "You already have a plan. Change it with POST /api/stripe/portal.");
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
      if (session.url === null)
        throw new Problem("upstream-failed", "The payment provider returned no page.");
      return context.json({ url: session.url }, 200);
    },
  );
  return routes;
}

function priceOf({ prices }: StripeSettings, plan: "PRO" | "ELITE", asked: string | undefined): string {
  const price = asked ?? prices[plan][0];
  if (price === undefined)
    throw new Problem("not-available", `The plan has no price: set STRIPE_PRICES_${plan}.`);
  if (prices[plan].includes(price)) return price;
  const errors = [{ path: "body.price", message: "is not a price of this plan" }];
  throw new Problem("invalid-request", "Fix these errors and try again.", { errors });
}
