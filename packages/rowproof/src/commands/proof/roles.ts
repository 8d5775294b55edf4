import type pg from "pg";
import type { Catalog } from "../../catalog/facts.js";
import { type Contract, contractRoles } from "../../contract/contract.js";
import { RowproofError } from "../../diagnostic.js";
import { identifier, raw, sql } from "../../sql/sql.js";

/**
 * Switches to every role of a request once: if that fails, every attempt fails too, which would look like a database that
 * matches its contract.
 * @throws {RowproofError} exit code 3, with every role that it cannot switch to
 */
export async function requireRoles(
  client: pg.ClientBase,
  { actors }: Contract,
  { superuser, currentRole }: Catalog["server"],
): Promise<void> {
  const roles = new Set([...contractRoles, ...Object.values(actors).flatMap(({ role }) => role ?? [])]);
  const missing: string[] = [];
  for (const role of roles) {
    const login = superuser ? "set local session authorization authenticator; " : "";
    const become = sql`begin; ${raw(login)}set local role ${identifier(role)}; rollback`.text;
    await client.query(become).catch(async () => {
      missing.push(role);
      await client.query("rollback");
    });
  }
  if (missing.length > 0) throw cannotBecome(missing, currentRole, superuser);
}

function cannotBecome(missing: readonly string[], currentRole: string, superuser: boolean): RowproofError {
  const list = missing.map((role) => identifier(role)).map(({ text }) => text);
  return new RowproofError(
    {
      id: "prove/cannot-become",
      message: `${currentRole} cannot become ${missing.join(", ")}`,
      why: "attacks are made as the roles of requests, and a refusal because the role is missing proves nothing",
      fix: superuser
        ? "make authenticator and these roles, as rowproof platform does, and grant them to it"
        : `grant ${list.join(", ")} to ${identifier(currentRole).text}; or prove in a shadow, without --live`,
    },
    3,
  );
}
