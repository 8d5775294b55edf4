// Questions about the access that a database gives, which the classes of mutants ask.
import type { Catalog, Column, Policy, Relation } from "../catalog/facts.js";
import type { MutablePolicy, MutableTable, MutationContext, UserRole } from "./context.js";

/** The commands of a statement, in the order of the reports. */
export const rowCommands = ["select", "insert", "update", "delete"] as const;
/** One of them. */
export type RowCommand = (typeof rowCommands)[number];

/** The table's policy for signed-in users and one command. */
export function policyFor({ policies }: MutableTable, command: RowCommand): Policy | undefined {
  return policies.find((policy) => policy.command === command);
}

/** The policies for one command. */
export function policiesFor(
  policies: readonly MutablePolicy[],
  command: RowCommand,
): readonly MutablePolicy[] {
  return policies.filter(({ policy }) => policy.command === command);
}

/** The policies that hold signed-in users to some of the rows. */
export function limiting(policies: readonly MutablePolicy[]): readonly MutablePolicy[] {
  return policies.filter(({ table, policy }) => !table.open.authenticated.has(policy.command));
}

/** Whether a policy gives users their own rows and nothing else. */
export function isForOwn({ table, policy }: MutablePolicy): boolean {
  const { owner, conditional, open } = table;
  return owner !== undefined && !conditional.has(policy.command) && !open.authenticated.has(policy.command);
}

/** Whether the database has a permissive policy that applies to the role and the command. */
export function isAdmitted({ relation }: MutableTable, role: string, command: RowCommand): boolean {
  return relation.policies.some(
    (policy) =>
      policy.permissive &&
      [command, "all"].includes(policy.command) &&
      policy.roles.some((one) => one === role || one === "PUBLIC"),
  );
}

/** Whether a role has the privilege on the relation, or on one of its columns. */
export function may(
  { relation }: { relation: Relation },
  role: string,
  privilege: string,
  column?: string,
): boolean {
  const held = relation.effective.find((one) => one.role === role && one.privilege === privilege);
  if (held === undefined) return false;
  return held.columns === null || column === undefined || held.columns.includes(column);
}

/** The commands that signed-in users may not run on the table, or not with every column. */
export function withheldCommands(table: MutableTable): readonly RowCommand[] {
  return rowCommands.filter((command) => {
    const privilege = command.toUpperCase();
    return table.relation.columns.some(({ name }) => !may(table, "authenticated", privilege, name));
  });
}

/** Whether anonymous or signed-in users have any privilege on it. */
function isReached({ relation }: MutableTable): boolean {
  return relation.effective.some(({ role }) => role !== "service_role");
}

/** One policy of each table, each time for another command: the others would show the same. */
export function onePolicyEach(tables: readonly MutableTable[]): readonly MutablePolicy[] {
  return tables
    .filter(({ policies }) => policies.length > 0)
    .flatMap((table, index) => {
      const policy = table.policies[index % table.policies.length];
      return policy === undefined ? [] : [{ table, policy }];
    });
}

/** The table's primary key, if it is one column. */
export function keyColumn({ relation }: MutableTable): Column | undefined {
  const key = relation.constraints.find(({ kind }) => kind === "primary key");
  return relation.columns.find(({ name }) => key?.columns.length === 1 && name === key.columns[0]);
}

/** Whether row level security never applies to the role: a superuser, or one with BYPASSRLS. */
export function bypassesRowSecurity({ roles }: Catalog, role: string): boolean {
  return roles.some(({ name, superuser, bypassRls }) => name === role && (superuser || bypassRls));
}

/** Whether the role is a superuser. */
export function isSuperuser({ roles }: Catalog, role: string): boolean {
  return roles.some(({ name, superuser }) => name === role && superuser);
}

/** Whether the contract already gives a role every row that its privileges on the table reach. */
export function hasEveryRow(table: MutableTable, role: UserRole): boolean {
  return rowCommands.every(
    (command) => table.open[role].has(command) || !may(table, role, command.toUpperCase()),
  );
}

/** Why a wider policy on the table gives users nothing; undefined if it gives them something. */
export function whyNotWider(table: MutableTable, closed: string): string | undefined {
  if (!isReached(table)) return closed;
  const roles: readonly UserRole[] = ["anon", "authenticated"];
  return roles.every((role) => hasEveryRow(table, role)) ? everyRow : undefined;
}

const everyRow = "the contract already gives users every row that their privileges on the table reach";

/** Whether anonymous users can read, change or call anything in the exposed schemas. */
export function reachesAnything({ catalog }: MutationContext, role: string): boolean {
  return (
    catalog.relations.some(({ effective }) => effective.some((one) => one.role === role)) ||
    catalog.routines.some(({ executableBy }) => executableBy.includes(role))
  );
}
