import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { Problem } from "../problem.js";
import { json, problems } from "../responses.js";
import { openService } from "../service.js";
import type { Settings } from "../settings.js";
import { type Billing, billingOf } from "./billing.js";
import { type Brief, briefOf } from "./events.js";
import { codeOf, processEvent } from "./processing.js";

const received = z.object({ received: z.literal(true) }).openapi("Received");

/** How old a signature may be, in seconds, as Stripe recommends. */
const tolerance = 300;

/** Receives Stripe's events. Stripe repeats an event for days until the response is 200. */
export function webhook(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>();
  const { database } = openService(settings, fetch);
  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "For Stripe: a signed event",
      security: [],
      responses: {
        200: json(received, "The event is recorded and applied."),
        400: problems[400],
        503: problems[503],
      },
    }),
    async (context) => {
      const billing = billingOf(settings);
      const signature = context.req.header("stripe-signature") ?? "";
      const event = await signedEvent(billing, Buffer.from(await context.req.arrayBuffer()), signature);
      try {
        const outcome = await processEvent({ ...billing, database }, event);
        context.get("log").info({ event: event.id, type: event.type, outcome }, "event");
      } catch (error) {
        const code = codeOf(error);
        context.get("log").warn({ event: event.id, type: event.type, code }, "event failed");
        throw new Problem("not-available", "The event was not processed. Send it again.", {
          cause: new Error(code),
        });
      }
      return context.json({ received: true as const }, 200);
    },
  );
  return routes;
}

/** The signature covers the raw bytes of the body. */
async function signedEvent({ stripe, settings }: Billing, body: Buffer, signature: string): Promise<Brief> {
  try {
    return briefOf(
      await stripe.webhooks.constructEventAsync(body, signature, settings.webhookSecret, tolerance),
    );
  } catch {
    throw new Problem("invalid-request", "The signature is not valid, too old, or belongs to another body.");
  }
}
