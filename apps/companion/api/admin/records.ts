import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { requireRole } from "../../lib/authz.js";
import { plans } from "../../lib/plan-policy.js";
import { rowsOf } from "../answer.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { pageOf, pageShape, paging, toPage } from "../pages.js";
import { json, problems } from "../responses.js";
import { moment, storedMoment } from "../shapes.js";

const staff = requireRole("ops", "admin");

const staffProfile = z
  .object({
    userId: z.uuid(),
    plan: z.enum(plans),
    planUpdatedAt: moment.nullable(),
    voiceEnabled: z.boolean(),
    createdAt: moment,
  })
  .openapi("StaffProfile");

const profileRow = z
  .object({
    id: z.string(),
    user_id: z.string(),
    plan: z.enum(plans),
    plan_updated_at: storedMoment.nullable(),
    voice_enabled: z.boolean(),
    created_at: z.string(),
  })
  .transform((row) => ({
    place: [row.created_at, row.id] as const,
    entry: {
      userId: row.user_id,
      plan: row.plan,
      planUpdatedAt: row.plan_updated_at,
      voiceEnabled: row.voice_enabled,
      createdAt: storedMoment.parse(row.created_at),
    },
  }));

const billingCustomer = z
  .object({ userId: z.uuid(), stripeCustomerId: z.string(), createdAt: moment })
  .openapi("BillingCustomer");

const customerRow = z
  .object({ id: z.string(), user_id: z.string(), stripe_customer_id: z.string(), created_at: z.string() })
  .transform((row) => ({
    place: [row.created_at, row.id] as const,
    entry: {
      userId: row.user_id,
      stripeCustomerId: row.stripe_customer_id,
      createdAt: storedMoment.parse(row.created_at),
    },
  }));

const webhookEvent = z
  .object({
    id: z.string(),
    type: z.string(),
    processed: z.boolean(),
    processedAt: moment.nullable(),
    attempts: z.int(),
    lastError: z.string().nullable(),
    createdAt: moment,
  })
  .openapi("WebhookEvent");

const eventRow = z
  .object({
    id: z.string(),
    event_type: z.string(),
    processed: z.boolean(),
    processed_at: storedMoment.nullable(),
    attempts: z.number(),
    last_error: z.string().nullable(),
    created_at: z.string(),
  })
  .transform((row) => ({
    place: [row.created_at, row.id] as const,
    entry: {
      id: row.id,
      type: row.event_type,
      processed: row.processed,
      processedAt: row.processed_at,
      attempts: row.attempts,
      lastError: row.last_error,
      createdAt: storedMoment.parse(row.created_at),
    },
  }));

const newest = { time: "created_at", id: "id" } as const;

/** What ops and admins can read of all users: plans, customers and payment events, never what users write. */
export function records(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/profiles",
      summary: "All profiles, newest first",
      middleware: staff,
      request: { query: paging.extend({ plan: z.enum(plans).optional() }) },
      responses: { 200: json(pageShape(staffProfile), "A page of profiles."), ...problems },
    }),
    async (context) => {
      const { plan, ...page } = context.req.valid("query");
      const { database } = context.get("user");
      let found = database
        .from("profiles")
        .select("id, user_id, plan, plan_updated_at, voice_enabled, created_at");
      if (plan !== undefined) found = found.eq("plan", plan);
      return context.json(toPage(await rowsOf(pageOf(found, newest, page), profileRow), page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/billing-customers",
      summary: "The payment provider's customer of each user, newest first",
      middleware: staff,
      request: { query: paging },
      responses: { 200: json(pageShape(billingCustomer), "A page of customers."), ...problems },
    }),
    async (context) => {
      const page = context.req.valid("query");
      const { database } = context.get("user");
      const found = database.from("billing_customers").select("id, user_id, stripe_customer_id, created_at");
      return context.json(toPage(await rowsOf(pageOf(found, newest, page), customerRow), page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/webhook-events",
      summary: "The events of the payment provider, without their content, newest first",
      middleware: staff,
      request: { query: paging.extend({ processed: z.enum(["true", "false"]).optional() }) },
      responses: { 200: json(pageShape(webhookEvent), "A page of events."), ...problems },
    }),
    async (context) => {
      const { processed, ...page } = context.req.valid("query");
      const { database } = context.get("user");
      let found = database
        .from("webhook_events")
        .select("id, event_type, processed, processed_at, attempts, last_error, created_at");
      if (processed !== undefined) found = found.eq("processed", processed === "true");
      return context.json(toPage(await rowsOf(pageOf(found, newest, page), eventRow), page), 200);
    },
  );

  return routes;
}
