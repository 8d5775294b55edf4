import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { chatMessages } from "./messages.js";
import { chatSessions } from "./sessions.js";

/** A user's conversations with the companion. */
export function chat(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>()
    .route("/sessions", chatSessions())
    .route("/sessions/:id/messages", chatMessages());
}
