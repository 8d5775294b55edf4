import type { z } from "@hono/zod-openapi";
import { problemDocument } from "./problem.js";

/** An answer that holds JSON, for the OpenAPI description. */
export function json<Shape extends z.ZodType>(schema: Shape, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A body that must be there and be JSON. */
export function jsonBody<Shape extends z.ZodType>(schema: Shape) {
  return { required: true, content: { "application/json": { schema } } };
}

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemDocument } },
});

/** What every route behind a sign-in may answer beside its own. */
export const problems = {
  400: problem("The request is not valid; each mistake is told."),
  401: problem("Nobody is signed in, or not any more."),
  403: problem("It is not the caller's to do."),
  404: problem("There is no such entry, or it is not the caller's."),
  409: problem("Something that is there is in the way."),
  413: problem("The request is too large."),
  422: problem("The database does not take a value."),
  429: problem("Too many requests; Retry-After says when to come again."),
  502: problem("A service behind this one failed."),
  503: problem("The database cannot be reached, or took too long."),
} as const;
