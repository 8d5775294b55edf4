import { identifier } from "../../sql/sql.js";
import { reachesAnything } from "../access.js";
import type { MutationContext } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { publicHasIt } from "../public-privilege.js";
import { statement } from "../statement.js";

const parsedBefore =
  "USAGE is only checked where a statement names the schema: policies were parsed before, and no function names auth";
const reachesNothing = "anonymous users have no privilege on anything in the schema";

export const schemaUsageRevoked: MutantClass = {
  id: "schema-usage-revoked",
  breaks: "A role has no USAGE on an exposed schema or on auth, so it reaches nothing there.",
  appliesTo: "schemas",
  changes: (context) => {
    const { schema } = context;
    return [
      ...["authenticated", "service_role", "anon"].map((role) => ({
        on: `usage on ${schema} from ${role}`,
        sql: statement`revoke usage on schema ${identifier(schema)} from public, ${identifier(role)}`,
        equivalent: role === "anon" && !reachesAnything(context, role) ? reachesNothing : undefined,
      })),
      {
        on: `usage on ${schema} from authenticated, not PUBLIC`,
        sql: statement`revoke usage on schema ${identifier(schema)} from authenticated`,
        equivalent: isPublic(context) ? publicHasIt : undefined,
      },
      {
        on: "usage on auth from authenticated",
        sql: statement`revoke usage on schema auth from authenticated`,
        equivalent: mentionsAuth(context) ? undefined : parsedBefore,
      },
    ];
  },
};

/** Whether a function of the exposed schemas names the schema `auth`. */
function mentionsAuth({ catalog }: MutationContext): boolean {
  return catalog.routines.some(({ definition }) => /\bauth\b/.test(definition ?? ""));
}

function isPublic({ catalog, schema }: MutationContext): boolean {
  const privileges = catalog.schemas.find(({ name }) => name === schema)?.privileges ?? [];
  return privileges.some(({ grantee, privilege }) => grantee === "PUBLIC" && privilege === "USAGE");
}
