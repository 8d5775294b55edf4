import { identifier } from "../../sql/sql.js";
import type { MutationContext } from "../context.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { publicHasIt } from "../public-privilege.js";
import { statement } from "../statement.js";

const notCalled = "no policy or function for anonymous users calls it";

/** On Supabase PUBLIC has EXECUTE on both functions. */
export const claimFunctionRevoked: MutantClass = {
  id: "claim-function-revoked",
  breaks: "A role cannot call auth.uid() or auth.jwt(), so policies that call them fail.",
  appliesTo: "claim functions",
  changes: (context) => ["uid", "jwt"].flatMap((name) => revocations(name, context)),
};

function revocations(name: string, context: MutationContext): readonly MutantChange[] {
  const routine = identifier("auth", name);
  return [
    {
      on: `auth.${name}() from authenticated`,
      sql: statement`revoke execute on function ${routine}() from public, authenticated`,
    },
    {
      on: `auth.${name}() from authenticated, not PUBLIC`,
      sql: statement`revoke execute on function ${routine}() from authenticated`,
      equivalent: publicHasIt,
    },
    {
      on: `auth.${name}() from anon`,
      sql: statement`revoke execute on function ${routine}() from public, anon`,
      equivalent: isCalledByAnonymous(name, context) ? undefined : notCalled,
    },
  ];
}

/** Whether the text of a policy or function for anonymous users names it. */
function isCalledByAnonymous(name: string, { catalog }: MutationContext): boolean {
  const policies = catalog.relations.flatMap((relation) => relation.policies);
  const texts = [
    ...policies
      .filter(({ roles }) => roles.some((role) => role === "anon" || role === "PUBLIC"))
      .flatMap(({ using, withCheck }) => [using, withCheck]),
    ...catalog.routines
      .filter(({ executableBy, returns }) => executableBy.includes("anon") || returns === "trigger")
      .map(({ definition }) => definition),
  ];
  return texts.some((text) => text?.includes(`auth.${name}`));
}
