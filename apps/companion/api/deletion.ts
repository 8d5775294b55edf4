import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { rowOf } from "./answer.js";
import type { Env } from "./environment.js";
import { problems } from "./responses.js";
import type { idParameter, textIdParameter } from "./shapes.js";

interface Deletion {
  readonly summary: string;
  readonly table: string;
  /** The column that the id in the address refers to. Default: `id`. */
  readonly key?: string;
  readonly params: typeof idParameter | typeof textIdParameter;
}

/** Adds `DELETE /{id}`: 204, or 404 if the row does not exist or belongs to another user. */
export function addDeletion(
  routes: OpenAPIHono<Env>,
  { summary, table, key = "id", params }: Deletion,
): void {
  routes.openapi(
    createRoute({
      method: "delete",
      path: "/{id}",
      summary,
      request: { params },
      responses: { 204: { description: "It was deleted." }, ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      await rowOf(database.from(table).delete().eq(key, id).select("id"), z.object({ id: z.string() }));
      return context.body(null, 204);
    },
  );
}
