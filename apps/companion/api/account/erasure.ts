import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { identify, identityProblem, openIdentity } from "../identity.js";
import { invalid } from "../invalid.js";
import { Problem } from "../problem.js";
import { jsonBody, problems } from "../responses.js";
import { openService } from "../service.js";
import type { Settings } from "../settings.js";
import { forgetCustomers } from "../stripe/customers.js";

const confirmation = z.strictObject({
  confirm: z.literal("delete my account").openapi({ description: "these words, so that it is meant" }),
});

/**
 * Erases whoever asks: the database takes every row of theirs along. What they pay for is ended first; where that fails, nobody is
 * erased, and it can be asked for again.
 */
export function accountErasure(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  routes.openapi(
    createRoute({
      method: "delete",
      path: "/",
      summary: "Delete the account and everything in it, for good",
      request: { body: jsonBody(confirmation) },
      responses: { 204: { description: "It is gone." }, ...problems },
    }),
    async (context) => {
      const { token, userId } = context.get("caller");
      // The service below asks no policy, so whose the token is must have been checked by the one who made it.
      const { id } = await identify(openIdentity(settings, fetch), token);
      if (id !== userId) throw new Problem("not-signed-in", "The token is not one of a sign-in.");
      const { database, users } = openService(settings, fetch);
      await forgetCustomers(settings, database, id);
      const { error } = await users.deleteUser(id);
      // Gone already, by a second request at the same time, is as good.
      if (error !== null && error.status !== 404)
        throw identityProblem(error, "The account could not be deleted. Try again.");
      return context.body(null, 204);
    },
  );
  return routes;
}
