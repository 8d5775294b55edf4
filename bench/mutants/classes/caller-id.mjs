import { piece, raw, statement } from "../statement.mjs";

const refuses = "where there are no claims it raises instead of answering null: no row is reached either way";

const bodies = [
  { on: "trusts user_metadata", body: raw("(auth.jwt() -> 'user_metadata' ->> 'sub')::uuid") },
  {
    on: "prefers user_metadata",
    body: raw("coalesce(auth.jwt() -> 'user_metadata' ->> 'sub', auth.jwt() ->> 'sub')::uuid"),
  },
  {
    on: "reads a setting that nobody sets",
    body: raw("nullif(current_setting('app.user_id', true), '')::uuid"),
  },
  { on: "is null", body: raw("null::uuid") },
  { on: "is the same for everybody", body: raw("'00000000-0000-0000-0000-000000000000'::uuid") },
  { on: "raises", body: raw("(1 / 0)::text::uuid") },
  {
    on: "raises without claims",
    body: raw("(current_setting('request.jwt.claims')::json ->> 'sub')::uuid"),
    equivalent: refuses,
  },
];

/**
 * Who the caller is, told by something else than the token's subject.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const callerId = {
  name: "auth.uid()",
  changes: () => [
    ...bodies.map(({ on, body, ...why }) => ({ on, sql: uid(piece`select ${body}`), ...why })),
    {
      on: "is whoever came first",
      sql: uid(raw("select id from auth.users order by email limit 1"), "security definer"),
    },
    // Folded into a plan that is kept: the next request on the connection is answered as this one.
    { on: "is immutable", sql: statement`alter function auth.uid() immutable` },
    { on: "believes user_metadata's claims", sql: claimsOverwritten },
  ],
};

function uid(query, security = "security invoker") {
  return statement`create or replace function auth.uid() returns uuid language sql stable ${raw(security)}
  as $body$ ${query} $body$`;
}

const claimsOverwritten = statement`create or replace function auth.jwt() returns jsonb language sql stable as $body$
  select claims || coalesce(claims -> 'user_metadata', '{}')
  from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) as token
$body$`;
