import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { everyRowOf, rowOf } from "../answer.js";
import { addDeletion } from "../deletion.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { json, jsonBody, problems } from "../responses.js";
import { day, idParameter, text } from "../shapes.js";

const location = z
  .object({
    label: text(200).nullable(),
    latitude: z.number().min(-90).max(90).nullable(),
    longitude: z.number().min(-180).max(180).nullable(),
  })
  .partial();

const writable = z.strictObject({
  date: day,
  title: text(200),
  location: location.nullable().optional(),
  emotion: text(50).nullable().optional(),
  intensity: z.int().min(1).max(10).nullable().optional(),
  notes: text(5000).nullable().optional(),
});

const changes = writable.partial();

export const calendarEvent = z
  .object({
    id: z.uuid(),
    date: day,
    title: z.string(),
    location: z.object({
      label: z.string().nullable(),
      latitude: z.number().nullable(),
      longitude: z.number().nullable(),
    }),
    emotion: z.string().nullable(),
    intensity: z.int().nullable(),
    notes: z.string().nullable(),
  })
  .openapi("CalendarEvent");

const eventColumns = "id, date, title, location_label, location_lat, location_lng, emotion, intensity, notes";

/** A row of `calendar_events`, as the API returns it. */
export const eventRow = z
  .object({
    id: z.string(),
    date: z.string(),
    title: z.string(),
    location_label: z.string().nullable(),
    location_lat: z.number().nullable(),
    location_lng: z.number().nullable(),
    emotion: z.string().nullable(),
    intensity: z.number().nullable(),
    notes: z.string().nullable(),
  })
  .transform(({ location_label: label, location_lat: latitude, location_lng: longitude, ...rest }) => ({
    ...rest,
    location: { label, latitude, longitude },
  }));

/** Create, read, update and delete calendar events. */
export function calendarEvents(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The events between two days",
      request: { query: z.object({ from: day, to: day }) },
      responses: { 200: json(z.array(calendarEvent), "The events, by day."), ...problems },
    }),
    async (context) => {
      const { from, to } = context.req.valid("query");
      const { database, userId } = context.get("user");
      const found = () =>
        database
          .from("calendar_events")
          .select(eventColumns)
          .eq("user_id", userId)
          .gte("date", from)
          .lte("date", to)
          .order("date")
          .order("id");
      return context.json(await everyRowOf(found, eventRow), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Plan an event",
      request: { body: jsonBody(writable) },
      responses: { 201: json(calendarEvent, "The event."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const row = { user_id: userId, ...rowFrom(context.req.valid("json")) };
      return context.json(
        await rowOf(database.from("calendar_events").insert(row).select(eventColumns), eventRow),
        201,
      );
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/{id}",
      summary: "One event",
      request: { params: idParameter },
      responses: { 200: json(calendarEvent, "The event."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      return context.json(
        await rowOf(database.from("calendar_events").select(eventColumns).eq("id", id), eventRow),
        200,
      );
    },
  );

  routes.openapi(
    createRoute({
      method: "patch",
      path: "/{id}",
      summary: "Change an event",
      request: { params: idParameter, body: jsonBody(changes) },
      responses: { 200: json(calendarEvent, "The event as it is now."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      const row = rowFrom(context.req.valid("json"));
      const events = database.from("calendar_events");
      const query =
        Object.keys(row).length === 0 ? events.select(eventColumns) : events.update(row).select(eventColumns);
      return context.json(await rowOf(query.eq("id", id), eventRow), 200);
    },
  );

  addDeletion(routes, { summary: "Delete an event", table: "calendar_events", params: idParameter });

  return routes;
}

function rowFrom({ location, ...event }: z.output<typeof changes>) {
  const { label, latitude, longitude } = location ?? {};
  const place = {
    location_label: label ?? null,
    location_lat: latitude ?? null,
    location_lng: longitude ?? null,
  };
  return { ...event, ...(location === undefined ? {} : place) };
}
