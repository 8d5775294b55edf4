import { displayName, identifier, literal, sql } from "../sql/sql.js";
import { visible, visibleLines } from "../visible.js";
import type { Breach, Cell, Script } from "./proof.js";

/** What a script says about the database in which the breach was found. */
interface ScriptFacts {
  /** Such as `Postgres 17.10`. */
  readonly server?: string;
  /** Statements that ran there first, and that a copy may lack: a migration that was rolled back. */
  readonly before?: readonly string[];
}

/** The start of every script. It identifies scripts of earlier runs. */
export const scriptMark = "-- rowproof prove: ";

/**
 * A script for `psql -f` that shows a broken cell on the shadow or any copy of the database. It seeds the rows, becomes the
 * actor, makes the attempt, shows the result, and rolls everything back. Each step says what to look for.
 *
 * @param breach one of the cell's breaches: the first is the easiest to understand.
 */
export function writeScript(cell: Cell, breach: Breach, facts: ScriptFacts = {}): string {
  const { script } = breach;
  const { before = [] } = facts;
  const blocks = [
    header(cell, breach, facts),
    preamble,
    ...(before.length === 0 ? [] : [migrating(before)]),
    ...(script.setup.length === 0 ? [] : [setup(script)]),
    becoming(script),
    attempt(cell, breach),
    back,
    ...(script.show.length === 0 ? [] : [showing(script)]),
    ending,
  ];
  return `${blocks.join("\n\n")}\n`;
}

function header(cell: Cell, breach: Breach, { server }: ScriptFacts): string {
  const { kind, schema, name, arguments: list } = cell.object;
  const given = list === undefined ? "" : `(${list})`;
  const object = visible(`${kind} ${displayName(schema, name)}${given}`);
  const code = breach.sqlstate === undefined ? "" : `, SQLSTATE ${breach.sqlstate}`;
  const seen = `${cell.expected}, observed: ${cell.observed ?? "nothing"}${code}${server === undefined ? "" : `, on ${server}`}`;
  return [
    `${scriptMark}${cell.status}: ${visible(cell.actor)}, ${cell.command}, ${object}`,
    "--",
    labelled("what", breach.what),
    labelled("why", breach.why),
    labelled("fix", breach.fix),
    labelled("attack", breach.attack),
    labelled("expected", seen),
    "--",
    "-- Run it with psql -X -f on the shadow or any copy of the database, as a superuser or the tables' owner. It is one",
    "-- transaction, and it is rolled back.",
  ].join("\n");
}

function labelled(label: string, text: string): string {
  const [first = "", ...rest] = visibleLines(text).split("\n");
  return [`-- ${`${label}:`.padEnd(10)}${first}`, ...rest.map((line) => `--           ${line}`)].join("\n");
}

/** A refused attempt must not end the script or the transaction: later steps show what the attempt did. */
const preamble = `\\set ON_ERROR_STOP off
\\set ON_ERROR_ROLLBACK on
\\set QUIET on
\\pset pager off
begin;
set local statement_timeout = '30s';`;

function migrating(statements: readonly string[]): string {
  return [
    say("0. The migration that the gate refused. An error means that a part of it exists already."),
    ...statements.map(terminated),
  ].join("\n");
}

function setup({ setup }: Script): string {
  return [
    say("1. Made-up rows are seeded. A duplicate key error means that a row exists already."),
    ...setup.map(terminated),
  ].join("\n");
}

/**
 * `set role` does not change `session_user`, so a superuser first becomes the API's own login role; a hosted database does not
 * allow this. If the role cannot be set, the script skips the attempt: as a superuser it would succeed, and show nothing.
 */
function becoming({ role, claims }: Script): string {
  if (role === null) {
    return [
      say("2. The platform itself runs the attempt, as the connected role."),
      "\\set rowproof_acting true",
    ].join("\n");
  }
  const through = sql`select current_setting('is_superuser') = 'on'
  and coalesce(bool_or(pg_has_role(oid, ${literal(role)}, 'member')), false) as rowproof_login
from pg_roles where rolname = 'authenticator' \\gset`;
  const claimed = sql`select set_config('request.jwt.claims', ${literal(claims ?? "")}, true) as rowproof_claims \\gset`;
  const arrived = sql`select current_user = ${literal(role)} as rowproof_acting \\gset`;
  return [
    say(`2. The request of an actor: role ${role}, claims ${claims ?? "not set"}.`),
    "\\set rowproof_login false",
    "\\set rowproof_acting false",
    through.text,
    "\\if :rowproof_login",
    "set local session authorization authenticator;",
    "\\else",
    say(
      "   The connected role cannot become authenticator: only set role runs, session_user does not change.",
    ),
    "\\endif",
    ...(claims === null ? [] : [claimed.text]),
    sql`set local role ${identifier(role)};`.text,
    arrived.text,
  ].join("\n");
}

function attempt(cell: Cell, breach: Breach): string {
  return [
    "\\if :rowproof_acting",
    say(`3. The attempt: ${breach.what}`),
    say(`   ${wrongOutcome(cell, breach)}`),
    "\\set QUIET off",
    ...breach.script.attempt.flatMap((statement) => [
      terminated(statement),
      "\\echo '   SQLSTATE' :SQLSTATE 'rows' :ROW_COUNT",
    ]),
    "\\set QUIET on",
    "\\else",
    say(`3. Not tried: the connected role cannot become ${breach.script.role}.`),
    "\\endif",
  ].join("\n");
}

function wrongOutcome({ status }: Cell, { sqlstate }: Breach): string {
  if (status === "lockout") {
    return "An error, no row, or a count of 0 is the lockout: the contract allows this.";
  }
  return sqlstate === undefined
    ? "A row or a count above 0 is the leak. Correct is no row, a count of 0, or an error."
    : `The text of the error ${sqlstate} is the leak.`;
}

const back = `reset role;
reset session authorization;
select set_config('request.jwt.claims', '', true) as rowproof_claims \\gset`;

function showing({ show }: Script): string {
  return [say("4. The rows now, as the connected role sees them:"), ...show.map(terminated)].join("\n");
}

const ending = `rollback;
${say("Everything was rolled back.")}`;

/** A line for the reader. Inside single quotes, only the backslash and the quote are special in `psql`. */
function say(text: string): string {
  return `\\echo '${visible(text).replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** The statement with its semicolon, on a line of its own if the last line may end in a comment. */
function terminated(statement: string): string {
  const text = statement.trimEnd();
  if (text.split("\n").at(-1)?.includes("--")) return `${text}\n;`;
  return text.endsWith(";") ? text : `${text};`;
}
