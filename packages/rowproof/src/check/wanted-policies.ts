import type { RelationName } from "../catalog/facts.js";
import { type Command, type ContractRole, commands, type Rows } from "../contract/contract.js";
import { snakeCase } from "../contract/naming.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { joinName } from "../sql/names.js";
import { identifier } from "../sql/sql.js";
import { sidesOf } from "./admission.js";
import type { CheckContext } from "./context.js";
import { currentUserId, isPredicate, predicateText } from "./predicates.js";

/** A policy that gives some roles what the contract says of one command. */
export interface WantedPolicy {
  readonly name: string;
  /** `all` for the service, which has one policy for everything. */
  readonly command: Command | "all";
  readonly roles: readonly ContractRole[];
  readonly condition: string;
}

/** Exactly the policies that a table needs by its contract: one per command, and one for the service. */
export function wantedPolicies(context: CheckContext, table: ResolvedTable): readonly WantedPolicy[] {
  const users = commands.flatMap((command) => {
    const roles = (["anon", "authenticated"] as const).filter(
      (role) => table.access[role][command].rows.kind !== "none",
    );
    const groups = new Map<string, ContractRole[]>();
    for (const role of roles) {
      const key = JSON.stringify(table.access[role][command].rows);
      groups.set(key, [...(groups.get(key) ?? []), role]);
    }
    return [...groups.values()].map((group) => wantedPolicy(context, table, command, group));
  });
  const service = commands.every((command) => table.access.service_role[command].rows.kind === "all");
  return service ? [...users, servicePolicy(table)] : users;
}

/** The service's own: it reaches every row, also on a server that does not give it BYPASSRLS. */
export function servicePolicy(table: ResolvedTable): WantedPolicy {
  return {
    name: joinName(snakeCase(table.name), "service_role"),
    command: "all",
    roles: ["service_role"],
    condition: "true",
  };
}

function wantedPolicy(
  context: CheckContext,
  table: ResolvedTable,
  command: Command,
  roles: readonly ContractRole[],
): WantedPolicy {
  const { rows } = table.access[roles[0] ?? "authenticated"][command];
  return {
    name: joinName(snakeCase(table.name), command, suffixOf(rows, roles)),
    command,
    roles,
    condition: conditionOf(context, table, rows),
  };
}

function suffixOf(rows: Rows, roles: readonly ContractRole[]): string {
  if (!roles.includes("authenticated")) return "anon";
  if (rows.kind === "all") return roles.includes("anon") ? "public" : "all";
  return rows.kind === "where" ? "rule" : rows.kind;
}

/** The names that policies made from a contract can have on a table, whatever the contract says today. */
export function isWantedName(table: RelationName, name: string): boolean {
  const base = snakeCase(table.name);
  const suffixes = ["own", "member", "rule", "public", "all", "anon"];
  return (
    name === joinName(base, "service_role") ||
    commands.some((command) => suffixes.some((suffix) => name === joinName(base, command, suffix)))
  );
}

/** The condition under which the contract lets a row be reached, as a policy states it. */
export function conditionOf(context: CheckContext, table: ResolvedTable, rows: Rows): string {
  if (rows.kind === "own") {
    return `${identifier(rows.column).text} = ${currentUserId(table.relation, rows.column)}`;
  }
  if (isPredicate(rows)) return predicateText(context.contract, rows) ?? "false";
  return rows.kind === "all" ? "true" : "false";
}

/** The statement that makes a policy. */
export function createPolicy(table: RelationName, { name, command, roles, condition }: WantedPolicy): string {
  const sides = command === "all" ? (["using", "with check"] as const) : sidesOf[command];
  const clauses = sides.map((side) => ` ${side} (${condition})`).join("");
  const on = identifier(table.schema, table.name).text;
  return `create policy ${identifier(name).text} on ${on} for ${command} to ${roles.join(", ")}${clauses};`;
}
