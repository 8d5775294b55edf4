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
  confirm: z.literal("delete my account").openapi({ description: "these words, to confirm the deletion" }),
});

/**
 * Erases the user; the database deletes all their rows. Their subscriptions end first. If that fails, nothing is erased and the
 * user can try again.
 */
export function accountErasure(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  routes.openapi(
    createRoute({
      method: "delete",
      path: "/",
      summary: "Delete the account and everything in it, for good",
      request: { body: jsonBody(confirmation) },
      responses: { 204: { description: "It was deleted." }, ...problems },
    }),
    async (context) => {
      const { token, userId } = context.get("user");
      // No policy limits the service used below, so the sign-in service checks first whose token it is.
      const { id } = await identify(openIdentity(settings, fetch), token);
      if (id !== userId) throw new Problem("not-signed-in", "The token does not belong to a signed-in user.");
      const { database, users } = openService(settings, fetch);
      await forgetCustomers(settings, database, id);
      const { error } = await users.deleteUser(id);
      // Already deleted by a second request at the same time: also fine.
      if (error !== null && error.status !== 404)
        throw identityProblem(error, "The account could not be deleted. Try again.");
      return context.body(null, 204);
    },
  );
  return routes;
}
