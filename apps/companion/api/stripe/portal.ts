import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { Problem } from "../problem.js";
import { json, problems } from "../responses.js";
import type { Settings } from "../settings.js";
import { answered, billingOf } from "./billing.js";
import { page } from "./checkout.js";
import { customerOf } from "./customers.js";

/** Returns the page where a user changes or ends their subscription, sees invoices and sets the payment method. */
export function portal(settings: Settings): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>();
  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Manage a plan",
      responses: { 200: json(page, "The page where the user manages the plan."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const customer = await customerOf(database, userId);
      const { stripe } = billingOf(settings);
      if (customer === undefined)
        throw new Problem("not-found", "You have no plan to manage. Buy one first.");
      const session = { customer, return_url: `${settings.appUrl}/billing` };
      return context.json({ url: (await answered(stripe.billingPortal.sessions.create(session))).url }, 200);
    },
  );
  return routes;
}
