import type { Policy, Relation } from "../catalog/facts.js";
import type { Command, ContractRole } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import type { Node } from "../sql/parser.js";
import type { CheckContext } from "./context.js";
import { allOf, anyOf, everyRow, exactly, type Meaning, noRow, readMeaning } from "./meaning.js";
import { isPredicate, predicateText } from "./predicates.js";
import { inheritedRoles } from "./roles.js";
import { sameTree } from "./same-tree.js";

/**
 * Which rows are meant: those that a command reaches (`using`), or those that it leaves behind (`with check`). See
 * PostgreSQL documentation, "CREATE POLICY", table "Policies Applied by Command Type".
 */
export type Side = "using" | "with check";

/** The sides that a command has. */
export const sidesOf: Readonly<Record<Command, readonly Side[]>> = {
  select: ["using"],
  insert: ["with check"],
  update: ["using", "with check"],
  delete: ["using"],
};

/** What a table's policies, taken together, admit for a role and a command on one side. */
export interface Admission {
  readonly meaning: Meaning;
  /** The permissive policies that apply, each with what it admits by itself. */
  readonly permissive: readonly { readonly policy: Policy; readonly meaning: Meaning }[];
  readonly restrictive: readonly { readonly policy: Policy; readonly meaning: Meaning }[];
}

/** Whether a policy's `TO` reaches a role: directly, through PUBLIC, or through a role that it inherits. */
export function appliesTo(context: CheckContext, policy: Policy, role: string): boolean {
  const inherited = inheritedRoles(context.catalog, role);
  return policy.roles.some((name) => inherited.has(name));
}

/** The commands that a policy is for. */
export function commandsOf(policy: Policy): readonly Command[] {
  return policy.command === "all" ? ["select", "insert", "update", "delete"] : [policy.command];
}

/** A command on a table by a role, on one side. */
export interface AdmissionQuery {
  readonly table: ResolvedTable;
  readonly role: string;
  readonly command: Command;
  readonly side: Side;
}

/** Permissive policies are OR-ed, and restrictive ones AND-ed to that; without a permissive one no row is admitted. */
export function readAdmission(
  context: CheckContext,
  { table, role, command, side }: AdmissionQuery,
): Admission {
  const wanted = wantedRows(context, table, role, command);
  const applying = table.relation.policies
    .filter((policy) => commandsOf(policy).includes(command) && appliesTo(context, policy, role))
    .map((policy) => ({ policy, meaning: policyMeaning(context, table.relation, { policy, side, wanted }) }));
  const permissive = applying.filter(({ policy }) => policy.permissive);
  const restrictive = applying.filter(({ policy }) => !policy.permissive);
  const admitted = permissive.length === 0 ? noRow : anyOf(permissive.map(({ meaning }) => meaning));
  return {
    meaning: allOf([admitted, ...restrictive.map(({ meaning }) => meaning)]),
    permissive,
    restrictive,
  };
}

/** One side of a policy, and the rows to compare it with. */
interface PolicySide {
  readonly policy: Policy;
  readonly side: Side;
  readonly wanted: Wanted;
}

/**
 * What one policy's condition admits. Without a `with check` of its own, `using` is that too. Without either, a permissive
 * policy admits no row, and a restrictive one restricts nothing.
 */
export function policyMeaning(
  context: CheckContext,
  relation: Relation,
  { policy, side, wanted }: PolicySide,
): Meaning {
  const text = side === "using" ? policy.using : (policy.withCheck ?? policy.using);
  if (text === null) return policy.permissive ? noRow : everyRow;
  const tree = context.expressions.expression(text);
  if (sameTree(tree, wanted.predicate, relation.name)) return exactly;
  return readMeaning(tree, relation, wanted.own);
}

/** What a policy's condition is compared with. */
export interface Wanted {
  /** The column that holds a row's owner. */
  readonly own: string | undefined;
  /** The contract's own condition, as the server prints it. */
  readonly predicate: Node | undefined;
}

/** What the contract says of a command's rows, in the form in which a condition can be compared with it. */
export function wantedRows(
  context: CheckContext,
  table: ResolvedTable,
  role: string,
  command: Command,
): Wanted {
  const { rows } = table.access[role as ContractRole]?.[command] ?? table.access.authenticated[command];
  const { schema, name } = table.relation;
  const text = isPredicate(rows) ? predicateText(context.contract, rows) : undefined;
  return {
    own: ownColumn(table, command),
    predicate: text === undefined ? undefined : context.expressions.predicate({ schema, name, text }),
  };
}

/**
 * The column to compare with: the command's, or if the command is withheld, another command's. Rows that an expression
 * selects are not the user's own rows, so a policy on own rows proves nothing about them.
 */
export function ownColumn(table: ResolvedTable, command: Command): string | undefined {
  const { rows } = table.access.authenticated[command];
  if (isPredicate(rows)) return undefined;
  return rows.kind === "own" ? rows.column : table.owners[0];
}
