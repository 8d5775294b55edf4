import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { Problem } from "../problem.js";
import { json, problems } from "../responses.js";
import type { Settings } from "../settings.js";
import { answered, billingOf } from "./billing.js";
import { page } from "./checkout.js";
import { customerOf } from "./customers.js";

/** Where a user changes or ends their subscription, sees invoices and sets how they pay. */
export function portal(settings: Settings): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>();
  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Manage a plan",
      responses: { 200: json(page, "Where the user manages it."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("caller");
      const customer = await customerOf(database, userId);
      const { stripe } = billingOf(settings);
      if (customer === undefined)
        throw new Problem("not-found", "There is no plan to manage. Buy one first.");
      const session = { customer, return_url: `${settings.appUrl}/billing` };
      return context.json({ url: (await answered(stripe.billingPortal.sessions.create(session))).url }, 200);
    },
  );
  return routes;
}
