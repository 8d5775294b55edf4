import type { Hook } from "@hono/zod-openapi";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";

const places = {
  json: "body",
  query: "query",
  param: "path",
  header: "header",
  form: "body",
  cookie: "cookie",
};

/** Answers a request that its schema refuses, with all errors at once. The schema's messages do not repeat values. */
export const invalid: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return;
  const place = places[result.target as keyof typeof places] ?? result.target;
  const errors = result.error.issues.map(({ path, message }) => ({
    path: [place, ...path].join("."),
    message,
  }));
  throw new Problem("invalid-request", "Fix these errors and try again.", { errors });
};
