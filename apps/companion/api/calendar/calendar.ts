import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { calendarEvents } from "./events.js";
import { calendarMonths } from "./month.js";

/** A user's calendar: months and events. */
export function calendar(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>().route("/", calendarMonths()).route("/events", calendarEvents());
}
