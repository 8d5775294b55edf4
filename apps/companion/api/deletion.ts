import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { rowOf } from "./answer.js";
import type { Env } from "./environment.js";
import { problems } from "./responses.js";
import type { idParameter, textIdParameter } from "./shapes.js";

interface Deletion {
  readonly summary: string;
  readonly table: string;
  /** The column that holds what the address tells. Default: `id`. */
  readonly key?: string;
  readonly params: typeof idParameter | typeof textIdParameter;
}

/** Adds `DELETE /{id}`: the row is gone, or was not the caller's to begin with. */
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
      responses: { 204: { description: "It is gone." }, ...problems },
    }),
    async (context) => {
      const { database } = context.get("caller");
      const { id } = context.req.valid("param");
      await rowOf(database.from(table).delete().eq(key, id).select("id"), z.object({ id: z.string() }));
      return context.body(null, 204);
    },
  );
}
