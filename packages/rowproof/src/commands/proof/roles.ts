import type pg from "pg";
import type { Catalog } from "../../catalog/facts.js";
import { type Contract, contractRoles } from "../../contract/contract.js";
import { RowproofError } from "../../diagnostic.js";
import { identifier, raw, sql } from "../../sql/sql.js";

/**
 * Tries on every role that requests arrive as: to a role that cannot be become everything is refused, which would look like
 * a contract that is kept.
 * @throws {RowproofError} exit code 3, with all that cannot be become
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
      why: "attacks are made as the roles that requests arrive as, and what is refused for want of one proves nothing",
      fix: superuser
        ? "see that authenticator and these roles are there, as rowproof platform makes them, and that it may become them"
        : `grant ${list.join(", ")} to ${identifier(currentRole).text}; or prove in a shadow, without --live`,
    },
    3,
  );
}
