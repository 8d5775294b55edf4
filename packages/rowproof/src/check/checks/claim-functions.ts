import type { ClaimRoutine } from "../../catalog/external-objects.js";
import type { Finding } from "../../diagnostic.js";
import type { Check } from "../check.js";
import { isKnownBody } from "../claim-bodies.js";
import { inheritedRoles } from "../roles.js";
import type { Subject } from "../subject.js";

/** What every proof about a policy rests on: that these say who the caller is. */
export const claimFunctions: Check = {
  id: "claim-functions",
  part: "security",
  holds: "auth.uid(), auth.jwt() and auth.role() are the platform's own",
  undecided: ({ catalog }) =>
    catalog.external.claimRoutines.some(({ name }) => name === "uid") ? undefined : "there is no auth.uid()",
  find: (subject) =>
    subject.catalog.external.claimRoutines.flatMap((routine): Finding[] => {
      const why = suspicion(subject, routine);
      if (why === undefined) return [];
      return [
        {
          id: "auth/unknown-function",
          level: "warning",
          object: `function auth.${routine.name}()`,
          message: `auth.${routine.name}() could not be recognised as the platform's own`,
          why: `every policy that asks who the caller is rests on it, and ${why}`,
          fix: `restore the platform's auth.${routine.name}(), owned by a role that no request runs as`,
        },
      ];
    }),
};

function suspicion({ catalog }: Subject, routine: ClaimRoutine): string | undefined {
  const callers = (["anon", "authenticated"] as const).filter((role) =>
    inheritedRoles(catalog, role).has(routine.owner),
  );
  if (callers.length > 0) return `its owner is ${routine.owner}, so that ${callers[0]} may replace it`;
  if (isKnownBody(routine)) return undefined;
  const { body } = routine;
  if (/request\.headers?\b/i.test(body)) return "it reads the request's headers, which a caller writes";
  if (/user_meta_?data/i.test(body)) return "it reads user_metadata, which a user writes";
  if (!/request\.jwt\.claim/i.test(body)) return "it does not read the request's claims";
  return "its body is not one that is known";
}
