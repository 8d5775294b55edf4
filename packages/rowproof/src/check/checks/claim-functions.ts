import type { ClaimRoutine } from "../../catalog/external-objects.js";
import type { Finding } from "../../diagnostic.js";
import type { Check } from "../check.js";
import { isKnownBody } from "../claim-bodies.js";
import type { CheckContext } from "../context.js";
import { inheritedRoles } from "../roles.js";

/** These functions say who the user is, so every proof about a policy depends on them. */
export const claimFunctions: Check = {
  id: "claim-functions",
  part: "security",
  holds: "auth.uid(), auth.jwt() and auth.role() are Supabase's own",
  undecided: ({ catalog }) =>
    catalog.external.claimRoutines.some(({ name }) => name === "uid")
      ? undefined
      : "auth.uid() does not exist",
  find: (context) =>
    context.catalog.external.claimRoutines.flatMap((routine): Finding[] => {
      const why = suspicion(context, routine);
      if (why === undefined) return [];
      return [
        {
          id: "auth/unknown-function",
          level: "warning",
          object: `function auth.${routine.name}()`,
          message: `auth.${routine.name}() is not recognised as Supabase's own`,
          why: `every policy that checks the user's id depends on it, and ${why}`,
          fix: `restore Supabase's auth.${routine.name}(), owned by a role that no request runs as`,
        },
      ];
    }),
};

function suspicion({ catalog }: CheckContext, routine: ClaimRoutine): string | undefined {
  const owning = (["anon", "authenticated"] as const).filter((role) =>
    inheritedRoles(catalog, role).has(routine.owner),
  );
  if (owning.length > 0) return `its owner is ${routine.owner}, so ${owning[0]} can replace it`;
  if (isKnownBody(routine)) return undefined;
  const { body } = routine;
  if (/request\.headers?\b/i.test(body)) return "it reads the request's headers, which the client writes";
  if (/user_meta_?data/i.test(body)) return "it reads user_metadata, which a user writes";
  if (!/request\.jwt\.claim/i.test(body)) return "it does not read the request's claims";
  return "its body is not a known one";
}
