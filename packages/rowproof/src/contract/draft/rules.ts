import type { Policy, Relation, Role } from "../../catalog/facts.js";
import { type Command, commands } from "../contract.js";
import { conditionsOf, type PolicyCondition } from "./condition.js";
import { mayAdmitAnybody, namesColumn, ownColumns } from "./expression.js";

type DraftedUser = "anon" | "authenticated";

/** The rows that a table's policies and grants let a role reach with a command. */
export type PolicyAdmission =
  | { readonly kind: "none" | "all" }
  | ({ readonly kind: "own"; readonly column: string } & AdmissionCondition)
  | ({ readonly kind: "where" } & AdmissionCondition);

interface AdmissionCondition {
  /** As one SQL predicate. */
  readonly text: string;
  readonly conditions: readonly PolicyCondition[];
}

/** A table's policies, read for a draft. */
export interface TablePolicies {
  /** Whether row level security is on, with a policy for users. */
  readonly hasPolicies: boolean;
  /** The columns that a policy compares with the user's id. */
  readonly owners: readonly string[];
  /** Policies that are named for the service, but have no TO and so apply to everybody. `admits` ignores them. */
  readonly misplaced: readonly string[];
  admits(user: DraftedUser, command: Command): PolicyAdmission;
}

const none: PolicyAdmission = { kind: "none" };
const all: PolicyAdmission = { kind: "all" };

/** @param roles the server's roles; a missing role has no grants */
export async function readRules(relation: Relation, roles: readonly Role[]): Promise<TablePolicies> {
  const read = await Promise.all(relation.policies.map(readPolicy));
  const misplaced = read.filter(isMisplaced);
  const counted = read.filter((one) => !misplaced.includes(one) && !isOnlyForService(one));
  const trees = read.flatMap(conditionsIn).map(({ tree }) => tree);
  return {
    hasPolicies: relation.rowSecurity && counted.some(({ policy }) => policy.permissive),
    owners: [...new Set(trees.flatMap((tree) => (tree === undefined ? [] : ownColumns(tree))))],
    misplaced: misplaced.map(({ policy }) => policy.name),
    admits: (user, command) => {
      const privilege = command.toUpperCase();
      const granted = relation.effective.some((one) => one.role === user && one.privilege === privilege);
      const isThere = roles.some(({ name }) => name === user);
      return granted || !isThere ? admission(counted, user, command) : none;
    },
  };
}

/** Whether a condition is the same for every row, but neither true nor false. */
export function isRowless(admission: PolicyAdmission): boolean {
  if (admission.kind !== "where") return false;
  return !admission.conditions.some(({ tree }) => tree !== undefined && namesColumn(tree));
}

interface ParsedPolicy {
  readonly policy: Policy;
  readonly conditions: Readonly<Record<Command, readonly PolicyCondition[] | undefined>>;
}

async function readPolicy(policy: Policy): Promise<ParsedPolicy> {
  const read = await Promise.all(
    commands.map(async (command) => [command, await conditionsOf(policy, command)] as const),
  );
  return { policy, conditions: Object.fromEntries(read) as ParsedPolicy["conditions"] };
}

function conditionsIn({ conditions }: ParsedPolicy): readonly PolicyCondition[] {
  return commands.flatMap((command) => conditions[command] ?? []);
}

/** A policy for the service, which needs none, that is open to everybody. */
function isMisplaced(read: ParsedPolicy): boolean {
  const { permissive, roles, name } = read.policy;
  const open = conditionsIn(read).every(({ saying }) => saying.kind === "true");
  return permissive && open && roles.includes("PUBLIC") && /service/i.test(name);
}

function isOnlyForService(read: ParsedPolicy): boolean {
  const reaches = ["PUBLIC", "anon", "authenticated"].some((role) => read.policy.roles.includes(role));
  return !reaches || conditionsIn(read).every(({ saying }) => saying.kind === "service");
}

/** Permissive policies are OR-ed, and restrictive ones AND-ed to that (PostgreSQL documentation, "CREATE POLICY"). */
function admission(policies: readonly ParsedPolicy[], user: DraftedUser, command: Command): PolicyAdmission {
  const applying = policies.filter(({ policy }) => {
    const reaches = policy.roles.includes(user) || policy.roles.includes("PUBLIC");
    return reaches && (policy.command === "all" || policy.command === command);
  });
  const admitted = (permissive: boolean) =>
    applying
      .filter(({ policy }) => policy.permissive === permissive)
      .map(({ conditions }) => {
        const parts = conditions[command]?.map((condition) => partOf(condition, user));
        return parts === undefined ? none : join("and", parts);
      });
  return join("and", [join("or", admitted(true)), ...admitted(false)]);
}

function partOf(condition: PolicyCondition, user: DraftedUser): PolicyAdmission {
  const { saying, text, tree } = condition;
  const signedIn = user === "authenticated";
  switch (saying.kind) {
    case "true":
      return all;
    case "signed in":
      return signedIn ? all : none;
    case "own":
      return signedIn ? { kind: "own", column: saying.column, text, conditions: [condition] } : none;
    case "else":
      if (!signedIn && (tree === undefined || !mayAdmitAnybody(tree))) return none;
      return { kind: "where", text, conditions: [condition] };
    default:
      return none;
  }
}

function join(word: "or" | "and", parts: readonly PolicyAdmission[]): PolicyAdmission {
  const [neutral, absorbing] = word === "or" ? ([none, all] as const) : ([all, none] as const);
  if (parts.some(({ kind }) => kind === absorbing.kind)) return absorbing;
  const left = parts.flatMap((part) => (part.kind === "own" || part.kind === "where" ? [part] : []));
  const [first, ...more] = left;
  if (first === undefined) return neutral;
  const isSame = (part: PolicyAdmission) =>
    first.kind === "own" && part.kind === "own" && part.column === first.column;
  if (more.every(isSame)) return first;
  const texts = [...new Set(left.map(({ text }) => text))];
  return {
    kind: "where",
    text: texts.length === 1 ? first.text : texts.map((text) => `(${text})`).join(` ${word.toUpperCase()} `),
    conditions: left.flatMap(({ conditions }) => conditions),
  };
}
