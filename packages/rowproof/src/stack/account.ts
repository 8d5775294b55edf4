import { createHmac, randomBytes } from "node:crypto";
import type pg from "pg";
import { identifier, literal, sql } from "../sql/sql.js";

/** The role that a stack connects as. Not `authenticator`: what that one may do is the project's, and is checked as such. */
const account = "rowproof_stack";

/**
 * Makes the role that the stack connects as: no superuser, so that no token makes it one; a member of the three roles that it
 * switches to, whose privileges it also has itself, because the service reads what tables there are through views that show
 * a role its own only; and nothing else but the rows of `auth`.
 *
 * @param client the database's owner, or a superuser, in a database that has the tables of `auth`
 * @param url how that one connects
 * @returns how the role connects
 */
export async function ensureAccount(client: pg.ClientBase, url: string): Promise<string> {
  const password = passwordFor(url);
  await client.query("begin");
  try {
    // The role is the whole cluster's: another database may be given it at this moment.
    await client.query(
      "select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('rowproof stack account'))",
    );
    await client.query(roleOf(password));
    await client.query(rights);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
  const connection = new URL(url);
  connection.username = account;
  connection.password = password;
  return connection.toString();
}

/** The same for each stack of a cluster, which share the role, and known to nobody who does not know the owner's. */
function passwordFor(url: string): string {
  const { password } = new URL(url);
  const secret = password === "" ? randomBytes(32) : password;
  return createHmac("sha256", secret).update(account).digest("hex");
}

function roleOf(password: string): string {
  const name = identifier(account);
  return sql`
do $role$
begin
  if pg_catalog.to_regrole(${literal(account)}) is null then
    create role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole inherit password ${literal(password)};
    grant anon, authenticated, service_role to ${name};
  end if;
exception
  -- Made at this moment through another database of the cluster, which an advisory lock does not reach.
  when duplicate_object or unique_violation then null;
end
$role$;
alter role ${name} password ${literal(password)};`.text;
}

const name = identifier(account);
const rights = sql`
grant usage on schema auth to ${name};
grant select, insert, update, delete on all tables in schema auth to ${name};
do $policy$
begin
  if not exists (select from pg_catalog.pg_policies
                 where schemaname = 'auth' and tablename = 'users' and policyname = ${literal(account)}) then
    create policy ${name} on auth.users to ${name} using (true) with check (true);
  end if;
end
$policy$;`.text;
