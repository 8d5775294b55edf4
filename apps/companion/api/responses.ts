import type { z } from "@hono/zod-openapi";
import { problemDocument } from "./problem.js";

/** A JSON response, for the OpenAPI description. */
export function json<Shape extends z.ZodType>(schema: Shape, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A required JSON body. */
export function jsonBody<Shape extends z.ZodType>(schema: Shape) {
  return { required: true, content: { "application/json": { schema } } };
}

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemDocument } },
});

/** The error responses that every route for signed-in users may return. */
export const problems = {
  400: problem("The request is not valid; `errors` lists each error."),
  401: problem("The user is not signed in, or not any more."),
  403: problem("The user is not allowed to do this."),
  404: problem("The entry does not exist, or it is not the user's."),
  409: problem("Conflict with existing data."),
  413: problem("The request is too large."),
  422: problem("The database does not accept a value."),
  429: problem("Too many requests; Retry-After says when to try again."),
  502: problem("Another service failed."),
  503: problem("The database cannot be reached, or took too long."),
} as const;
