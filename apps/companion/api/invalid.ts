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

/** A request that its schema refuses: every mistake at once, in the words of the schema, which repeat no value. */
export const invalid: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return;
  const place = places[result.target as keyof typeof places] ?? result.target;
  const errors = result.error.issues.map(({ path, message }) => ({
    path: [place, ...path].join("."),
    message,
  }));
  throw new Problem("invalid-request", "Fix what is told and send it again.", { errors });
};
