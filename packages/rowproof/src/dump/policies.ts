import type { Policy, Relation } from "../catalog/facts.js";
import { identifier, type Piece, raw } from "../sql/sql.js";
import { named, statement } from "./statement.js";

/** Row security: whether it is on, forced, and by which policies. */
export function writeRowSecurity(relation: Relation, role: (name: string) => Piece): readonly string[] {
  const table = named(relation);
  return [
    ...(relation.rowSecurity ? [statement`alter table ${table} enable row level security`] : []),
    ...(relation.forceRowSecurity ? [statement`alter table ${table} force row level security`] : []),
    ...relation.policies.map((policy) => writePolicy(table, policy, role)),
  ];
}

function writePolicy(table: Piece, policy: Policy, role: (name: string) => Piece): string {
  const restrictive = raw(policy.permissive ? "" : " as restrictive");
  const roles = raw(policy.roles.map((name) => role(name).text).join(", "));
  const using = raw(policy.using === null ? "" : `\n  using (${policy.using})`);
  const check = raw(policy.withCheck === null ? "" : `\n  with check (${policy.withCheck})`);
  return statement`create policy ${identifier(policy.name)} on ${table}${restrictive} for ${raw(policy.command)} to ${roles}${using}${check}`;
}
