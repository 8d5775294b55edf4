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
// biome-ignore lint/suspicious/noExplicitAny: the library's own default for a hook of any route
export const invalid: Hook<any, Env, any, any> = (result) => {
  if (result.success) return;
  const place = places[result.target as keyof typeof places] ?? result.target;
  const errors = result.error.issues.map(({ path, message }) => ({
    path: [place, ...path].join("."),
    message,
  }));
  throw new Problem("invalid-request", "Mend what is told and send it again.", { errors });
};
