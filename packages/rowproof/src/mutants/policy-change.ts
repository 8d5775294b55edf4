// How a policy is changed.
import type { Policy } from "../catalog/facts.js";
import { identifier, type Piece, raw } from "../sql/sql.js";
import type { MutablePolicy } from "./context.js";
import type { MutantChange } from "./mutant.js";
import { joined, piece, statement } from "./statement.js";

/** A change that is named after its policy. */
export function policyChange(
  { table, policy }: MutablePolicy,
  sql: string,
  equivalent?: string | undefined,
): MutantChange {
  return { on: `${policy.name} on ${table.name}`, sql, equivalent };
}

/** The policy with other expressions: `change` makes each from the present one. */
export function withExpressions(
  { table, policy }: MutablePolicy,
  change: (expression: Piece) => Piece,
): string {
  const using = policy.using === null ? raw("") : piece` using (${change(raw(policy.using))})`;
  const check = policy.withCheck === null ? raw("") : piece` with check (${change(raw(policy.withCheck))})`;
  return statement`alter policy ${identifier(policy.name)} on ${table.id}${using}${check}`;
}

/** The policy for other roles. */
export function withRoles({ table, policy }: MutablePolicy, roles: readonly string[]): string {
  return statement`alter policy ${identifier(policy.name)} on ${table.id} to ${roleList(roles)}`;
}

/** The policy dropped and created again, with changes that `alter policy` cannot make. */
export function recreated({ table, policy }: MutablePolicy, changes: Partial<Policy>): string {
  const { name, command, permissive, roles, using, withCheck } = { ...policy, ...changes };
  const kind = raw(permissive ? "permissive" : "restrictive");
  const expressions = piece`${clause("using", using)}${clause("with check", withCheck)}`;
  return statement`${raw(dropped({ table, policy }))};
create policy ${identifier(name)} on ${table.id} as ${kind} for ${raw(command)} to ${roleList(roles)}${expressions}`;
}

/** The policy dropped. */
export function dropped({ table, policy }: MutablePolicy): string {
  return statement`drop policy ${identifier(policy.name)} on ${table.id}`;
}

function clause(word: string, expression: string | null): Piece {
  return expression === null ? raw("") : piece` ${raw(word)} (${raw(expression)})`;
}

function roleList(roles: readonly string[]): Piece {
  return joined(roles.map((role) => (role === "PUBLIC" ? raw("public") : identifier(role))));
}
