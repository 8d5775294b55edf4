// How a policy is written anew.
import { identifier, joined, piece, raw, statement } from "./statement.mjs";

/**
 * The policy with other expressions: `change` makes each from the one that is there.
 * @param {(expression: import("./subject.mjs").Piece) => import("./subject.mjs").Piece} change
 */
export function withExpressions({ table, policy }, change) {
  const using = policy.using === null ? raw("") : piece` using (${change(raw(policy.using))})`;
  const check = policy.withCheck === null ? raw("") : piece` with check (${change(raw(policy.withCheck))})`;
  return statement`alter policy ${identifier(policy.name)} on ${table.id}${using}${check}`;
}

/** The policy with other roles. */
export function withRoles({ table, policy }, roles) {
  return statement`alter policy ${identifier(policy.name)} on ${table.id} to ${roleList(roles)}`;
}

/** The policy dropped, and made again with what no `alter policy` can change. */
export function madeAgain({ table, policy }, changes) {
  const { name, command, permissive, roles, using, withCheck } = { ...policy, ...changes };
  const kind = raw(permissive ? "permissive" : "restrictive");
  const expressions = piece`${clause("using", using)}${clause("with check", withCheck)}`;
  return statement`${raw(dropped({ table, policy }))};
create policy ${identifier(name)} on ${table.id} as ${kind} for ${raw(command)} to ${roleList(roles)}${expressions}`;
}

/** The policy gone. */
export function dropped({ table, policy }) {
  return statement`drop policy ${identifier(policy.name)} on ${table.id}`;
}

function clause(word, expression) {
  return expression === null ? raw("") : piece` ${raw(word)} (${raw(expression)})`;
}

function roleList(roles) {
  return joined(roles.map((role) => (role === "PUBLIC" ? raw("public") : identifier(role))));
}
