import { raw } from "../../sql/sql.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noClaims = "without claims it fails instead of returning null: no row is reached either way";

export const claimFunction: MutantClass = {
  id: "claim-function",
  breaks: "auth.uid() or auth.jwt() does not return what the signed token says.",
  appliesTo: "claim functions",
  changes: () => [
    ...bodies.map(({ on, body, equivalent }) => ({ on, sql: uid(body), equivalent })),
    {
      on: "returns the first user",
      sql: uid("select id from auth.users order by email limit 1", "security definer"),
    },
    // Postgres computes it once for a cached plan: the next request on the connection gets the same id.
    { on: "is immutable", sql: statement`alter function auth.uid() immutable` },
    { on: "accepts the claims of user_metadata", sql: claimsOverwritten },
  ],
};

/** A body of auth.uid(). */
interface ClaimFunctionBody extends Pick<MutantChange, "on" | "equivalent"> {
  readonly body: string;
}

const bodies: readonly ClaimFunctionBody[] = [
  { on: "trusts user_metadata", body: "select (auth.jwt() -> 'user_metadata' ->> 'sub')::uuid" },
  {
    on: "prefers user_metadata",
    body: "select coalesce(auth.jwt() -> 'user_metadata' ->> 'sub', auth.jwt() ->> 'sub')::uuid",
  },
  {
    on: "reads a setting that nobody sets",
    body: "select nullif(current_setting('app.user_id', true), '')::uuid",
  },
  { on: "is null", body: "select null::uuid" },
  { on: "is the same for everybody", body: "select '00000000-0000-0000-0000-000000000000'::uuid" },
  { on: "raises", body: "select (1 / 0)::text::uuid" },
  {
    on: "raises without claims",
    body: "select (current_setting('request.jwt.claims')::json ->> 'sub')::uuid",
    equivalent: noClaims,
  },
];

function uid(query: string, security = "security invoker"): string {
  return statement`create or replace function auth.uid() returns uuid language sql stable ${raw(security)}
  as $body$ ${raw(query)} $body$`;
}

const claimsOverwritten = statement`create or replace function auth.jwt() returns jsonb language sql stable as $body$
  select claims || coalesce(claims -> 'user_metadata', '{}')
  from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) as token
$body$`;
