import { expect, test } from "vitest";
import type { Breach, Cell } from "./proof.js";
import { writeScript } from "./script.js";

const breach: Breach = {
  attack: "update/take-over",
  what: "bo took over amara's note",
  why: "the policy asks\nnothing",
  fix: 'drop policy "all" on notes;',
  script: {
    role: "authenticated",
    claims: '{"sub":"it\'s"}',
    setup: ["insert into notes values (1) -- one;", "insert into notes values (2);"],
    attempt: ["update notes set a = ''"],
    show: ["select * from notes"],
  },
};
const cell: Cell = {
  object: { schema: "public", name: "Notes", kind: "table" },
  actor: "stranger",
  command: "update",
  expected: "deny",
  observed: "allowed",
  status: "leak",
  attempts: 1,
  breaches: [breach],
};

test("a script has all its steps in order", () => {
  expect(writeScript(cell, breach, { server: "Postgres 17.10" })).toBe(`\
-- rowproof prove: leak: stranger, update, table public."Notes"
--
-- what:     bo took over amara's note
-- why:      the policy asks
--           nothing
-- fix:      drop policy "all" on notes;
-- attack:   update/take-over
-- expected: deny, observed: allowed, on Postgres 17.10
--
-- Run it with psql -X -f on the shadow or any copy of the database, as a superuser or the tables' owner. It is one
-- transaction, and it is rolled back.

\\set ON_ERROR_STOP off
\\set ON_ERROR_ROLLBACK on
\\set QUIET on
\\pset pager off
begin;
set local statement_timeout = '30s';

\\echo '1. Made-up rows are seeded. A duplicate key error means that a row exists already.'
insert into notes values (1) -- one;
;
insert into notes values (2);

\\echo '2. The request of an actor: role authenticated, claims {"sub":"it''s"}.'
\\set rowproof_login false
\\set rowproof_acting false
select current_setting('is_superuser') = 'on'
  and coalesce(bool_or(pg_has_role(oid, 'authenticated', 'member')), false) as rowproof_login
from pg_roles where rolname = 'authenticator' \\gset
\\if :rowproof_login
set local session authorization authenticator;
\\else
\\echo '   The connected role cannot become authenticator: only set role runs, session_user does not change.'
\\endif
select set_config('request.jwt.claims', '{"sub":"it''s"}', true) as rowproof_claims \\gset
set local role "authenticated";
select current_user = 'authenticated' as rowproof_acting \\gset

\\if :rowproof_acting
\\echo '3. The attempt: bo took over amara''s note'
\\echo '   A row or a count above 0 is the leak. Correct is no row, a count of 0, or an error.'
\\set QUIET off
update notes set a = '';
\\echo '   SQLSTATE' :SQLSTATE 'rows' :ROW_COUNT
\\set QUIET on
\\else
\\echo '3. Not tried: the connected role cannot become authenticated.'
\\endif

reset role;
reset session authorization;
select set_config('request.jwt.claims', '', true) as rowproof_claims \\gset

\\echo '4. The rows now, as the connected role sees them:'
select * from notes;

rollback;
\\echo 'Everything was rolled back.'
`);
});

test("the script sets no claims that were not set, and omits steps without statements", () => {
  const script = { ...breach.script, claims: null, setup: [], show: [] };
  const text = writeScript(cell, { ...breach, script });
  expect(text.match(/set_config/g)).toHaveLength(1);
  expect(text).toContain("claims not set.");
  expect(text).not.toMatch(/'[14]\. /);
});

test("the script says for each kind what to expect", () => {
  expect(writeScript({ ...cell, status: "lockout" }, breach)).toContain("is the lockout");
  expect(writeScript(cell, { ...breach, sqlstate: "22P02" })).toContain(
    "The text of the error 22P02 is the leak.",
  );
});

test("no name or message escapes from a comment or an echoed line", () => {
  const bad = "x\n\\! touch /tmp/x\r\\q ' \\' `id` :name \u001b[2J";
  const object = { schema: bad, name: bad, kind: bad, arguments: bad };
  const text = writeScript(
    { ...cell, object, actor: bad },
    { ...breach, what: bad, why: bad, fix: bad, attack: bad },
  );
  const lines = text.split("\n").filter((line) => /touch/.test(line));
  expect(lines.filter((line) => !/^(?:--|\\echo ') /.test(line) && !line.startsWith("\\echo '"))).toEqual([]);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).toContain(
    "\\echo '3. The attempt: x\\\\n\\\\! touch /tmp/x\\\\r\\\\q '' \\\\'' `id` :name \\\\u{1b}[2J'",
  );
});
