import { identifier } from "../../sql/sql.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { publicHasIt } from "../public-privilege.js";
import { statement } from "../statement.js";

/** On Supabase PUBLIC has EXECUTE on both functions. */
export const claimFunctionRevoked: MutantClass = {
  id: "claim-function-revoked",
  breaks: "A role cannot call auth.uid() or auth.jwt(), so policies that call them fail.",
  appliesTo: "claim functions",
  changes: () => ["uid", "jwt"].flatMap(revocations),
};

function revocations(name: string): readonly MutantChange[] {
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
    },
  ];
}
